"""Drafts made at one go: two lessons change places; one colleague takes all open lessons of a teacher."""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.school.timetable.change_rules import ChangeKind
from modules.substitutions.planning.checks import broken, with_drafts
from modules.substitutions.planning.state import Draft
from modules.substitutions.planning.wishes import Choice, Swap
from modules.substitutions.planning.worklist import substitution
from modules.substitutions.queries.day import day_of
from modules.substitutions.service.change_kinds import KINDS
from modules.substitutions.service.drafts import check_day, judge, scene_of, write
from modules.substitutions.service.drafts_sql import date_of
from modules.substitutions.service.locks import lock
from modules.substitutions.service.wishes import Scene


async def swap(actor: Viewer, wish: Swap) -> None:
    """Two drafts MOVED with one `pair`. Raises what `save_draft` raises; refusals stand at `partner`."""
    async with DB.transaction():
        first_date, second_date = await date_of(actor, wish.lesson), await _date_of_other(actor, wish.other)
        await lock(actor, [first_date, second_date], [wish.lesson, wish.other])
        first = await _half(actor, wish, first_date, wish.lesson, wish.version)
        second = await _half(actor, wish, second_date, wish.other, wish.other_version)
        if first.row.journal == second.row.journal:
            raise DomainError(_("Это уроки одного предмета: менять их местами незачем."), field="partner")
        try:
            await _exchange(actor, first, second)
        except DomainError as error:
            error.field = error.field if error.field == "override_reason" else "partner"
            raise


async def _date_of_other(actor: Viewer, lesson: int) -> date:
    """The other lesson's day; DomainError for one that was not chosen, or is gone."""
    try:
        return await date_of(actor, lesson)
    except NotFound:
        raise DomainError(_("Выберите урок, с которым поменять местами."), field="partner") from None


async def _half(actor: Viewer, wish: Swap, on_date: date, lesson: int, version: int) -> Scene:
    choice = Choice(
        kind=ChangeKind.MOVED, note=wish.note, override_reason=wish.override_reason, version=version
    )
    return scene_of(await day_of(actor, on_date), lesson, choice)


async def _exchange(actor: Viewer, first: Scene, second: Scene) -> None:
    """Each to the other's place, tried with both counted. The pair is named by its smaller lesson id."""
    pair = min(first.row.id, second.row.id)
    scenes, drafts = [], []
    for one, other in ((first, second), (second, first)):
        aim = msgspec.structs.replace(one.choice, to_date=other.row.on_date, to_number=other.row.number)
        scene = msgspec.structs.replace(one, choice=aim, partners=(other.row,))
        draft: Draft = await KINDS[ChangeKind.MOVED](scene)
        scenes.append(scene)
        drafts.append(msgspec.structs.replace(draft, pair=pair))
    for scene, draft, beside in zip(scenes, drafts, reversed(drafts), strict=True):
        await judge(actor, scene, draft, beside)
    for scene, draft in zip(scenes, drafts, strict=True):
        await write(actor, scene, draft)


async def give_day(actor: Viewer, on_date: date, absent: int, person: int) -> list[int]:
    """Let a colleague take every open lesson of a teacher at which nothing hinders; the lessons taken.

    What a person has decided already stays. DomainError for somebody who does not teach here.
    """
    async with DB.transaction():
        await lock(actor, [on_date])
        check_day(on_date, "")
        day = await day_of(actor, on_date)
        if person not in day.colleagues or person == absent:
            raise DomainError(_("Выберите, кто заменит учителя."), field="teacher")
        taken: list[int] = []
        for one in day.open:
            draft = substitution(day, one, person) if one.teacher == absent else None
            if draft is None:
                continue
            after = with_drafts(day, [draft])
            placed = after.place(one.lesson, draft)
            if placed is not None and not broken(after, placed):
                choice = Choice(kind=draft.kind, version=draft.version)
                await write(actor, Scene(day, one.lesson, one.draft, choice), draft)
                taken, day = [*taken, one.lesson.id], after
        return taken
