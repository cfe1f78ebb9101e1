"""The teacher's page: what to hold for others, what others hold, own absences, readiness and counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar.di import NamedDependency
from litestar.params import FromQuery

from intranet.kit.access import Viewer
from intranet.kit.i18n import _
from intranet.kit.web import Answer, Page, page
from intranet.school.timetable.change_rules import ChangeKind
from modules.substitutions.permissions import MINE
from modules.substitutions.planning.absences import numbers_words
from modules.substitutions.planning.standby import Hours
from modules.substitutions.queries.absences import absences_since
from modules.substitutions.queries.mine import (
    GivenAway,
    given_away,
    my_counts,
    my_standby,
    my_substitutions,
)
from modules.substitutions.views.sizes import size_words
from modules.substitutions.views.standby import weekday_name


def kind_words() -> dict[str, str]:
    """What I am asked to do with a lesson of somebody else, beside "instead of"."""
    return {
        ChangeKind.TEACHER_SUBSTITUTED: _("замена"),
        ChangeKind.SUPERVISED: _("присмотр за классом"),
        ChangeKind.GROUPS_MERGED: _("группы вместе"),
        ChangeKind.SUBJECT_REPLACED: _("ваш предмет вместо другого"),
    }


def away_words(one: GivenAway) -> str:
    """What becomes of an own lesson: "ведёт Петрова И. С.", "отменён"."""
    if one.status == "cancelled":
        replaced = one.kind == ChangeKind.SUBJECT_REPLACED
        return _("вместо него другой предмет") if replaced else _("отменён")
    said = _("вёл(а) %(name)s") if one.status == "held" else _("ведёт %(name)s")
    return said % {"name": one.teacher_name}


def standby_lines(hours: Sequence[Hours]) -> list[tuple[str, str, bool]]:
    """(weekday, lessons, ready) of each day that says something."""
    return [
        (weekday_name(one.weekday), numbers_words(*_span(one)), one.is_ready) for one in hours
    ]  # fmt: skip


def _span(one: Hours) -> tuple[int | None, int | None]:
    whole = (one.first_number, one.last_number) == (0, 12)
    return (None, None) if whole else (one.first_number, one.last_number)


@page("/substitutions/mine", permission=MINE)
async def show_mine(viewer: NamedDependency[Viewer], told: FromQuery[str] = "") -> Answer:
    """Coming substitutions first, then those that can still be written into."""
    held = await my_substitutions(viewer)
    return Page(
        "substitutions/mine.html", told=told, size_words=size_words, kinds=kind_words(),
        coming=[one for one in held if one.on_date >= viewer.day],
        past=[one for one in reversed(held) if one.on_date < viewer.day],
        given=[(one, away_words(one)) for one in await given_away(viewer)],
        absences=[one for one in await absences_since(viewer) if one.ends >= viewer.day],
        standby=standby_lines(await my_standby(viewer)), counts=await my_counts(viewer),
    )  # fmt: skip


HANDLERS: list[Any] = [show_mine]
