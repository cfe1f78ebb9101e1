"""Forms of the rules of sign-in, of searches in its journals, of doubts."""

from __future__ import annotations

from wtforms import IntegerField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from identity.administration.rules import STAFF_HATS
from intranet.kit.forms import Form, number_in
from intranet.kit.i18n import lazy
from intranet.school.access import HAT_TITLES


class EntryRulesForm(Form):
    """Whose password alone is not enough; how long a shared machine waits."""

    factor_hats = SelectMultipleField(
        lazy("Второй шаг обязателен"), choices=[SelectChoice(hat, HAT_TITLES[hat]) for hat in STAFF_HATS],
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip
    shared_minutes = IntegerField(
        lazy("На общем компьютере сеанс кончается через, минут без дела"),
        validators=[InputRequired(lazy("Нужно число."))],
    )


def person_number(text: object) -> int | None:
    """The id a radio button carries."""
    return number_in(str(text))


class LinkForm(Form):
    """Whose way in it is."""

    person = RadioField(
        lazy("Это"), coerce=person_number, choices=[], validate_choice=False,
        validators=[DataRequired(lazy("Выберите человека."))],
    )  # fmt: skip


class RefuseForm(Form):
    """It is nobody of these."""

    answer = TextAreaField(
        lazy("Ответ человеку"),
        validators=[DataRequired(lazy("Напишите, что человеку делать.")), Length(max=500)],
        description=lazy("Он увидит его при следующей попытке войти. Без имён и номеров."),
    )


class EventsForm(Form):
    """What is looked for in the journal; every field may stay empty."""

    number = StringField(lazy("Номер отказа"), validators=[Length(max=20)])
    q = StringField(lazy("Фамилия или имя"), validators=[Length(max=100)])
    kind = SelectField(lazy("Что"), choices=[], validate_choice=False)
    provider = SelectField(lazy("Способ"), choices=[], validate_choice=False)
