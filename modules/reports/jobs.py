"""What a worker makes for the reports."""

from __future__ import annotations

from typing import Any

from intranet.kit.access import Viewer
from intranet.kit.papers import MadeFile, Tell, maker
from modules.reports.service import whole


@maker(whole.MAKER)
async def make_whole(viewer: Viewer, payload: Any, tell: Tell) -> MadeFile:
    """A report of every class or journal in one PDF."""
    return await whole.make_whole(viewer, payload, tell)
