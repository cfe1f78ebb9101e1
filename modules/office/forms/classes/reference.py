"""Forms of subjects, buildings, rooms, and of the school's own rules."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import DateField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from intranet.kit.forms import Form
from intranet.kit.i18n import lazy
from modules.office.forms.touching import chosen


class SubjectForm(Form):
    """A subject's names."""

    name = StringField(
        lazy("Название"), validators=[DataRequired(lazy("Напишите название предмета.")), Length(max=120)]
    )
    short = StringField(
        lazy("Коротко"), validators=[Length(max=30)], description=lazy("Для узких столбцов: «Рус. яз.».")
    )


class AliasForm(Form):
    """Another spelling."""

    alias = StringField(
        lazy("Ещё одно название"), validators=[DataRequired(lazy("Напишите название.")), Length(max=40)]
    )


class MergeForm(Form):
    """Which subject it becomes."""

    into = SelectField(
        lazy("Это тот же предмет, что"),
        coerce=chosen,
        choices=[],
        validators=[DataRequired(lazy("Выберите предмет."))],
    )

    def offer(self, subjects: Iterable[tuple[int, str]]) -> None:
        """The other subjects."""
        self.into.choices = [SelectChoice(0, "—"), *(SelectChoice(*pair) for pair in subjects)]


class BuildingForm(Form):
    """A house."""

    name = StringField(
        lazy("Название здания"), validators=[DataRequired(lazy("Назовите здание.")), Length(max=100)]
    )


class RoomForm(Form):
    """A room."""

    number = StringField(
        lazy("Номер или название"),
        validators=[DataRequired(lazy("Напишите номер кабинета.")), Length(max=40)],
    )
    building = SelectField(lazy("Здание"), coerce=chosen, choices=[])
    parallel = IntegerField(
        lazy("Уроков одновременно"), default=1,
        validators=[InputRequired(lazy("Напишите число.")), NumberRange(1, 10, message=lazy("От 1 до 10."))],
        description=lazy("Спортзал вмещает два или три класса."),
    )  # fmt: skip

    def offer(self, buildings: Iterable[tuple[int, str]]) -> None:
        """The houses."""
        self.building.choices = [SelectChoice(*pair) for pair in buildings]


class LessonRuleForm(Form):
    """What a lesson needs to count as filled, from a day on."""

    parts = SelectMultipleField(
        lazy("Урок заполнен, когда есть"),
        choices=[
            SelectChoice("topic", lazy("тема")),
            SelectChoice("homework", lazy("домашнее задание или отметка «не задано»")),
            SelectChoice("roll", lazy("перекличка")),
        ],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    since = DateField(lazy("С какого дня"), validators=[DataRequired(lazy("Укажите день."))])


class SchoolForm(Form):
    """The school's card."""

    name = StringField(lazy("Название"), validators=[DataRequired(lazy("Назовите школу.")), Length(max=200)])
    contacts = TextAreaField(lazy("Как связаться"), validators=[Length(max=300)])
    address = StringField(lazy("Адрес"), validators=[Length(max=300)])
