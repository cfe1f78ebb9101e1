"""The manifest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intranet.kit.i18n import _, lazy
from intranet.kit.module import Module, NoticeKind
from modules.notices import jobs, permissions

JOBS = (jobs.deliver_now, jobs.deliver_due, jobs.forget_old)

ANNOUNCEMENT = "notices.announcement"


def say_announcement(words: Mapping[str, Any]) -> str:
    """The announcement's own title."""
    return str(words.get("title", ""))


def announcement_subject(child: str) -> str:
    """ "Объявление школы", for a child "Даша: объявление школы"."""
    return _("%(child)s: объявление школы", child=child) if child else _("Объявление школы")


MODULE = Module(
    name="notices",
    title=lazy("Оповещения"),
    permissions=(
        permissions.VIEW, permissions.MARK_READ, permissions.SWITCH, permissions.ANNOUNCEMENTS,
        permissions.ANNOUNCE, permissions.KINDS, permissions.SET_KINDS, permissions.QUEUE,
        permissions.MANAGE_QUEUE,
    ),
    notice_kinds=(
        NoticeKind(
            ANNOUNCEMENT, lazy("Объявления школы"), say_announcement, announcement_subject,
            timing="now", may_switch=False,
        ),
    ),
)  # fmt: skip
