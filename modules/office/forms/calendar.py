"""Forms of the calendar: special days, bells, terms, the year."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time

from wtforms import DateField, SelectField, StringField, TimeField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from intranet.kit.forms import Form, number_in
from intranet.kit.i18n import _, lazy
from intranet.school.calendar.bells import BellSort, Times
from intranet.school.calendar.days import BellKind, DayKind
from intranet.school.calendar.exceptions import SpecialDays
from intranet.school.calendar.year_dates import Span
from intranet.school.facts import TermKind
from modules.office.forms.touching import TouchingForm, chosen

NUMBERS = range(11)
MOST_TERMS = 6
DAY_KINDS = [
    SelectChoice(DayKind.VACATION, lazy("каникулы")),
    SelectChoice(DayKind.HOLIDAY, lazy("праздник")),
    SelectChoice(DayKind.NO_LESSONS, lazy("уроков нет (карантин, выборы, мороз)")),
    SelectChoice(DayKind.TRANSFER, lazy("учебный день по другому расписанию")),
    SelectChoice(DayKind.SHORTENED, lazy("сокращённые уроки")),
]
WEEKDAYS = [
    SelectChoice(1, lazy("понедельник")), SelectChoice(2, lazy("вторник")), SelectChoice(3, lazy("среда")),
    SelectChoice(4, lazy("четверг")), SelectChoice(5, lazy("пятница")), SelectChoice(6, lazy("суббота")),
]  # fmt: skip
SCHEME_KINDS = [
    SelectChoice(TermKind.QUARTER, lazy("четверти")),
    SelectChoice(TermKind.TRIMESTER, lazy("триместры")),
    SelectChoice(TermKind.HALF_YEAR, lazy("полугодия")),
    SelectChoice(TermKind.MODULE, lazy("модули")),
]
EVERYBODY = "all"
NEEDED = lazy("Укажите день.")


class SpecialDaysForm(TouchingForm):
    """A line of the calendar; `scope` is "all", "g5" or "c12"."""

    kind = SelectField(lazy("Что это"), choices=DAY_KINDS)
    title = StringField(lazy("Название"), validators=[Length(max=120)])
    begins = DateField(lazy("С какого дня"), validators=[DataRequired(NEEDED)])
    ends = DateField(
        lazy("По какой день"), validators=[Optional()], description=lazy("Один день — оставьте пустым.")
    )
    scope = SelectField(lazy("Для кого"), choices=[], default=EVERYBODY)
    works_as = SelectField(
        lazy("По расписанию какого дня"), coerce=chosen, choices=[SelectChoice(0, "—"), *WEEKDAYS], default=0,
        description=lazy("Только для учебного дня по другому расписанию."),
    )  # fmt: skip
    works_as_week = SelectField(
        lazy("Неделя"),
        choices=[SelectChoice("", lazy("своя")), SelectChoice("A", "A"), SelectChoice("B", "B")],
    )

    def offer(self, classes: Iterable[tuple[int, str]]) -> None:
        """Whom days may be special for: everybody, a grade, a class of the year."""
        self.scope.choices = [
            SelectChoice(EVERYBODY, lazy("вся школа")),
            *(SelectChoice(f"g{grade}", _("%(n)s-е классы", n=grade)) for grade in range(1, 12)),
            *(SelectChoice(f"c{ident}", title) for ident, title in classes),
        ]

    def days(self) -> SpecialDays:
        """What was entered."""
        begins: date = self.begins.data  # type: ignore[assignment]  # validated
        scope = self.scope.data or EVERYBODY
        of = number_in(scope[1:])
        return SpecialDays(
            kind=self.kind.data, begins=begins, ends=self.ends.data or begins, title=self.title.data or "",
            works_as=self.works_as.data or None, works_as_week=self.works_as_week.data or None,
            grade_level=of if scope.startswith("g") else None,
            school_class=of if scope.startswith("c") else None,
        )  # fmt: skip


class BellTimes(TouchingForm):
    """From when to when each number lasts; an empty line is no lesson."""

    def times(self) -> Times:
        """number -> from, to; only whole lines."""
        found: dict[int, tuple[time, time]] = {}
        for n in NUMBERS:
            starts, ends = self[f"starts_{n}"].data, self[f"ends_{n}"].data
            if starts is not None and ends is not None:
                found[n] = (starts, ends)
        return found

    def fill(self, times: Times) -> None:
        """Show what stands."""
        for n, (starts, ends) in times.items():
            if n in NUMBERS:
                self[f"starts_{n}"].data, self[f"ends_{n}"].data = starts, ends


for _n in NUMBERS:
    setattr(BellTimes, f"starts_{_n}", TimeField(lazy("Начало"), validators=[Optional()]))
    setattr(BellTimes, f"ends_{_n}", TimeField(lazy("Конец"), validators=[Optional()]))


class BellsForm(BellTimes):
    """Other times from a day on."""

    since = DateField(lazy("С какого дня"), validators=[DataRequired(NEEDED)])


class NewBellsForm(BellTimes):
    """A set for a sort of days."""

    kind = SelectField(
        lazy("Какие дни"),
        choices=[
            SelectChoice(BellKind.NORMAL, lazy("обычные")),
            SelectChoice(BellKind.SHORTENED, lazy("сокращённые")),
        ],
    )  # fmt: skip
    shift = SelectField(
        lazy("Смена"),
        coerce=chosen,
        choices=[SelectChoice(1, lazy("первая")), SelectChoice(2, lazy("вторая"))],
    )
    weekday = SelectField(
        lazy("День недели"), coerce=chosen, choices=[SelectChoice(0, lazy("все")), *WEEKDAYS], default=0
    )
    building = SelectField(lazy("Здание"), coerce=chosen, choices=[], default=0)

    def offer(self, buildings: Iterable[tuple[int, str]]) -> None:
        """The houses."""
        self.building.choices = [SelectChoice(0, lazy("все")), *(SelectChoice(*pair) for pair in buildings)]

    def sort(self) -> BellSort:
        """When the set rings."""
        return BellSort(
            self.kind.data, self.shift.data, self.weekday.data or None, self.building.data or None
        )


class TermsForm(Form):
    """The dates of a scheme's terms in order; empty lines at the end are no terms."""

    def spans(self) -> list[Span]:
        """Whole lines, in order."""
        lines = [(self[f"begins_{n}"].data, self[f"ends_{n}"].data) for n in range(1, MOST_TERMS + 1)]
        return [Span(begins, ends) for begins, ends in lines if begins is not None and ends is not None]

    def fill(self, spans: Iterable[tuple[date, date]]) -> None:
        """Show what stands."""
        for n, (begins, ends) in enumerate(spans, 1):
            if n <= MOST_TERMS:
                self[f"begins_{n}"].data, self[f"ends_{n}"].data = begins, ends


for _n in range(1, MOST_TERMS + 1):
    setattr(TermsForm, f"begins_{_n}", DateField(lazy("С"), validators=[Optional()]))
    setattr(TermsForm, f"ends_{_n}", DateField(lazy("По"), validators=[Optional()]))


class SchemeForm(Form):
    """A scheme to add."""

    kind = SelectField(lazy("Ещё периоды"), choices=SCHEME_KINDS)


class YearForm(TouchingForm):
    """The year's own dates."""

    begins = DateField(lazy("Первый день уроков"), validators=[InputRequired(NEEDED)])
    teaching_until = DateField(lazy("Последний день уроков"), validators=[InputRequired(NEEDED)])
    ends = DateField(lazy("Конец года"), validators=[InputRequired(NEEDED)])
    anchor = DateField(
        lazy("Неделя А"),
        validators=[InputRequired(NEEDED)],
        description=lazy("Любой день недели А; дальше А и Б чередуются, каникулы их не сдвигают."),
    )
