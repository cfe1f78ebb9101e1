"""Term marks: the average proposes, the teacher sets, a whole step away is explained (DOMAIN 2.2.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import Conflict, DomainError, NotFound
from intranet.kit.i18n import _
from modules.journal.queries.terms import TERM_VALUES, TermPupil, term_pupils
from modules.journal.service.book import Book, open_journal

LONGEST_COMMENT = 500


@dataclass(frozen=True)
class TermEntry:
    """What was sent for one pupil: "" clears; `was` is what the page had shown."""

    student: int
    value: str
    comment: str = ""
    was: str = ""


class _Facts(msgspec.Struct, frozen=True):
    subject: int
    grade_level: int


SUBJECT = """select j.subject, coalesce(sc.grade_level, 0) as grade_level from journal j
    join study_group sg on sg.id = j.study_group left join school_class sc on sc.id = sg.school_class
    where j.id = $1 and exists (select 1 from term t join term_scheme s on s.id = t.scheme
                                where t.id = $2 and s.year = sg.year)"""

WRITE = """insert into term_mark (student, subject, term, value, points, journal, comment, set_by, hat,
    set_at)
    select v.student, $2, $3, v.value, v.points, $4, v.comment, $5, $6, $7
    from jsonb_to_recordset($1::jsonb) as v(student int, value text, points smallint, comment text)
    on conflict (student, subject, term) do update set value = excluded.value, points = excluded.points,
        journal = excluded.journal, comment = excluded.comment, set_by = excluded.set_by, hat = excluded.hat,
        set_at = excluded.set_at"""


async def set_term_mark(
    actor: Viewer, journal: int, student: int, term: int, value: str, comment: str = ""
) -> None:
    """Set one pupil's term mark over whatever stands ("" clears). Errors as `save_terms`."""
    async with DB.transaction():
        pupils = {p.student: p for p in await term_pupils(actor, journal, term, actor.day)}
        was = pupils[student].value if student in pupils else None
        await save_terms(actor, journal, term, [TermEntry(student, value, comment, was or "")])


async def save_terms(actor: Viewer, journal: int, term: int, entries: Sequence[TermEntry]) -> int:
    """Set the term marks that differ from what the page had shown; gives how many changed.

    Raises NotFound without the right to the journal or for another year's term, DomainError (field
    `c<student>`) for a missing explanation, an unknown value or pupil, Conflict when somebody was faster.
    """
    async with DB.transaction():
        book = await open_journal(actor, journal)
        facts = await DB.rows(_Facts, SUBJECT, journal, term)
        if not facts:
            raise NotFound
        if facts[0].grade_level == 1:
            raise DomainError(_("В первом классе отметок не ставят."))
        pupils = {p.student: p for p in await term_pupils(actor, journal, term, actor.day)}
        rows = [_row(book, pupils, term, entry) for entry in entries]
        changed = [row for row in rows if row]
        await DB.execute(
            WRITE, changed, facts[0].subject, term, journal, actor.person_id, actor.hat, book.at
        )  # fmt: skip
        await book.write()
        return len(changed)


def _row(book: Book, pupils: dict[int, TermPupil], term: int, entry: TermEntry) -> dict[str, Any] | None:
    pupil, field = pupils.get(entry.student), f"c{entry.student}"
    if pupil is None or entry.value not in ("", *TERM_VALUES):
        raise DomainError(_("Такой итоговой отметки нет."), field=field)
    value, stands = entry.value or None, pupil.value or ""
    if entry.value == entry.was and entry.comment == pupil.comment:
        return None
    if stands not in (entry.was, entry.value):
        message = _(
            "%(name)s: итоговую отметку уже изменили на %(value)s.", name=pupil.name, value=stands or "—"
        )
        raise Conflict(message, field=field)
    check_deviation(pupil, entry)
    if stands != entry.value:
        book.note(entry.student, f"term:{term}", pupil.value, value)
    points = int(entry.value) if entry.value.isdecimal() else None
    return {"student": entry.student, "value": value, "points": points, "comment": entry.comment}


def check_deviation(pupil: TermPupil, entry: TermEntry) -> None:
    """DomainError when a mark a whole step away from the proposed one is not explained."""
    if len(entry.comment) > LONGEST_COMMENT:
        raise DomainError(
            _("Пояснение не длиннее %(most)s знаков.", most=LONGEST_COMMENT), field=f"c{pupil.student}"
        )
    proposed = pupil.proposed
    if (
        entry.value.isdecimal()
        and proposed is not None
        and abs(int(entry.value) - proposed) >= 1
        and not entry.comment
    ):
        raise DomainError(
            _(
                "%(name)s: по среднему выходит %(mark)s. Напишите, почему отметка другая.",
                name=pupil.name,
                mark=proposed,
            ),
            field=f"c{pupil.student}",
        )
