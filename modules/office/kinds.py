"""The office's kinds of notice: what they are called and how they are said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intranet.kit.i18n import _, lazy
from intranet.kit.module import NoticeKind


def say_entry(words: Mapping[str, Any]) -> str:
    """The same for everybody: whom it is about, the notice's child tells."""
    return _("Выпущен новый листок для входа. Если вы его не просили, скажите школе.")


def entry_subject(child: str) -> str:
    """ "Даша: новый листок для входа"."""
    return _("%(child)s: новый листок для входа", child=child) if child else _("Новый листок для входа")


def say_request(words: Mapping[str, Any]) -> str:
    """No names: the page has them, for those who may see it."""
    return _("Пришло заявление на доступ к дневнику ребёнка. Ответьте за три рабочих дня.")


def request_subject(child: str) -> str:
    """The same for every request."""
    return _("Заявление на доступ к дневнику")


KINDS = (
    NoticeKind(
        name="office.entry",
        title=lazy("Выпущен листок для входа"),
        say=say_entry,
        subject=entry_subject,
        timing="now",
        is_mandatory=True,
        may_switch=False,
    ),
    NoticeKind(
        name="office.request",
        title=lazy("Пришло заявление на доступ"),
        say=say_request,
        subject=request_subject,
        timing="now",
    ),
)
