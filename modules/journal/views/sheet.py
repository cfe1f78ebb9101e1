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
from intranet.kit.templating import date_digits, date_short, month, weekday_short
from intranet.school.facts import class_name
from modules.journal.averages import NOTHING
from modules.journal.cells import cell_text, shown
from modules.journal.queries.grid import GridCell, GridLesson, GridPupil, average_parts

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
    left = all(until is not None and until < today for _since, until in pupil.stays)
    is_elsewhere = left and not pupil.is_counted and bool(pupil.brought or pupil.departure)
    parts = NOTHING if is_elsewhere else average_parts(pupil, list(cells.values()))
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


def brought(pupil: GridPupil) -> str:
    """ "из 6А: 4 5, пропусков: 2"; empty for almost everybody."""
    found = []
    for group, marks, missed in pupil.brought:
        said = [marks or "", _("пропусков: %(n)s", n=missed) if missed else ""]
        found.append(_("из %(group)s: %(what)s", group=group, what=", ".join(filter(None, said))))
    return "; ".join(found)


def departed(pupil: GridPupil) -> str:
    """ "переведена в 6Б, приказ № 45"; a group left without an order says only until when."""
    gone = pupil.departure
    if gone is None:
        last = max(until for _since, until in pupil.stays if until is not None)
        return _("в группе до %(day)s", day=date_digits(last))
    if gone.kind == "move":
        to = class_name(gone.to_grade or 0, gone.to_letter or "")
        words = {"m": _("переведён в %(to)s", to=to), "f": _("переведена в %(to)s", to=to)}
        text = words.get(pupil.sex, _("переведён(а) в %(to)s", to=to))
    else:
        day = date_digits(gone.until)
        words = {"m": _("выбыл %(day)s", day=day), "f": _("выбыла %(day)s", day=day)}
        text = words.get(pupil.sex, _("выбыл(а) %(day)s", day=day))
    return _("%(what)s, приказ № %(number)s", what=text, number=gone.number) if gone.number else text


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
