"""Why a row is refused. Kinds are for scripts, sentences for the secretary."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from intranet.kit.i18n import _

SHOWN = 40  # characters of a wrong value that a sentence quotes


class ErrorKind(StrEnum):
    """The values are stable."""

    MISSING = "missing_required"
    DATE = "bad_date"
    SNILS = "bad_snils"
    UNKNOWN_CLASS = "unknown_class"
    DUPLICATE = "duplicate_row"
    TAKEN_ID = "duplicate_external_id"
    UNKNOWN_CHILD = "unknown_child"
    AMBIGUOUS_CHILD = "ambiguous_child"
    UNKNOWN_TEACHER = "unknown_teacher"
    UNKNOWN_GROUP = "unknown_group"
    VALUE = "bad_value"
    CLASH_TEACHER = "clash_teacher"
    CLASH_ROOM = "clash_room"
    CLASH_STUDENT = "clash_student"
    FORMULA = "formula_cell"
    TOO_LONG = "cell_too_long"
    SHAPE = "bad_row_shape"


@dataclass(frozen=True, slots=True)
class RowError:
    """One refused row (of a grid: one line of a cell). `column` is the header as the file has it."""

    row: int
    column: str | None
    kind: ErrorKind
    message: str


def quoted(value: str) -> str:
    """A value as a sentence shows it: short."""
    return value if len(value) <= SHOWN else f"{value[:SHOWN]}…"


def missing(column: str) -> str:
    return _("Не заполнено: %(column)s.", column=column)


def unreadable_date(value: str) -> str:
    return _("Дата «%(value)s» не читается. Напишите её как 31.12.2015.", value=quoted(value))


def impossible_age(age: int, youngest: int, oldest: int) -> str:
    return _(
        "По дате рождения выходит лет: %(age)s. Ожидается от %(youngest)s до %(oldest)s, проверьте год.",
        age=age, youngest=youngest, oldest=oldest,
    )  # fmt: skip


def impossible_date(value: str) -> str:
    return _("Дата %(value)s невозможна. Проверьте год.", value=value)


def wrong_snils(value: str) -> str:
    return _(
        "СНИЛС «%(value)s» записан с ошибкой: нужны 11 цифр, сверьте их с документом.", value=quoted(value)
    )


def unreadable_class(value: str) -> str:
    return _("Класс «%(value)s» не читается. Напишите цифру и букву: 5А.", value=quoted(value))


def formula(column: str) -> str:
    return _("В столбце «%(column)s» формула. Замените её значением.", column=column)


def too_long(column: str, limit: int) -> str:
    return _("В столбце «%(column)s» текст длиннее %(limit)s знаков.", column=column, limit=limit)


def wrong_shape(found: int, expected: int) -> str:
    return _(
        "В строке полей: %(found)s, а в шапке: %(expected)s. Проверьте разделители и кавычки.",
        found=found, expected=expected,
    )  # fmt: skip


def not_in_list(column: str, value: str, allowed: str) -> str:
    return _(
        "«%(value)s» в столбце «%(column)s» не подходит. Можно: %(allowed)s.",
        value=quoted(value), column=column, allowed=allowed,
    )  # fmt: skip


def not_number(column: str, value: str, allowed: str) -> str:
    return _(
        "«%(value)s» в столбце «%(column)s» не число. Можно: %(allowed)s.",
        value=quoted(value), column=column, allowed=allowed,
    )  # fmt: skip


def not_phone(value: str) -> str:
    return _("«%(value)s» не телефон: нужны 10 цифр после +7 или 8.", value=quoted(value))


def not_email(value: str) -> str:
    return _("«%(value)s» не адрес электронной почты.", value=quoted(value))


def not_full_name(value: str) -> str:
    return _("«%(value)s»: нужны хотя бы фамилия и имя.", value=quoted(value))


def repeated(row: int) -> str:
    return _("Этот человек уже есть в строке %(row)s.", row=row)


def repeated_line(row: int) -> str:
    return _("Такая же запись уже есть в строке %(row)s.", row=row)


def taken_id(value: str, row: int) -> str:
    return _("Код «%(value)s» уже у другого человека, строка %(row)s.", value=quoted(value), row=row)
