"""Forms of teachers' hours and of duties in breaks."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length

from intranet.kit.forms import Form
from intranet.kit.i18n import lazy
from modules.timetable.forms.drafts import LAST_NUMBER, WEEKDAYS, chosen
from modules.timetable.planning.wanted import DutyWanted, HoursWanted

NUMBERS = [SelectChoice(n, str(n)) for n in range(LAST_NUMBER + 1)]
WHO = lazy("Выберите учителя.")


class HoursForm(Form):
    """When a teacher cannot be put in; the whole day unless said otherwise."""

    teacher = SelectField(lazy("Учитель"), coerce=chosen, choices=[], validators=[DataRequired(WHO)])
    weekday = SelectField(lazy("День"), coerce=int, choices=WEEKDAYS)
    first_number = SelectField(lazy("С урока"), coerce=int, choices=NUMBERS, default=0)
    last_number = SelectField(
        lazy("По урок"), coerce=int, choices=NUMBERS, default=LAST_NUMBER,
        description=lazy("С 0 по 12 — весь день."),
    )  # fmt: skip
    note = StringField(
        lazy("Пометка"), validators=[Length(max=100)], description=lazy("Например: «методический день».")
    )

    def offer(self, teachers: Iterable[tuple[int, str]]) -> None:
        """People by name."""
        self.teacher.choices = [SelectChoice(0, "—"), *(SelectChoice(*pair) for pair in teachers)]

    def wanted(self) -> HoursWanted:
        """The hours of a validated form."""
        return HoursWanted(
            self.teacher.data, self.weekday.data, self.first_number.data, self.last_number.data,
            self.note.data or "",
        )  # fmt: skip


class DutyForm(Form):
    """Who keeps watch where, in which break."""

    teacher = SelectField(lazy("Учитель"), coerce=chosen, choices=[], validators=[DataRequired(WHO)])
    weekday = SelectField(lazy("День"), coerce=int, choices=WEEKDAYS)
    after_number = SelectField(
        lazy("После урока"), coerce=int, choices=NUMBERS, default=1,
        description=lazy("0 — перед первым уроком."),
    )  # fmt: skip
    place = StringField(
        lazy("Где"), validators=[DataRequired(lazy("Напишите, где дежурит.")), Length(max=100)],
        description=lazy("Например: «2-й этаж» или «столовая»."),
    )  # fmt: skip
    building = SelectField(lazy("Здание"), coerce=chosen, choices=[])
    since = DateField(lazy("С какого дня"), validators=[DataRequired(lazy("Укажите день."))])

    def offer(self, teachers: Iterable[tuple[int, str]], buildings: Iterable[tuple[int, str]]) -> None:
        """People by name and houses."""
        self.teacher.choices = [SelectChoice(0, "—"), *(SelectChoice(*pair) for pair in teachers)]
        self.building.choices = [SelectChoice(0, "—"), *(SelectChoice(*pair) for pair in buildings)]

    def wanted(self) -> DutyWanted:
        """The duty of a validated form."""
        if self.since.data is None:
            raise ValueError("the form was not validated")
        return DutyWanted(
            self.teacher.data, self.building.data or None, (self.place.data or "").strip(),
            self.weekday.data, self.after_number.data, self.since.data,
        )  # fmt: skip


class EndForm(Form):
    """The last day of a duty."""

    until = DateField(lazy("Последний день"), validators=[DataRequired(lazy("Укажите день."))])
