"""The grid laid out: columns, months and rows.

The cells of a row come as one piece of HTML made here: 1,200 of them through the template's expressions
would cost twice the rest of the page.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction
from itertools import groupby

import msgspec
from markupsafe import Markup, escape

from intranet.kit.i18n import _
from intranet.kit.templating import date_short, month, weekday_short
from modules.journal.cells import cell_text, shown
from modules.journal.queries.came_and_left import brought, counted_parts, departed
from modules.journal.queries.grid import GridCell, GridLesson, GridPupil

PLAIN = "ОТВ"
EMPTY = '<td class="c"></td>'
CLOSED = '<td class="c future"></td>'


class Column(msgspec.Struct, frozen=True):
    """A lesson's head."""

    id: int
    day: int
    weekday: str
    codes: str
    classes: str
    label: str
    may_write: bool
    is_future: bool


class Row(msgspec.Struct, frozen=True):
    """A pupil's row; `band` is the proposed mark, `note` what stands below the name: where from, where to."""

    student: int
    name: str
    has_left: bool
    note: str
    cells: Markup
    average: Fraction | None
    band: int | None
    term_mark: str


class Sheet(msgspec.Struct, frozen=True):
    """The whole table."""

    months: list[tuple[str, int]]
    columns: list[Column]
    rows: list[Row]
    can_write: bool


def columns_of(lessons: list[GridLesson], today: date) -> list[Column]:
    """Heads in order; the last of a month closes it with a line."""
    found = []
    for lesson, after in zip(lessons, [*lessons[1:], None], strict=False):
        codes = " ".join(code for code, _weight in lesson.works if code != PLAIN)
        heavy = any(weight > 10 for _code, weight in lesson.works)
        closes = after is not None and after.on_date.month != lesson.on_date.month
        classes = (
            (" w" if heavy else "")
            + (" today" if lesson.on_date == today else "")
            + (" eom" if closes else "")
        )
        label = ", ".join(
            filter(None, (date_short(lesson.on_date), _("%(n)s-й урок", n=lesson.number), codes))
        )
        found.append(
            Column(
                lesson.id, lesson.on_date.day, weekday_short(lesson.on_date), codes, classes, label,
                lesson.may_write, lesson.on_date > today,
            )
        )  # fmt: skip
    return found


def cell_html(cell: GridCell, *, with_reasons: bool) -> str:
    """A touched cell: `data-v` the worst mark, `data-k` absence without a mark, `data-n` the version."""
    code = shown(cell.code, with_reasons=with_reasons)
    text = cell_text(cell.marks.split(" ") if cell.marks else [], code, cell.minutes)
    classes = (" multi" if len(text) > 1 else "") + (" has-note" if cell.noted else "")
    worst = f' data-v="{cell.lowest}"' if cell.lowest else ""
    kind = ' data-k="abs"' if code and not cell.marks else ""
    version = f' data-n="{cell.version}"' if cell.version else ""
    return f'<td class="c{classes}"{worst}{kind}{version}>{escape(text)}</td>'


def row_of(
    pupil: GridPupil,
    lessons: list[GridLesson],
    cells: dict[int, GridCell],
    today: date,
    *,
    with_reasons: bool,
) -> Row:
    """One pupil; a lesson ahead, or a day out of the group, is a closed cell."""
    views = []
    for lesson in lessons:
        cell = cells.get(lesson.id)
        if cell is not None and (cell.marks or cell.code or pupil.was_here(lesson.on_date)):
            views.append(cell_html(cell, with_reasons=with_reasons))
        else:
            views.append(CLOSED if lesson.on_date > today or not pupil.was_here(lesson.on_date) else EMPTY)
    # who was there to the term's end has not left it, though the group ended with the year
    left = not pupil.is_counted and all(until is not None and until < today for _since, until in pupil.stays)
    parts = counted_parts(pupil, list(cells.values()))
    return Row(
        pupil.student,
        pupil.name,
        left,
        departed(pupil) if left else brought(pupil),
        Markup("".join(views)),  # noqa: S704 - cell_html escapes
        parts.average,
        parts.proposed,
        pupil.term_mark or "",
    )


def sheet_of(
    lessons: list[GridLesson],
    pupils: list[GridPupil],
    cells: list[GridCell],
    today: date,
    *,
    with_reasons: bool,
) -> Sheet:
    """The table of a term."""
    by_pupil: dict[int, dict[int, GridCell]] = defaultdict(dict)
    for cell in cells:
        by_pupil[cell.student][cell.lesson] = cell
    rows = [
        row_of(pupil, lessons, by_pupil[pupil.student], today, with_reasons=with_reasons) for pupil in pupils
    ]
    months = [(month(days[0]), len(days)) for days in _months([lesson.on_date for lesson in lessons])]
    return Sheet(months, columns_of(lessons, today), rows, any(lesson.may_write for lesson in lessons))


def _months(days: list[date]) -> list[list[date]]:
    return [list(group) for _key, group in groupby(days, key=lambda day: (day.year, day.month))]
