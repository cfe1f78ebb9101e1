"""How a pupil's cell becomes what was written: rules of DOMAIN 1.4 and 2.5, then rows for the book."""

from __future__ import annotations

from intranet.kit import clock
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _
from modules.journal.cells import REASONS, Cell, Code
from modules.journal.ledger import attendance_value, mark_field
from modules.journal.queries.cells import CellRow, GivenMark, LessonCells, WorkRow
from modules.journal.service.book import Book

Place = tuple[int, int]  # (work, ordinal)


def check_lesson(lesson: LessonCells, *, has_marks: bool, has_absence: bool) -> None:
    """DomainError when the lesson takes no such record: cancelled, ahead, or a first class (no marks)."""
    if lesson.status == "cancelled":
        raise DomainError(_("Урок отменён: отметок и пропусков на нём нет."))
    if has_marks and lesson.grade_level == 1:
        raise DomainError(_("В первом классе отметок не ставят. Напишите комментарий."))
    if has_marks and lesson.on_date > clock.today():
        raise DomainError(_("Урок ещё впереди: отметку ставят в день урока или позже."))
    if has_absence and is_ahead(lesson):
        raise DomainError(_("Урок ещё не начался: отсутствие отмечают на уроке или позже."))


def is_ahead(lesson: LessonCells) -> bool:
    """Whether the lesson has not begun yet (by the bells of its day; without bells by the date)."""
    now = clock.local_now()
    return (lesson.on_date, lesson.starts or now.time()) > (now.date(), now.time())


def places_for(row: CellRow, marks: tuple[str, ...], works: list[WorkRow]) -> dict[Place, str | None]:
    """Where the marks of a text go: over the standing ones, then into empty works, then beside the last.

    A standing mark the text no longer has becomes None. `works` is not empty when there are marks.
    """
    standing: list[Place] = [(given.work, given.ordinal) for given in row.live]
    used = {work for work, _ordinal in standing}
    free: list[Place] = [(work.id, 1) for work in works if work.id not in used]
    if works:
        last = works[-1].id
        begins = max((ordinal for work, ordinal in [*standing, (last, 1)] if work == last), default=1)
        free += [(last, begins + more) for more in range(1, len(marks) + 1)]
    wanted: list[Place] = [*standing, *free]
    found: dict[Place, str | None] = dict.fromkeys(standing)
    found.update(zip(wanted, marks, strict=False))
    return found


def apply_marks(
    book: Book, row: CellRow, wanted: dict[Place, str | None], works: list[WorkRow], comment: str
) -> bool:
    """Put every changed mark into the book; `comment` goes to the first standing one. True if one took it."""
    columns = {work.id: work for work in works}
    old = {(given.work, given.ordinal): given for given in row.marks}
    taken = False
    for place in sorted(wanted, key=lambda one: (columns[one[0]].ordinal, one[1])):
        value = wanted[place]
        was = old.get(place, GivenMark(*place, None, "", 0))
        said = comment if value is not None and not taken else ""
        taken = taken or value is not None
        if value != was.value:
            book.note(row.student, mark_field(*place), was.value, value)
        elif said == was.comment:
            continue
        book.marks.append(_mark_row(columns[place[0]], row.student, place[1], value, said))
    return taken


def _mark_row(
    work: WorkRow, student: int, ordinal: int, value: str | None, comment: str
) -> dict[str, object]:
    points = int(value) if value and value.isdecimal() else None
    return {
        "work": work.id, "student": student, "ordinal": ordinal, "value": value, "points": points,
        "weight_tenths": work.snapshot_weight, "name": work.name, "comment": comment,
    }  # fmt: skip


def apply_attendance(book: Book, row: CellRow, cell: Cell, comment: str, *, with_reasons: bool) -> None:
    """Put a changed attendance into the book. Н over a reason this writer does not see changes nothing."""
    code: str | None = cell.code
    if code == Code.ABSENT_UNSPECIFIED and row.code in REASONS and not with_reasons:
        code = row.code
    minutes = cell.minutes if code == Code.LATE else None
    old, new = attendance_value(row.code, row.minutes), attendance_value(code, minutes)
    if old != new:
        book.note(row.student, "attendance", old, new)
    elif comment == row.comment:
        return
    book.roll.append(
        {"lesson": book.lesson, "student": row.student, "code": code, "minutes": minutes, "comment": comment}
    )


def works_for(book: Book, lesson: LessonCells) -> list[WorkRow]:
    """The lesson's works; for a lesson without one, a plain work that the book will add."""
    if lesson.works:
        return lesson.works
    plain = lesson.plain
    if plain is None:
        raise DomainError(_("В школе не заведены виды работ. Скажите завучу."))
    book.works.append(
        {"id": lesson.new_work, "lesson": lesson.id, "type": plain.id, "title": "",
         "weight_tenths": plain.weight_tenths, "ordinal": 1}
    )  # fmt: skip
    return [WorkRow(lesson.new_work, 1, plain.name, plain.weight_tenths, plain.counts)]
