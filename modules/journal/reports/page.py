"""A journal's page on paper (DOMAIN 4.1 row 1): marks by dates, on the facing page what was taught.

Wide terms are cut into tables of DATES_A_TABLE dates; the last one carries the average and the term's mark.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from intranet.kit.access import Viewer
from intranet.kit.i18n import _
from intranet.kit.report import Chosen, Column, Kind, Sheet, Table, Value
from intranet.kit.templating import date_digits, date_full, month
from modules.journal.cells import cell_text, shown
from modules.journal.queries.came_and_left import brought, counted_parts, departed
from modules.journal.queries.grid import GridCell, GridPupil, grid_cells, grid_pupils
from modules.journal.queries.report_page import JournalPage, PageLesson, journal_page
from modules.journal.reports.words import mark_value, number_column, span

DATES_A_TABLE = 25


async def load(viewer: Viewer, chosen: Chosen) -> Sheet:
    """The term up to today; lessons of the rest of it are not on paper yet."""
    title = _("Страница журнала")
    if not chosen.get("term"):
        return Sheet(title, (), empty=_("Журналов нет: их заводит нагрузка, её вписывает завуч."))
    journal = await journal_page(viewer, int(chosen["journal"]), int(chosen["term"]))
    term = journal.term(int(chosen["term"]))
    pupils = await grid_pupils(viewer, journal.id, term)
    cells = _by_pupil(await grid_cells(viewer, journal.id, term))
    return Sheet(
        f"{title}: {journal.title}",
        [*_marks(journal, pupils, cells), _facing(journal.lessons)] if journal.lessons else (),
        [
            (_("Предмет"), journal.subject),
            (_("Класс, группа"), journal.group_name or "—"),
            (_("Период"), span(term.title, term.begins, term.ends)),
            (_("Учитель"), journal.teachers or "—"),
        ],
        signatures=[
            " / ".join(filter(None, (_("Учитель"), journal.teachers))),
            _("Проверил: заместитель директора по УВР"),
        ],
        empty=_("В этом периоде ещё не было уроков."),
        people=[pupil.student for pupil in pupils],
    )


Cells = dict[int, dict[int, GridCell]]


def _by_pupil(cells: Sequence[GridCell]) -> Cells:
    found: Cells = defaultdict(dict)
    for cell in cells:
        found[cell.student][cell.lesson] = cell
    return found


def _marks(journal: JournalPage, pupils: Sequence[GridPupil], cells: Cells) -> list[Table]:
    names = [_name(pupil) for pupil in pupils]
    starts = range(0, len(journal.lessons), DATES_A_TABLE)
    parts = [journal.lessons[start : start + DATES_A_TABLE] for start in starts]
    return [
        _part(part, pupils, names, cells, is_last=part is parts[-1], with_reasons=journal.keeps_reasons)
        for part in parts
    ]


def _part(
    lessons: Sequence[PageLesson],
    pupils: Sequence[GridPupil],
    names: Sequence[str],
    cells: Cells,
    *,
    is_last: bool,
    with_reasons: bool,
) -> Table:
    columns = [number_column(), Column(_("Ученик"), width=4)]
    columns += [
        Column(date_digits(lesson.on_date), Kind.MARK, group=month(lesson.on_date), is_rotated=True)
        for lesson in lessons
    ]
    rows: list[list[Value]] = []
    for number, (pupil, name) in enumerate(zip(pupils, names, strict=True), 1):
        mine = cells[pupil.student]
        rows.append([number, name, *(_text(mine.get(one.id), with_reasons) for one in lessons)])
        if is_last:
            rows[-1] += [counted_parts(pupil, list(mine.values())).average, mark_value(pupil.term_mark)]
    if is_last:
        columns += [Column(_("Средний"), Kind.NUMBER), Column(_("За период"), Kind.MARK)]
    dates = f"{date_full(lessons[0].on_date)}–{date_full(lessons[-1].on_date)}"
    return Table(columns, rows, title=_("Отметки и посещаемость, %(dates)s", dates=dates))


def _text(cell: GridCell | None, with_reasons: bool) -> Value:
    if cell is None:
        return None
    code = shown(cell.code, with_reasons=with_reasons)
    return mark_value(cell_text((cell.marks or "").split(), code, cell.minutes) or None)


def _name(pupil: GridPupil) -> str:
    """Who has left during the term keeps the row and says where to; who came, with what (DOMAIN 2.9)."""
    said = brought(pupil) if pupil.is_counted else departed(pupil)
    return f"{pupil.name} ({said})" if said else pupil.name


def _facing(lessons: Sequence[PageLesson]) -> Table:
    nothing = _("без задания")
    return Table(
        [
            Column(_("Дата"), Kind.DATE),
            Column(_("Урок"), Kind.NUMBER, 0),
            Column(_("Тема урока"), width=5),
            Column(_("Домашнее задание"), width=5),
            Column(_("Учитель"), width=2),
        ],
        [
            (
                one.on_date,
                one.number,
                one.topic or None,
                nothing if one.no_homework else one.homework,
                one.teacher,
            )
            for one in lessons
        ],
        title=_("Содержание уроков"),
    )
