"""The rules of substitutions."""

from __future__ import annotations

from wtforms import DateField, IntegerField
from wtforms.validators import DataRequired, InputRequired

from intranet.kit.forms import Form
from intranet.kit.i18n import lazy

NUMBER = InputRequired(lazy("Напишите число."))


class RulesForm(Form):
    """What may be asked of people, from a day on."""

    week = IntegerField(
        lazy("Уроков в неделю"), validators=[NUMBER],
        description=lazy("Выше этого кандидат отмечается: неделя заполнена."),
    )  # fmt: skip
    day = IntegerField(lazy("Уроков в день вместе с заменами"), validators=[NUMBER])
    given = IntegerField(
        lazy("Замен одному учителю в день"), validators=[NUMBER],
        description=lazy("Предел для «Заполнить день». Вручную можно назначить больше."),
    )  # fmt: skip
    rights_days = IntegerField(
        lazy("Дней доступа к журналу после урока"), validators=[NUMBER],
        description=lazy("Столько дней заменивший может дописать тему, задание и отметки этого урока."),
    )  # fmt: skip
    since = DateField(lazy("С какого дня"), validators=[DataRequired(lazy("Укажите день."))])

    @property
    def numbers(self) -> dict[str, int]:
        """The rules by their names."""
        return {name: int(self[name].data) for name in ("week", "day", "given", "rights_days")}
