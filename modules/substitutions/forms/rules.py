"""The rules of substitutions."""

from __future__ import annotations

from wtforms import DateField, IntegerField
from wtforms.validators import DataRequired, InputRequired

from intranet.kit.forms import Form
from intranet.kit.i18n import lazy

NAMES = ("week", "day", "given", "rights_days", "merged", "supervised", "junior_to")
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
    merged = IntegerField(
        lazy("За объединение групп, четвертей часа"), validators=[NUMBER],
        description=lazy("4 — целый час. Платят один раз, хотя уроков два."),
    )  # fmt: skip
    supervised = IntegerField(
        lazy("За присмотр, четвертей часа"), validators=[NUMBER],
        description=lazy("2 — полчаса, 0 — не оплачивается."),
    )  # fmt: skip
    junior_to = IntegerField(
        lazy("Код ЗН — до какого класса"), validators=[NUMBER],
        description=lazy("По форме 0504421 — до 3-го; дальше код ЗС."),
    )  # fmt: skip
    since = DateField(lazy("С какого дня"), validators=[DataRequired(lazy("Укажите день."))])

    @property
    def numbers(self) -> dict[str, int]:
        """The rules by their names."""
        return {name: int(self[name].data) for name in NAMES}
