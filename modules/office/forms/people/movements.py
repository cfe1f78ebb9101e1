"""The form of an order about a pupil: which fields it has hangs on the kind of order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from wtforms import DateField, HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput

from intranet.kit.forms import Form
from intranet.kit.i18n import lazy
from intranet.school.people.movements import Kind, Order
from intranet.school.people.reasons import DEPARTURES, reason_of
from modules.office.forms.people.people import EVER, one_line
from modules.office.forms.touching import chosen

NO_CLASS = SelectChoice(0, "—")


class TickField(SelectMultipleField):
    """Several of a few, as boxes to tick."""

    option_widget = CheckboxInput()


class MovementForm(Form):
    """An order: its paper, from which day, which class; `agreed` is what the page has shown of it."""

    order_number = StringField(
        lazy("Номер приказа"),
        validators=[DataRequired(lazy("Напишите номер приказа.")), Length(max=40)],
        filters=[one_line],
    )
    order_date = DateField(
        lazy("Дата приказа"), validators=[InputRequired(lazy("Укажите дату приказа."))]
    )  # fmt: skip
    since = DateField(lazy("С какого дня"), validators=[InputRequired(lazy("Укажите день."))])
    school_class = SelectField(lazy("В какой класс"), coerce=chosen)
    parts = TickField(lazy("Подгруппы нового класса"), coerce=chosen)
    personal_file = StringField(
        lazy("Номер личного дела, если есть"), validators=[Length(max=40)], filters=[one_line]
    )
    reason = SelectField(lazy("Причина"), validators=[DataRequired(lazy("Выберите причину."))])
    note = StringField(
        lazy("Пояснение, если нужно"), validators=[Optional(), Length(max=150)], filters=[one_line]
    )
    agreed = HiddenField()

    def narrow(self, kind: Kind, classes: Iterable[tuple[int, str]]) -> None:
        """Only the fields of this kind of order."""
        self.school_class.choices = [NO_CLASS, *(SelectChoice(*pair) for pair in classes)]
        self.school_class.validators = [DataRequired(lazy("Выберите класс."))]
        self.reason.choices = [SelectChoice("", "—"), *(SelectChoice(*one) for one in DEPARTURES.items())]
        if kind == Kind.LEAVE:
            self.since.label.text = lazy("Последний день в школе")
        spare = {"school_class"} if kind == Kind.LEAVE else {"reason"}
        for name in spare | (set() if kind == Kind.ENROL else {"personal_file"}):
            del self[name]

    def offer_parts(self, parts: Iterable[tuple[int, str]]) -> None:
        """The groups of the class that was chosen; of another class nothing stays ticked."""
        choices = [SelectChoice(*pair) for pair in parts]
        self.parts.choices = choices
        known = {choice.value for choice in choices}
        self.parts.data = [one for one in self.parts.data or [] if one in known]
        if not choices:
            del self["parts"]

    @property
    def day(self) -> date:
        """The day of a validated form."""
        return self.since.data or EVER

    @property
    def order(self) -> Order:
        """The paper."""
        said = reason_of(self.reason.data if "reason" in self else "", self.note.data or "")
        parts = tuple(self.parts.data or ()) if "parts" in self else ()
        return Order(self.order_number.data or "", self.order_date.data, said, parts)
