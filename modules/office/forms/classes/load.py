"""Forms of the load: who teaches what, who takes over, who leaves."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from wtforms import DateField, DecimalField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from intranet.kit.forms import Form
from intranet.kit.i18n import lazy
from modules.office.forms.touching import TouchingForm, chosen

NEEDED = lazy("Укажите день.")
Options = Iterable[tuple[int, str]]


def quarters(hours: Decimal | None) -> int:
    """Hours a week x 4, half-up."""
    return int((hours or Decimal(0)) * 4 + Decimal("0.5"))


class HoursForm(Form):
    """Hours of an assignment, and its last day (empty: without end)."""

    hours = DecimalField(
        lazy("Часов в неделю"), validators=[Optional(), NumberRange(0, 40, message=lazy("От 0 до 40 часов."))]
    )
    last_day = DateField(
        lazy("Последний день"), validators=[Optional()], description=lazy("Пусто — ведёт дальше.")
    )


class AssignForm(Form):
    """A teacher for a group and a subject from a day on."""

    group = SelectField(lazy("Кого учит"), coerce=chosen, choices=[])
    subject = SelectField(
        lazy("Предмет"), coerce=chosen, choices=[], validators=[DataRequired(lazy("Выберите предмет."))]
    )
    teacher = SelectField(
        lazy("Учитель"), coerce=chosen, choices=[], validators=[DataRequired(lazy("Выберите учителя."))]
    )
    hours = DecimalField(
        lazy("Часов в неделю"), validators=[Optional(), NumberRange(0, 40, message=lazy("От 0 до 40 часов."))]
    )
    since = DateField(lazy("С какого дня"), validators=[DataRequired(NEEDED)])

    def offer(self, groups: Options, subjects: Options, staff: Options) -> None:
        """What there is to choose from."""
        self.group.choices = [SelectChoice(*one) for one in groups]
        self.subject.choices = [SelectChoice(0, "—"), *(SelectChoice(*one) for one in subjects)]
        self.teacher.choices = [SelectChoice(0, "—"), *(SelectChoice(*one) for one in staff)]


class SuccessionForm(TouchingForm):
    """Who takes these journals over from a day on."""

    successor = SelectField(
        lazy("Кто будет вести"),
        coerce=chosen,
        choices=[],
        validators=[DataRequired(lazy("Выберите учителя."))],
    )
    since = DateField(lazy("С какого дня"), validators=[DataRequired(NEEDED)])
    journals = SelectMultipleField(
        lazy("Какие журналы"), coerce=chosen, choices=[], widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(), validators=[DataRequired(lazy("Отметьте хотя бы один журнал."))],
    )  # fmt: skip

    def offer(self, staff: Options, journals: Options) -> None:
        """The staff, and what the teacher has."""
        self.successor.choices = [SelectChoice(0, "—"), *(SelectChoice(*one) for one in staff)]
        self.journals.choices = [SelectChoice(*one) for one in journals]


class DismissalForm(Form):
    """Somebody's last day at work."""

    last_day = DateField(lazy("Последний рабочий день"), validators=[DataRequired(NEEDED)])
