"""Forms of a draft: its name and day, what stands in a cell, publishing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length

from intranet.kit.forms import LARGEST_NUMBER, Form, number_in
from intranet.kit.i18n import lazy
from modules.timetable.planning.wanted import Wanted

LAST_NUMBER = 12
WEEKDAYS = [
    SelectChoice(1, lazy("понедельник")), SelectChoice(2, lazy("вторник")), SelectChoice(3, lazy("среда")),
    SelectChoice(4, lazy("четверг")), SelectChoice(5, lazy("пятница")), SelectChoice(6, lazy("суббота")),
]  # fmt: skip
WEEKS = [
    SelectChoice("", lazy("каждую неделю")),
    SelectChoice("A", lazy("по неделям A")),
    SelectChoice("B", lazy("по неделям B")),
]
EMPTY = "empty"


def chosen(value: object) -> int:
    """An id of a list to choose from, 0 for none; ValueError for what no column holds."""
    found = int(str(value or 0))
    if not 0 <= found <= LARGEST_NUMBER:
        raise ValueError(value)
    return found


class DraftForm(Form):
    """A name and the first day."""

    title = StringField(
        lazy("Название"), validators=[Length(max=100)], description=lazy("Например: «вторая четверть».")
    )
    since = DateField(lazy("Действует с"), validators=[DataRequired(lazy("Укажите первый день."))])

    def day(self) -> date:
        """The first day of a validated form."""
        if self.since.data is None:
            raise ValueError("the form was not validated")
        return self.since.data


class NewDraftForm(DraftForm):
    """What it begins with: the version of a day, or nothing."""

    copy_of = SelectField(lazy("Взять за основу"), choices=[])

    def offer(self, versions: Iterable[tuple[date, str]]) -> None:
        """Versions by their first day."""
        found = [SelectChoice(since.isoformat(), title) for since, title in versions]
        self.copy_of.choices = [*found, SelectChoice(EMPTY, lazy("пустое расписание"))]

    def source(self) -> date | None:
        """The day whose version is copied."""
        value = self.copy_of.data
        return None if value in (None, "", EMPTY) else date.fromisoformat(value)


class CellForm(Form):
    """One lesson of the week: who teaches what to whom (a line of the load), where, in which weeks."""

    line = SelectField(
        lazy("Предмет, группа и учитель"), choices=[],
        validators=[DataRequired(lazy("Выберите предмет и группу."))],
    )  # fmt: skip
    teacher = SelectField(
        lazy("Ведёт другой учитель"), coerce=chosen, choices=[],
        description=lazy("Пусто — тот, кто стоит в нагрузке. Второй учитель урока — ещё одна запись."),
    )  # fmt: skip
    room = SelectField(lazy("Кабинет"), coerce=chosen, choices=[])
    weekday = SelectField(lazy("День"), coerce=int, choices=WEEKDAYS)
    number = SelectField(
        lazy("Урок"), coerce=int, choices=[SelectChoice(n, str(n)) for n in range(LAST_NUMBER + 1)]
    )
    week = RadioField(lazy("Когда"), choices=WEEKS, default="")

    def offer(
        self, lines: Iterable[tuple[str, str]], teachers: Iterable[tuple[int, str]],
        rooms: Iterable[tuple[int, str]],
    ) -> None:  # fmt: skip
        """Lines of the load as "journal-teacher", people, rooms with the free ones first."""
        self.line.choices = [SelectChoice("", "—"), *(SelectChoice(*pair) for pair in lines)]
        self.teacher.choices = [SelectChoice(0, "—"), *(SelectChoice(*pair) for pair in teachers)]
        self.room.choices = [SelectChoice(0, "—"), *(SelectChoice(*pair) for pair in rooms)]

    def wanted(self) -> Wanted:
        """The lesson of a validated form."""
        journal, teacher = (number_in(part) or 0 for part in str(self.line.data).split("-"))
        return Wanted(
            journal, self.weekday.data, self.number.data, self.week.data or "", self.teacher.data or teacher,
            self.room.data or None,
        )  # fmt: skip


class PublishForm(Form):
    """`agreed`: what the page has shown (Publication.key)."""

    agreed = HiddenField()
    with_clashes = BooleanField(lazy("Опубликовать с накладками"))
