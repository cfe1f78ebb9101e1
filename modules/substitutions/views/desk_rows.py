"""The work list as the desk shows it: rows in sections, by absent teacher or by lesson number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from intranet.kit.i18n import _
from modules.substitutions.planning.candidates import Candidate, Staff
from modules.substitutions.planning.state import Away, Day, Placed
from modules.substitutions.planning.worklist import State, WorkItem
from modules.substitutions.service.refusals import sentence
from modules.substitutions.views.desk_words import (
    STATE_TAGS,
    Book,
    away_words,
    becomes,
    good_words,
    state_words,
)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson of the list; `offer`: whom one tap would put in, with `offer_why`; `wrong`: a broken rule."""

    lesson: int
    number: int
    time: str
    whom: str
    subject: str
    room: str
    teacher: str
    becomes: str
    note: str
    state: str
    state_words: str
    tag: str
    wrong: str
    version: int
    offer: Candidate | None
    offer_why: str

    @property
    def is_open(self) -> bool:
        """Whether nobody holds it yet."""
        return self.state == State.OPEN

    @property
    def is_held(self) -> bool:
        """History: nothing to change."""
        return self.state == State.HELD


class Person(msgspec.Struct, frozen=True):
    """Somebody to choose."""

    id: int
    name: str


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """Rows under one heading; `absent`: the teacher who is away, with `absence` to look it up."""

    key: str
    title: str
    sub: str
    rows: list[Row]
    absent: int | None = None
    absence: int | None = None

    @property
    def open(self) -> int:
        """How many rows nobody holds yet."""
        return sum(row.is_open for row in self.rows)


def offers(day: Day, items: Iterable[WorkItem]) -> dict[int, Candidate]:
    """For each open lesson the best colleague whom nothing hinders, nobody offered twice at one time."""
    staff, found, taken = Staff(day), dict[int, Candidate](), list[tuple[int, Placed]]()
    for item in items:
        placed = item.placed
        if item.state != State.OPEN or placed is None:
            continue
        skipped = {who for who, at in taken if at.span.meets(placed.span)}
        best = _best(staff, placed, skipped)
        if best is not None:
            found[item.lesson.id] = best
            taken.append((best.colleague.id, placed))
    return found


def _best(staff: Staff, placed: Placed, skipped: set[int]) -> Candidate | None:
    """The first of `candidates` nothing hinders; those of the subject outrank the others."""
    lesson, busy = placed.lesson, skipped | {placed.lesson.planned_teacher}
    people = [one for one in staff.day.colleagues.values() if one.id not in busy]
    own = [one for one in people if lesson.subject in one.subjects]
    for tier in (own, [one for one in people if lesson.subject not in one.subjects]):
        able = [one for one in tier if not staff.day.meeting(one.id, placed.span, [lesson.id])]
        free = [one for one in (staff.candidate(who, placed) for who in able) if not one.hindrances]
        if free:
            return min(free, key=lambda one: one.order)
    return None


def rows_of(book: Book, items: Sequence[WorkItem]) -> list[Row]:
    """The list in words."""
    words, offered = state_words(), offers(book.day, items)
    return [_row(book, item, words[item.state], offered.get(item.lesson.id)) for item in items]


def _row(book: Book, item: WorkItem, words: str, offer: Candidate | None) -> Row:
    lesson, draft = item.lesson, book.day.drafts.get(item.lesson.id)
    comes = lesson.on_date != book.day.on_date and item.placed is not None
    number = item.placed.number if comes and item.placed else lesson.number
    return Row(
        lesson=lesson.id, number=number, time=book.time(lesson, number), whom=lesson.whom,
        subject=lesson.subject_name, room=book.room(lesson.planned_room),
        teacher=book.person(lesson.planned_teacher), becomes=becomes(book, item),
        note=draft.note if draft else "", state=item.state, state_words=words, tag=STATE_TAGS[item.state],
        wrong=sentence(book.day, item.broken) if item.broken else "", version=draft.version if draft else 0,
        offer=offer, offer_why=", ".join(good_words(offer)) if offer else "",
    )  # fmt: skip


def by_teacher(book: Book, items: Sequence[WorkItem], rows: Sequence[Row]) -> list[Section]:
    """Absent teachers by name, those without lessons too, then the teachers of other changed lessons."""
    mine: dict[int, list[Row]] = {}
    for item, row in zip(items, rows, strict=True):
        mine.setdefault(_whose(book.day, item), []).append(row)
    away: dict[int, list[Away]] = {}
    for one in book.day.away:
        away.setdefault(one.teacher, []).append(one)
        mine.setdefault(one.teacher, [])
    found = [
        Section(
            key=f"t{who}", title=book.person(who), rows=rows_,
            sub=", ".join(map(away_words, away.get(who, []))) or _("в школе, уроки изменены"),
            absent=who if who in away else None, absence=away[who][0].id if who in away else None,
        )
        for who, rows_ in mine.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.absent is None, not one.rows, one.title))


def _whose(day: Day, item: WorkItem) -> int:
    """The planned teacher; a substitute who fell ill too, if only the substitute is away."""
    lesson = item.lesson
    if item.away is None and day.is_away(lesson.teacher, lesson.number):
        return lesson.teacher
    return lesson.planned_teacher


def by_number(rows: Sequence[Row]) -> list[Section]:
    """Lesson by lesson."""
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row.number, []).append(row)
    return [
        Section(key=f"n{n}", title=_("Урок %(n)s", n=n), sub=found[n][0].time, rows=found[n])
        for n in sorted(found)
    ]


def colleagues(book: Book) -> list[Person]:
    """Everybody who may be asked for a whole day, by name; who is away all day is left out."""
    away = {one.teacher for one in book.day.away if one.first_number is None}
    found = [Person(one.id, one.short) for one in book.day.colleagues.values() if one.id not in away]
    return sorted(found, key=lambda one: one.name)
