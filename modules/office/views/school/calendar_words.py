"""How the calendar's pages say things: kinds of days, whom they are for, sorts of bells, schemes."""

from __future__ import annotations

from intranet.kit.i18n import _
from intranet.school.calendar.weeks import WORKS_AS
from modules.office.queries.school.calendar import BellSetRow, SpecialRow


def day_kinds() -> dict[str, str]:
    """Kinds of special days."""
    return {
        "holiday": _("праздник"), "vacation": _("каникулы"), "no_lessons": _("уроков нет"),
        "transfer": _("учебный день"), "shortened": _("сокращённые уроки"),
    }  # fmt: skip


def scope_words(row: SpecialRow) -> str:
    """ "вся школа", "1-е классы", "5А"."""
    if row.class_title:
        return row.class_title
    return _("%(n)s-е классы", n=row.grade_level) if row.grade_level else _("вся школа")


def transfer_words(works_as: int | None, week: str | None) -> str:
    """ "по расписанию понедельника, неделя А"; empty when the day is its own."""
    if not works_as:
        return ""
    said = str(WORKS_AS[works_as - 1])
    return _("%(said)s, неделя %(week)s", said=said, week=week) if week else said


def bells_title(row: BellSetRow) -> str:
    """ "Обычные дни", "Сокращённые дни, вторая смена", "Понедельник"."""
    parts = []
    if row.weekday is None:
        parts.append(_("Обычные дни") if row.kind == "normal" else _("Сокращённые дни"))
    else:
        parts.append(weekdays()[row.weekday])
        if row.kind != "normal":
            parts.append(_("сокращённый день"))
    if row.shift == 2:
        parts.append(_("вторая смена"))
    if row.building_name:
        parts.append(row.building_name)
    return ", ".join(parts)


def weekdays() -> list[str]:
    """By ISO number; nothing at 0."""
    return [
        "", _("Понедельник"), _("Вторник"), _("Среда"), _("Четверг"), _("Пятница"), _("Суббота"),
        _("Воскресенье"),
    ]  # fmt: skip


def scheme_words() -> dict[str, str]:
    """Kinds of schemes."""
    return {
        "quarter": _("четверти"), "trimester": _("триместры"), "half_year": _("полугодия"),
        "module": _("модули"),
    }  # fmt: skip
