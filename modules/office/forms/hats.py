"""Forms of granted hats."""

from __future__ import annotations

from wtforms import DateField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Optional

from intranet.kit.forms import Form
from intranet.kit.i18n import lazy
from intranet.school.access import HAT_TITLES
from intranet.school.people.hats import GRANTABLE
from modules.office.forms.people.guardians import person_number


class GrantForm(Form):
    """Which hat, to whom, from when to when."""

    person = RadioField(
        lazy("Кому"), coerce=person_number, choices=[], validate_choice=False,
        validators=[DataRequired(lazy("Найдите и выберите человека."))],
    )  # fmt: skip
    hat = SelectField(lazy("Роль"), choices=[SelectChoice(hat, HAT_TITLES[hat]) for hat in GRANTABLE])
    since = DateField(lazy("С какого дня"), validators=[DataRequired(lazy("Укажите день."))])
    until = DateField(lazy("По какой день"), validators=[Optional()], description=lazy("Пусто — без срока."))


class GrantEndForm(Form):
    """The last day of a grant."""

    until = DateField(lazy("По какой день"), validators=[Optional()], description=lazy("Пусто — без срока."))
