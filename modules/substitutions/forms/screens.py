"""A new screen in a hall."""

from __future__ import annotations

from wtforms import BooleanField, StringField, TimeField
from wtforms.validators import DataRequired, Length, Optional

from intranet.kit.forms import Form
from intranet.kit.i18n import lazy


class ScreenForm(Form):
    """Its name, how it opens the board, from what hour it shows the next school day."""

    name = StringField(
        lazy("Где висит"),
        validators=[DataRequired(lazy("Напишите, где висит экран.")), Length(max=100)],
        description=lazy("например, холл первого этажа"),
    )
    has_token = BooleanField(
        lazy("по ссылке"), default=True, description=lazy("Ссылку покажем один раз: её открывают на экране.")
    )
    networks = StringField(
        lazy("из школьной сети"), validators=[Length(max=500)],
        description=lazy("адреса через запятую: 10.1.2.3 или 10.1.2.0/24"),
    )  # fmt: skip
    next_day_from = TimeField(
        lazy("С какого часа показывать следующий учебный день"), validators=[Optional()],
        description=lazy("Пусто: весь день показывать сегодняшние замены."),
    )  # fmt: skip
