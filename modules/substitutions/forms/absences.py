"""Forms of an absence and of the hours in which somebody is ready to be called."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import DateField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from intranet.kit.forms import Form, number_in
from intranet.kit.i18n import _, lazy
from modules.substitutions.planning.absences import (
    FIRST_NUMBER,
    LAST_NUMBER,
    REASONS,
    Reason,
    Report,
)

NEVER = date.min  # a form is asked what it says after it was found right
IN_DAY = NumberRange(FIRST_NUMBER, LAST_NUMBER, message=lazy("Номер урока — от 0 до 12."))


def person_of(value: Any) -> int:
    """A chosen person's id; 0 for nobody."""
    return number_in(str(value or "")) or 0


class AbsenceForm(Form):
    """Who is away, when and why; without lesson numbers all day, without a last day one day."""

    teacher = SelectField(lazy("Кто"), coerce=person_of, choices=[], validate_choice=False)
    begins = DateField(lazy("С какого дня"), validators=[DataRequired(lazy("Укажите день."))])
    ends = DateField(
        lazy("По какой день"), validators=[Optional()], description=lazy("Пусто — только этот день.")
    )
    first_number = IntegerField(lazy("С урока"), validators=[Optional(), IN_DAY])
    last_number = IntegerField(lazy("По урок"), validators=[Optional(), IN_DAY])
    reason = RadioField(
        lazy("Причина"),
        choices=[SelectChoice(one.value, title) for one, title in REASONS.items()],
        default=Reason.SICK.value,
        validators=[DataRequired(lazy("Выберите причину."))],
    )
    details = TextAreaField(lazy("Подробности, если нужно"), validators=[Length(max=1000)])

    def validate_last_number(self, field: IntegerField) -> None:
        """Lessons in order."""
        first, last = self.first_number.data, field.data
        if first is not None and last is not None and last < first:
            raise ValidationError(_("Последний урок раньше первого."))

    def offer_teachers(self, teachers: Iterable[tuple[int, str]]) -> None:
        """The people to choose from."""
        self.teacher.choices = [SelectChoice(0, "—"), *(SelectChoice(*one) for one in teachers)]

    def report(self, teacher: int) -> Report:
        """What was said, checked; one number given means "from" or "until" it."""
        first, last = self.first_number.data, self.last_number.data
        if first is not None or last is not None:
            first = FIRST_NUMBER if first is None else first
            last = LAST_NUMBER if last is None else last
        begins = self.begins.data or NEVER
        return Report(
            teacher=teacher, begins=begins, ends=self.ends.data or begins,
            first_number=first, last_number=last, reason=self.reason.data,
            details=(self.details.data or "").strip(),
        )  # fmt: skip
