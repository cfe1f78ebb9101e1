"""What the forms of all ways in share; identity.forms.provider_kinds has one a kind.

A field's name is its setting's path: `claims__subject` for "claims.subject".

What holds of the values is said in identity.administration.kinds, for the page and the file alike; here is
only what every browser should be told at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from wtforms import (
    BooleanField,
    Field,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget, TextArea

from identity.administration import kinds
from identity.administration.providers import Draft
from identity.door.providers import ProviderRow
from intranet.kit.forms import Form
from intranet.kit.i18n import lazy
from intranet.school.access import HAT_TITLES, Hat
from intranet.school.people.hats import GRANTABLE

FILL = DataRequired(lazy("Заполните поле."))
NUMBER = InputRequired(lazy("Нужно число."))
SHORT, LONG = Length(max=200), Length(max=2000)
COMMON = ("slug", "title", "ordinal", "trust", "min_age", "hats")
TRUST_TITLES = {
    "state": lazy("государству: люди узнаются по СНИЛС"),
    "school": lazy("как школе: людей привязывают по коду"),
    "none": lazy("никак: только по коду, почта не считается подтверждённой"),
}  # fmt: skip


class LinesField(Field):
    """Several values, one a line."""

    widget = TextArea()  # type: ignore[assignment]  # its stub knows text fields only

    def _value(self) -> str:
        return "\n".join(self.data or ())

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """The lines, blank and repeated ones aside."""
        text = str(valuelist[0]) if valuelist else ""
        self.data = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))[:40]


class ProviderForm(Form):
    """What every kind has; `PREFIX` is where the kind's settings stand, `GROUPS` how the page shows them."""

    KIND = ""
    PREFIX = ""
    GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = ()

    slug = StringField(
        lazy("Короткое имя в адресах"), validators=[FILL, SHORT],
        description=lazy("Латиница, цифры, дефис: school-ad. Потом не меняется."),
    )  # fmt: skip
    title = StringField(lazy("Слова на кнопке"), validators=[FILL, Length(max=80)])
    ordinal = IntegerField(
        lazy("Место по порядку"), default=0, validators=[NUMBER], description=lazy("Меньшее — выше.")
    )
    trust = SelectField(lazy("Доверять сведениям о человеке"), validators=[SHORT])
    min_age = IntegerField(
        lazy("Ученики входят так с, лет"), validators=[Optional()],
        description=lazy("По дате рождения в школе. Пусто — без ограничения."),
    )  # fmt: skip
    hats = SelectMultipleField(
        lazy("Кому открыт этот вход"), choices=[SelectChoice(hat, HAT_TITLES[hat]) for hat in Hat],
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        description=lazy("Ничего не отмечено — всем."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = kinds.TRUSTS[kinds.stored_kind(self.KIND)]
        self.trust.choices = [SelectChoice(name, TRUST_TITLES[name]) for name in allowed]

    def draft(self, slug: str) -> Draft:
        """What was typed, as settings."""
        config: dict[str, Any] = {}
        for field in self:
            if field.name not in COMMON:
                _put(config, f"{self.PREFIX}.{field.name}".lstrip(".").split("."), field.data)
        if self.PREFIX:
            config["transport"] = self.KIND
        return Draft(
            slug, kinds.stored_kind(self.KIND), self.title.data or "", self.trust.data or "", config,
            self.ordinal.data or 0, self.min_age.data, tuple(self.hats.data or ()),
        )  # fmt: skip

    def show(self, problems: Mapping[str, str]) -> None:
        """Put each sentence beside its field, or above the form."""
        for path, sentence in problems.items():
            name = path.removeprefix("config.").removeprefix(f"{self.PREFIX}.").replace(".", "__")
            field = self._fields.get(name)
            if field is None:
                self.other.append(f"{path}: {sentence}")
            else:
                field.errors = [*field.errors, sentence]


def _put(config: dict[str, Any], path: list[str], value: Any) -> None:
    *above, last = [step for part in path for step in part.split("__")]
    for step in above:
        config = config.setdefault(step, {})
    if value is not None:
        config[last] = value


def values_of(row: ProviderRow, ordinal: int, prefix: str) -> dict[str, Any]:
    """A row as a form's data."""
    try:
        config: Mapping[str, Any] = kinds.whole(row.kind, row.config)
    except msgspec.ValidationError:  # written by an older release, or by hand: shown as far as it goes
        config = row.config
    values: dict[str, Any] = {
        "slug": row.slug, "title": row.title, "ordinal": ordinal, "trust": row.trust,
        "min_age": row.min_age, "hats": list(row.hats),
    }  # fmt: skip
    return values | _flat((config.get(prefix) or {}) if prefix else config, "")


def _flat(config: Mapping[str, Any], above: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in config.items():
        found |= _flat(value, f"{above}{name}__") if isinstance(value, Mapping) else {above + name: value}
    return found


class GroupHatForm(Form):
    """A line of the table group -> hat."""

    group_key = StringField(
        lazy("Группа"), validators=[FILL, Length(max=300)],
        description=lazy("Как её называет служба: у каталога — целиком, cn=zavuch,ou=groups,…"),
    )  # fmt: skip
    hat = SelectField(lazy("Роль"), choices=[SelectChoice(hat, HAT_TITLES[hat]) for hat in GRANTABLE])
    makes_person = BooleanField(lazy("Заводить карточку сотрудника, если её ещё нет"))
