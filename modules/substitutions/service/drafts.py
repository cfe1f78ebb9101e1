"""Drafts of a day's changes: written and dropped; proposed ones are taken over in `proposals`.

Rules (DOMAIN 2.6): a held lesson takes no draft; a past day only with a reason and for LATE days; a draft is
written over what its author saw, so two dispatchers lose nothing (Conflict); people's rules may be
overridden with a reason, which is the office's; rooms, pupils and absences may not. A day is locked while it
is decided on. Nothing is told to anybody: that is publishing's business.
"""

from __future__ import annotations

from datetime import date, timedelta

from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.school.timetable.change_rules import ChangeKind
from modules.substitutions.planning.checks import NEW_TIME, broken, with_drafts
from modules.substitutions.planning.state import Day, DayLesson, Draft
from modules.substitutions.planning.wishes import Choice
from modules.substitutions.queries.day import day_of
from modules.substitutions.queries.pupils import pupils_of
from modules.substitutions.service.change_kinds import KINDS
from modules.substitutions.service.drafts_sql import LEAVE_PAIR, date_of, overtaken, put
from modules.substitutions.service.locks import lock
from modules.substitutions.service.refusals import sentence
from modules.substitutions.service.wishes import Scene

LATE = timedelta(days=30)
DROP = "delete from planned_change where id = $1 or (pair is not null and pair = $2) returning lesson"
OF_DRAFT = "select lesson from planned_change where id = $1"


async def save_draft(actor: Viewer, lesson: int, choice: Choice) -> int:
    """Write what a lesson shall become; the draft's id.

    NotFound; Conflict when the draft is not the one the dispatcher saw; DomainError at a field of Choice for
    what a kind needs, and at `override_reason` for a rule that a reason would override.
    """
    async with DB.transaction():
        on_date = await date_of(actor, lesson)
        await lock(actor, {on_date, choice.to_date or on_date}, [lesson])
        day = await day_of(actor, on_date)
        scene = scene_of(day, lesson, choice)
        draft = await KINDS[choice.kind](scene)
        await judge(actor, scene, draft)
        return await write(actor, scene, draft)


def scene_of(day: Day, lesson: int, choice: Choice) -> Scene:
    """The lesson with its draft as it stands; NotFound, Conflict, or DomainError if it takes no change."""
    row = day.lesson.get(lesson)
    if row is None or row.on_date != day.on_date:
        raise NotFound
    known = day.drafts.get(lesson)
    if (known.version if known else 0) != choice.version:
        raise overtaken()
    _check_open(row, choice.override_reason)
    return Scene(day, row, known, choice)


def _check_open(row: DayLesson, reason: str) -> None:
    if row.is_held:
        raise DomainError(_("Урок уже проведён: изменить его нельзя."))
    if row.status == "cancelled" and row.change is None:
        raise DomainError(_("Этого урока нет в расписании: менять нечего."))
    check_day(row.on_date, reason)


def check_day(on_date: date, reason: str) -> None:
    """DomainError for a day long past, and for a past day without a reason."""
    if on_date < clock.today() - LATE:
        raise DomainError(_("Прошло больше 30 дней: задним числом урок уже не меняют."))
    if on_date < clock.today() and not reason:
        raise DomainError(
            _("День прошёл: напишите, почему замену записывают задним числом."), field="override_reason"
        )


async def judge(actor: Viewer, scene: Scene, draft: Draft, *beside: Draft) -> None:
    """Try the draft, with others made at one time, on the day it brings the lesson to. DomainError."""
    day = scene.day
    if draft.kind == ChangeKind.MOVED and draft.to_date != day.on_date:
        day = await day_of(actor, draft.to_date or day.on_date)
    brought = [scene.row, *scene.partners]
    day = with_drafts(day, [draft, *beside], brought)
    placed = day.place(scene.row, draft)
    if placed is None:
        return
    pupils = await pupils_of(actor, scene.row.study_group, day.on_date) if draft.kind in NEW_TIME else None
    found = broken(day, placed, pupils)
    final = [one for one in found if one.is_final]
    if final:
        raise DomainError(sentence(day, final), field=scene.field)
    if found and not draft.override_reason:
        text = _("%(said)s Если так и нужно, напишите почему.", said=sentence(day, found))
        raise DomainError(text, field="override_reason")


async def write(actor: Viewer, scene: Scene, draft: Draft) -> int:
    """Put the draft, take its old pair apart, and record both in the journal of changes."""
    known = scene.known
    if known is not None and known.pair is not None and known.pair != draft.pair:
        await DB.rows(int, LEAVE_PAIR, known.pair, draft.lesson)
    made = await put(actor, draft)
    await audit.record(
        actor, "substitutions.draft.set", "lesson", draft.lesson,
        before=_facts(known) if known else None, after=_facts(draft),
    )  # fmt: skip
    return made


def _facts(draft: Draft) -> dict[str, object]:
    """Ids and codes only: notes and reasons are text about people."""
    names = ("kind", "teacher", "room", "to_number", "journal", "merged_with", "pair", "version")
    found = {name: getattr(draft, name) for name in names}
    found["to_date"] = draft.to_date.isoformat() if draft.to_date else None
    return {name: value for name, value in found.items() if value is not None} | {
        "overridden": bool(draft.override_reason)
    }


async def drop_draft(
    actor: Viewer, draft_id: int, version: int | None = None, *, of: int | None = None
) -> None:
    """Forget a draft, and the other half of a swap with it.

    NotFound, also for a draft that is not `of` this lesson; Conflict if it is another `version`.
    """
    async with DB.transaction():
        lesson = await DB.value(OF_DRAFT, draft_id)
        if lesson is None or of not in (None, lesson):
            raise NotFound
        on_date = await date_of(actor, lesson)
        await lock(actor, [on_date], [lesson])
        known = (await day_of(actor, on_date)).drafts.get(lesson)
        if known is None or known.id != draft_id or version not in (None, known.version):
            raise overtaken()
        gone = await DB.rows(int, DROP, draft_id, known.pair)
        await audit.record(
            actor, "substitutions.draft.drop", "lesson", lesson,
            before=_facts(known), after={"lessons": sorted(gone)},
        )  # fmt: skip
