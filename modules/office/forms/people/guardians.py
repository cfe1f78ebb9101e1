"""Forms of guardianship: a link with somebody known or new, its end, a court's restriction."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, DateField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, Optional

from intranet.kit.forms import Form
from intranet.kit.i18n import lazy
from intranet.school.people.guardians import KIND_TITLES
from modules.office.forms.people.people import PersonForm, one_line

NEW = 0
LARGEST_ID = 2**31 - 1
KINDS = [SelectChoice(kind, title) for kind, title in KIND_TITLES.items()]


def person_number(value: Any) -> int:
    """The id of somebody found; NEW for a new person. ValueError for what cannot be an id."""
    found = int(value or NEW)
    if not NEW <= found <= LARGEST_ID:
        raise ValueError(value)
    return found


class LinkForm(Form):
    """How somebody answers for the child."""

    kind = SelectField(lazy("Кем приходится ребёнку"), choices=KINDS)
    is_legal = BooleanField(
        lazy("Законный представитель: видит дневник ребёнка"),
        default=True,
    )
    basis = StringField(
        lazy("Основание"),
        validators=[Length(max=500)],
        filters=[one_line],
        description=lazy("Например: свидетельство о рождении, постановление об опеке, номер и дата."),
    )
    since = DateField(lazy("С какого дня"), validators=[DataRequired(lazy("Укажите день."))])


class KnownGuardianForm(LinkForm):
    """A link with somebody who has a card."""

    guardian = RadioField(
        lazy("Кто это"),
        coerce=person_number,
        choices=[],
        validate_choice=False,
        validators=[DataRequired(lazy("Выберите человека из найденных."))],
    )


class NewGuardianForm(PersonForm, LinkForm):
    """A link with somebody new, the card and the link at once."""

    is_another = BooleanField(lazy("Это другой человек: завести новую карточку"))


class ChangeLinkForm(Form):
    """What may be put right of a link without a rule of its own."""

    kind = SelectField(lazy("Кем приходится ребёнку"), choices=KINDS)
    is_legal = BooleanField(lazy("Законный представитель: видит дневник ребёнка"))
    basis = StringField(lazy("Основание"), validators=[Length(max=500)], filters=[one_line])
    is_mailed = BooleanField(lazy("Получает письма о ребёнке"))


class RestrictionForm(Form):
    """A court's paper and the day it works from."""

    since = DateField(lazy("С какого дня нет доступа"), validators=[DataRequired(lazy("Укажите день."))])
    paper = StringField(
        lazy("Документ суда"),
        validators=[DataRequired(lazy("Укажите документ суда: номер и дату.")), Length(max=500)],
        filters=[one_line],
        description=lazy("Номер и дата. Просьбы второго родителя недостаточно: у обоих равные права."),
    )


class AdultForm(Form):
    """From when a child of 18 lets a parent read on; empty: does not."""

    since = DateField(lazy("Согласен с"), validators=[Optional()])
