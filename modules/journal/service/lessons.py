"""One lesson saved whole: roll, marks, topic, homework. The same few statements for any class size."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import Conflict, DomainError
from intranet.kit.i18n import _
from modules.journal.cells import Cell, read_cell
from modules.journal.queries.cells import CellRow, LessonCells, WorkRow, lesson_cells
from modules.journal.queries.fragments import NEXT_LESSON
from modules.journal.service.book import Book, open_lesson
from modules.journal.service.changes import (
    Place,
    apply_attendance,
    apply_marks,
    check_lesson,
    is_ahead,
    works_for,
)
from modules.journal.service.telling import tell_homework

LONGEST_HOMEWORK = 2000


@dataclass(frozen=True)
class Entry:
    """What was sent for one pupil: attendance as a cell without marks, and marks as text by work id.

    Work id 0 stands for the first work of a lesson that has none yet. `was` is the `key` of what the page
    had shown, so that an untouched row never overwrites what somebody else has written meanwhile.
    """

    absence: str = ""
    marks: Mapping[int, str] = field(default_factory=dict)
    was: str = ""

    @property
    def key(self) -> str:
        """The same entry as one comparable text."""
        marks = ";".join(f"{work}={text}" for work, text in sorted(self.marks.items()) if text)
        return f"{self.absence}|{marks}"


@dataclass(frozen=True)
class LessonInput:
    """A filled lesson page. `homework` empty and not `no_homework` = not decided yet.

    `was` is the `texts_key` of the topic and homework that the page had shown; empty: it does not say.
    """

    topic: str = ""
    homework: str = ""
    no_homework: bool = False
    minutes: int | None = None
    take_roll: bool = False
    add_type: int | None = None
    was: str = ""
    entries: Mapping[int, Entry] = field(default_factory=dict)


class LessonConflict(Conflict):
    """Somebody has written in these pupils' cells meanwhile: `theirs` is what stands (student -> text)."""

    def __init__(self, theirs: dict[int, str]) -> None:
        super().__init__(
            _("Пока вы заполняли страницу, эти ячейки изменил другой человек. Сравните и сохраните снова.")
        )
        self.theirs = theirs


class TextConflict(Conflict):
    """Somebody has written topic or homework meanwhile; the message says what stands."""

    def __init__(self, topic: str, homework: str) -> None:
        message = _(
            "Пока вы заполняли страницу, тему или задание записал другой человек. Сейчас стоит: «%(topic)s»,"
            " «%(homework)s». Сравните; если верно ваше, сохраните ещё раз.",
            topic=topic,
            homework=homework,
        )
        super().__init__(message)


def texts_key(topic: str, homework: str) -> str:
    """A short name of a lesson's topic and homework ("-": none is set), to see that they have changed."""
    return hashlib.sha256(f"{topic}\0{homework}".encode()).hexdigest()[:16]


def entry_of(row: CellRow, works: list[WorkRow], *, with_reasons: bool) -> Entry:
    """What the page shows of a cell, as it would be sent back untouched."""
    cell = row.cell(with_reasons=with_reasons)
    marks = {work.id: "" for work in works} or {0: ""}
    for given in row.live:
        marks[given.work] = f"{marks[given.work]} {given.value}".strip()
    return Entry(Cell((), cell.code, cell.minutes).text, marks)


async def save_lesson(actor: Viewer, lesson: int, sent: LessonInput) -> None:
    """Save the page of one lesson. Pupils whose entry is untouched keep what they have.

    Raises NotFound without the right to the lesson, DomainError for what it does not take (field names:
    topic, homework, roll, s<student>), LessonConflict when touched cells have changed since the page,
    TextConflict when topic or homework have.
    """
    _check_texts(sent)
    async with DB.transaction():
        book = await open_lesson(actor, lesson)
        found = await lesson_cells(actor, lesson)
        if found is None:
            raise DomainError(_("Этого урока больше нет."))
        touched = _touched(found, sent)
        is_marked = any(text for _row, entry in touched for text in entry.marks.values())
        check_lesson(
            found, has_marks=is_marked, has_absence=sent.take_roll or any(e.absence for _, e in touched)
        )
        works = works_for(book, found) if is_marked else found.works
        for row, entry in touched:
            _apply(book, found, works, row, entry)
        await book.write()
        await _record(actor, found, sent)


def _check_texts(sent: LessonInput) -> None:
    if sent.no_homework and sent.homework:
        raise DomainError(_("Уберите текст задания или отметку «не задано»."), field="homework")
    if len(sent.homework) > LONGEST_HOMEWORK:
        raise DomainError(_("Задание не длиннее %(most)s знаков.", most=LONGEST_HOMEWORK), field="homework")


def _touched(lesson: LessonCells, sent: LessonInput) -> list[tuple[CellRow, Entry]]:
    found, theirs = [], {}
    for row in lesson.cells:
        entry = sent.entries.get(row.student)
        if entry is None or entry.key == entry.was:
            continue
        stands = entry_of(row, lesson.works, with_reasons=lesson.keeps_reasons).key
        if stands not in (entry.was, entry.key):
            theirs[row.student] = row.text(with_reasons=lesson.keeps_reasons)
        found.append((row, entry))
    if theirs:
        raise LessonConflict(theirs)
    return found


def _apply(book: Book, lesson: LessonCells, works: list[WorkRow], row: CellRow, entry: Entry) -> None:
    try:
        absence = read_cell(entry.absence, with_reasons=lesson.keeps_reasons)
        wanted = _places(row, entry, works)
    except DomainError as error:
        raise DomainError(error.message, field=f"s{row.student}") from error
    taken = apply_marks(book, row, wanted, works, row.said)
    comment = "" if taken else row.said
    apply_attendance(book, row, absence, comment, with_reasons=lesson.keeps_reasons)


def _places(row: CellRow, entry: Entry, works: list[WorkRow]) -> dict[Place, str | None]:
    found: dict[Place, str | None] = {}
    for work in works:
        text = entry.marks.get(work.id, entry.marks.get(0, "") if work is works[0] else "")
        cell = read_cell(text)
        if cell.code:
            raise DomainError(_("Н и О отмечают слева, здесь только отметки."))
        standing = [given.ordinal for given in row.live if given.work == work.id]
        found.update({(work.id, ordinal): None for ordinal in standing})
        more = range(max(standing, default=0) + 1, max(standing, default=0) + 1 + len(cell.marks))
        found.update({(work.id, at): mark for at, mark in zip([*standing, *more], cell.marks, strict=False)})
    return found


RECORD = f"""with old as (
        select (select r.topic from lesson_record r where r.lesson = $1) as topic,
               (select case when h.is_none then '-' else h.text end from homework h where h.lesson = $1) as
                   homework),
    filled as (
        insert into lesson_record (lesson, topic, attendance_taken_at, taken_by, filled_by, filled_at)
        values ($1, $2, case when $3::bool then $4::timestamptz end, case when $3 then $5::int end, $5, $4)
        on conflict (lesson) do update set topic = excluded.topic, filled_by = excluded.filled_by,
            filled_at = excluded.filled_at, taken_by = coalesce(lesson_record.taken_by, excluded.taken_by),
            attendance_taken_at = coalesce(lesson_record.attendance_taken_at, excluded.attendance_taken_at)),
    gone as (delete from homework where lesson = $1 and not $6::bool and $7::text = ''),
    set_now as (
        insert into homework (lesson, due_lesson, text, is_none, minutes, set_by, set_at)
        select g.id, {NEXT_LESSON}, $7, $6, $8::smallint, $5, $4 from lesson g where g.id = $1 and ($6 or $7
            <> '')
        on conflict (lesson) do update set due_lesson = excluded.due_lesson, text = excluded.text,
            is_none = excluded.is_none, minutes = excluded.minutes, set_by = excluded.set_by,
            set_at = excluded.set_at),
    held as (
        update lesson set is_touched = true, status = case when $9::bool then 'held' else status end
        where id = $1)
    select topic, homework from old"""

ADD_WORK = """insert into work (lesson, type, title, weight_tenths, ordinal)
    select $1, t.id, '', t.weight_tenths,
        coalesce((select max(w.ordinal) from work w where w.lesson = $1), 0) + 1 from work_type t where t.id
            = $2"""


async def _record(actor: Viewer, lesson: LessonCells, sent: LessonInput) -> None:
    old = await DB.record(
        RECORD, lesson.id, sent.topic, sent.take_roll, clock.now(), actor.person_id, sent.no_homework,
        sent.homework, sent.minutes, not is_ahead(lesson),
    )  # fmt: skip
    if sent.add_type is not None:
        await DB.execute(ADD_WORK, lesson.id, sent.add_type)
    stood, written = (old[0] or "", old[1] or ""), (sent.topic, "-" if sent.no_homework else sent.homework)
    if sent.was and sent.was != texts_key(*stood) and stood != written:
        raise TextConflict(*stood)  # and nothing of this page is written
    before = {"topic": old[0], "homework": old[1]}
    after = {"topic": written[0], "homework": written[1], "roll": sent.take_roll}
    await audit.record(actor, "journal.lesson.save", "lesson", lesson.id, before=before, after=after)
    if stood[1] and stood[1] != written[1]:
        await tell_homework(actor, lesson.id)
