"""The one order by which a year is carried into the next; `agreed` is what the page has shown."""

from __future__ import annotations

from wtforms import BooleanField, DateField, HiddenField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from intranet.kit.forms import Form
from intranet.kit.i18n import lazy
from intranet.school.people.movements import Order
from modules.office.forms.people.people import one_line


class RolloverForm(Form):
    """Number and date of the order, and whether class teachers go with their classes."""

    order_number = StringField(
        lazy("Номер приказа"),
        validators=[DataRequired(lazy("Напишите номер приказа.")), Length(max=40)],
        filters=[one_line],
    )
    order_date = DateField(lazy("Дата приказа"), validators=[InputRequired(lazy("Укажите дату приказа."))])
    with_leads = BooleanField(lazy("Классные руководители остаются со своими классами"))
    agreed = HiddenField()

    @property
    def order(self) -> Order:
        """The paper."""
        return Order(self.order_number.data or "", self.order_date.data)
