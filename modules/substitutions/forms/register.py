"""Forms of the register: the days, what is signed, an order's number, a correction of one line."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import DateField, HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Length, Optional

from intranet.kit.forms import Form, number_in
from intranet.kit.i18n import _, lazy
from modules.substitutions.planning.pay import HOUR, Change, Correction
from modules.substitutions.planning.register_words import hours_words

ALL = "all"
MOST = 4 * HOUR


def _id(value: Any) -> int:
    return number_in(str(value or "")) or 0


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


class DaysForm(Form):
    """The days and the teacher the register was opened for, so that it comes back to them."""

    begins = DateField(validators=[Optional()])
    ends = DateField(validators=[Optional()])
    teacher = HiddenField()

    @property
    def person(self) -> int | None:
        """The teacher, None for all."""
        return number_in(self.teacher.data or "")

    @property
    def span(self) -> tuple[date | None, date | None]:
        """The days as they were sent."""
        return self.begins.data, self.ends.data


class ConfirmForm(DaysForm):
    """The lines that are signed: the ticked ones, or all held."""

    which = HiddenField()
    change = SelectMultipleField(coerce=_id, choices=[], validate_choice=False)

    @property
    def only(self) -> list[int] | None:
        """The ticked ones; None for all."""
        return None if self.which.data == ALL else list(self.change.data or [])


class OrderForm(DaysForm):
    """The order that takes the confirmed lines."""

    order_number = StringField(
        lazy("Номер приказа"), [Length(max=40, message=lazy("Не длиннее 40 знаков."))],
        description=lazy("Запишется во все подтверждённые строки этих дней, у которых приказа ещё нет."),
    )  # fmt: skip

    @property
    def number(self) -> str:
        """As it was typed, without spaces around."""
        return _line(self.order_number.data)


class CorrectionForm(Form):
    """What somebody says of one line; left empty the rules say it."""

    quarters = SelectField(lazy("Часы"), choices=[], default="")
    code = StringField(
        lazy("Код в табеле"), [Length(max=10, message=lazy("Не длиннее 10 знаков."))],
        description=lazy("Пусто — по правилу: ЗН или ЗС по классу."),
    )  # fmt: skip
    comment = StringField(
        lazy("Почему не по правилу"), [Length(max=300, message=lazy("Не длиннее 300 знаков."))]
    )  # fmt: skip
    order_number = StringField(
        lazy("Номер приказа"), [Length(max=40, message=lazy("Не длиннее 40 знаков."))],
        description=lazy("Есть у строки, когда она вошла в приказ."),
    )  # fmt: skip

    def offer_hours(self, line: Change) -> None:
        """What the rules give first, then every quarter of an hour."""
        usual = _("по правилу: %(n)s", n=hours_words(line.rule_quarters))
        self.quarters.choices = [
            SelectChoice("", usual), *(SelectChoice(str(n), hours_words(n)) for n in range(MOST + 1))
        ]  # fmt: skip

    def fill(self, line: Change) -> None:
        """As the line stands."""
        self.quarters.data = "" if line.quarters is None else str(line.quarters)
        self.code.data, self.comment.data = line.code, line.comment
        self.order_number.data = line.order_number

    def correction(self) -> Correction:
        """What was said, checked."""
        return Correction(
            code=_line(self.code.data), quarters=number_in(self.quarters.data or ""),
            comment=_line(self.comment.data), order_number=_line(self.order_number.data),
        )  # fmt: skip
