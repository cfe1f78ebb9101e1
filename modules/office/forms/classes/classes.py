"""Forms of a class: its card, who leads it, its terms, its parts."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length

from intranet.kit.forms import Form
from intranet.kit.i18n import lazy
from intranet.school.classes.cards import ClassCard
from modules.office.forms.touching import TouchingForm, chosen

NEEDED = lazy("Укажите день.")


class ClassCardForm(TouchingForm):
    """Letter, building, shift, week, from a day on."""

    letter = StringField(lazy("Буква"), validators=[DataRequired(lazy("Напишите букву.")), Length(max=15)])
    building = SelectField(lazy("Здание"), coerce=chosen, choices=[])
    shift = SelectField(
        lazy("Смена"),
        coerce=chosen,
        choices=[SelectChoice(1, lazy("первая")), SelectChoice(2, lazy("вторая"))],
    )
    week_days = SelectField(
        lazy("Учебная неделя"), coerce=chosen,
        choices=[SelectChoice(5, lazy("пять дней")), SelectChoice(6, lazy("шесть дней"))],
    )  # fmt: skip
    since = DateField(
        lazy("С какого дня"), validators=[DataRequired(NEEDED)],
        description=lazy("С этого дня уроки пойдут по-новому, прошедшие останутся как были."),
    )  # fmt: skip

    def offer(self, buildings: Iterable[tuple[int, str]]) -> None:
        """The houses."""
        self.building.choices = [SelectChoice(*pair) for pair in buildings]

    def card(self) -> ClassCard:
        """What was entered."""
        return ClassCard(self.letter.data or "", self.building.data, self.shift.data, self.week_days.data)


class LeaderForm(Form):
    """Who leads the class from a day on; nobody: the leader's last day is the day before."""

    teacher = SelectField(lazy("Классный руководитель"), coerce=chosen, choices=[])
    since = DateField(lazy("С какого дня"), validators=[DataRequired(NEEDED)])

    def offer(self, staff: Iterable[tuple[int, str]]) -> None:
        """The staff."""
        self.teacher.choices = [SelectChoice(0, lazy("никто")), *(SelectChoice(*pair) for pair in staff)]


class ClassSchemeForm(Form):
    """The scheme of the class, or of one subject of it (scheme 0: as the class)."""

    subject = SelectField(lazy("Предмет"), coerce=chosen, choices=[])
    scheme = SelectField(lazy("Учебные периоды"), coerce=chosen, choices=[])

    def offer(self, subjects: Iterable[tuple[int, str]], schemes: Iterable[tuple[int, str]]) -> None:
        """Subjects and schemes of the year."""
        self.subject.choices = [
            SelectChoice(0, lazy("все предметы")),
            *(SelectChoice(*one) for one in subjects),
        ]
        self.scheme.choices = [
            SelectChoice(0, lazy("как у класса")),
            *(SelectChoice(*one) for one in schemes),
        ]


class DivisionForm(Form):
    """The names of two or three parts of a class."""

    names = StringField(
        lazy("Названия групп"),
        validators=[DataRequired(lazy("Назовите две группы: англ. 1, англ. 2")), Length(max=200)],
        description=lazy("Через запятую: англ. 1, англ. 2"),
    )


class GroupNameForm(Form):
    """A group's name."""

    name = StringField(
        lazy("Название группы"), validators=[DataRequired(lazy("Назовите группу.")), Length(max=60)]
    )


class MembersForm(Form):
    """As of which day the ticks hold; the ticks themselves are read by hand. `choice` collects refusals."""

    since = DateField(lazy("С какого дня"), validators=[DataRequired(NEEDED)])
