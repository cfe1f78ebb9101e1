"""The manifest."""

from __future__ import annotations

from intranet.kit.i18n import lazy
from intranet.kit.module import Module

MODULE = Module(name="notices", title=lazy("Оповещения"))
