"""The statements below `drafts`: the day of a lesson, and how a draft is written."""

from __future__ import annotations

from datetime import date

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import Conflict, NotFound
from intranet.kit.i18n import _
from modules.substitutions.planning.state import Draft

WHEN = "select on_date from lesson where id = $1"
# Written only over what the dispatcher saw: another version stays, and the statement gives no row.
PUT = """insert into planned_change (lesson, kind, teacher, room, to_date, to_number, journal, merged_with,
        note, override_reason, absence, pair, is_proposed, version, made_by, made_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, false, $13 + 1, $14, $15)
    on conflict (lesson) do update set kind = $2, teacher = $3, room = $4, to_date = $5, to_number = $6,
        journal = $7, merged_with = $8, note = $9, override_reason = $10, absence = $11, pair = $12,
        is_proposed = false, version = $13 + 1, made_by = $14, made_at = $15
        where planned_change.version = $13
    returning id"""
LEAVE_PAIR = "delete from planned_change where pair = $1 and lesson <> $2 returning lesson"


async def date_of(actor: Viewer, lesson: int) -> date:
    """The day a lesson stands on; NotFound."""
    found: date | None = await DB.value(WHEN, lesson)
    if found is None:
        raise NotFound
    return found


async def put(actor: Viewer, draft: Draft) -> int:
    """Write a draft over the version it has (0: none yet); its id. Conflict when another stands there."""
    found: int | None = await DB.value(
        PUT, draft.lesson, draft.kind, draft.teacher, draft.room, draft.to_date, draft.to_number,
        draft.journal, draft.merged_with, draft.note, draft.override_reason, draft.absence, draft.pair,
        draft.version, actor.person_id, clock.now(),
    )  # fmt: skip
    if found is None:
        raise overtaken()
    return found


def overtaken() -> Conflict:
    """Somebody else has changed the same draft since the page was shown."""
    return Conflict(
        _("Этот урок тем временем изменили: ниже то, что записано сейчас. Ваш выбор не записан — повторите.")
    )
