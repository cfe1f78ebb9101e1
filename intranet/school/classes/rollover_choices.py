"""What is chosen for classes and pupils before a year is carried over; nothing happens to anybody yet."""

from __future__ import annotations

from collections.abc import Mapping

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.school.classes import rollover_sql as sql
from intranet.school.classes.rollover_plan import LAST_GRADE, ClassAt, Fate, PupilAt, proposal_of
from intranet.school.facts import YearRow


def class_fates(at: ClassAt) -> list[Fate]:
    """What may become of a class; nothing is above the 11th."""
    return [Fate.UP, Fate.FINISH, Fate.WAIT] if at.grade_level < LAST_GRADE else [Fate.FINISH, Fate.WAIT]


def pupil_fates(at: ClassAt) -> list[Fate]:
    """What may become of a pupil of it."""
    return [fate for fate in Fate if fate != Fate.UP or at.grade_level < LAST_GRADE]


async def choose_classes(actor: Viewer, year: YearRow, chosen: Mapping[int, str]) -> None:
    """What becomes of classes of the year; NotFound for another's, DomainError for what cannot be."""
    async with DB.transaction():
        classes = {one.id: one for one in await DB.rows(ClassAt, sql.CLASSES, year.id)}
        for ident, fate in chosen.items():
            one = classes.get(ident)
            if one is None:
                raise NotFound
            _check(one, {fate} <= {*class_fates(one)})
            if fate == one.fate:
                continue
            await DB.execute(sql.SET_CLASS, ident, fate)
            await audit.record(
                actor, "school.class.fate", "school_class", ident,
                before={"name": one.title, "fate": one.fate}, after={"name": one.title, "fate": fate},
            )  # fmt: skip


def _check(at: ClassAt, is_possible: bool) -> None:
    if not is_possible:
        raise DomainError(_("Для класса %(name)s так выбрать нельзя.", name=at.title))


async def choose_pupils(actor: Viewer, year: YearRow, school_class: int, chosen: Mapping[int, str]) -> None:
    """What becomes of pupils of a class, "" as of the class; NotFound for one who is not asked about."""
    async with DB.transaction():
        at, mine = await _asked_about(actor, year, school_class)
        if not set(chosen) <= set(mine):
            raise NotFound
        _check(at, set(chosen.values()) <= {"", *pupil_fates(at)})
        changed = {one: fate for one, fate in chosen.items() if mine[one].chosen != fate}
        if not changed:
            return
        wanted = {one: fate for one, fate in changed.items() if fate}
        await DB.execute(sql.CLEAR_PUPILS, school_class, list(changed))
        await DB.execute(sql.SET_PUPILS, school_class, list(wanted), list(wanted.values()))
        await audit.record(
            actor, "school.class.fates", "school_class", school_class,
            before={"name": at.title, "pupils": {str(one): mine[one].chosen for one in changed}},
            after={"name": at.title, "pupils": {str(one): fate for one, fate in changed.items()}},
        )  # fmt: skip


async def _asked_about(
    actor: Viewer, year: YearRow, school_class: int
) -> tuple[ClassAt, dict[int, PupilAt]]:  # fmt: skip
    """The class and those of it who are not in the next year already."""
    proposal = await proposal_of(actor, year)
    at = next((one for one in proposal.classes if one.id == school_class), None)
    if at is None:
        raise NotFound
    pupils = [step.pupil for step in proposal.steps] + [left.pupil for left in proposal.left]
    return at, {one.student: one for one in pupils if one.school_class == school_class}
