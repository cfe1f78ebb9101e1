"""The manifest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intranet.kit.i18n import _, lazy
from intranet.kit.module import Informer, Module, NavItem, NoticeKind, Tile
from modules.notices import demo, jobs, permissions
from modules.notices.queries.receipts import ABOUT, COUNT_NEW, MOST_COUNTED, unread_of
from modules.notices.views import HANDLERS

JOBS = (jobs.deliver_now, jobs.deliver_due, jobs.forget_old)


def say_new(count: int) -> tuple[str, bool]:
    """ "новых 3"; nothing new is said calmly."""
    if not count:
        return _("новых нет"), False
    return _("новых %(n)s", n=f"{MOST_COUNTED - 1}+" if count >= MOST_COUNTED else count), True


def say_announcement(words: Mapping[str, Any]) -> str:
    """The announcement's own title."""
    return str(words.get("title", ""))


def announcement_subject(child: str) -> str:
    """ "Объявление школы", for a child "Даша: объявление школы"."""
    return _("%(child)s: объявление школы", child=child) if child else _("Объявление школы")


MODULE = Module(
    name="notices",
    title=lazy("Оповещения"),
    handlers=tuple(HANDLERS),
    nav=(
        NavItem(
            lazy("Оповещения"), "/notices", "bell", permissions.VIEW, 40, Informer(COUNT_NEW, say_new),
            sub=(
                (lazy("Все оповещения"), "/notices", permissions.VIEW),
                (lazy("Объявления школы"), "/notices/announcements", permissions.ANNOUNCEMENTS),
                (lazy("О чём приходят письма"), "/notices/settings", permissions.VIEW),
                (lazy("О чём школа пишет"), "/notices/kinds", permissions.KINDS),
                (lazy("Очередь писем"), "/notices/queue", permissions.QUEUE),
            ),
        ),
    ),
    tiles=(Tile("notices.unread", permissions.VIEW, 10, "notices/_unread.html", unread_of, aside=True),),
    permissions=(
        permissions.VIEW, permissions.MARK_READ, permissions.SWITCH, permissions.ANNOUNCEMENTS,
        permissions.ANNOUNCE, permissions.KINDS, permissions.SET_KINDS, permissions.QUEUE,
        permissions.MANAGE_QUEUE,
    ),
    demo=demo.fill,
    profile=((lazy("О чём приходят письма"), "/notices/settings", permissions.VIEW),),
    notice_kinds=(
        NoticeKind(
            ABOUT, lazy("Объявления школы"), say_announcement, announcement_subject,
            timing="now", may_switch=False,
        ),
    ),
)  # fmt: skip
