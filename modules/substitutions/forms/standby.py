"""The form of a week's readiness: one row a weekday."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import FieldList, FormField, IntegerField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Optional, ValidationError

from intranet.kit.forms import Form
from intranet.kit.i18n import _, lazy
from modules.substitutions.forms.absences import IN_DAY
from modules.substitutions.planning.absences import FIRST_NUMBER, LAST_NUMBER
from modules.substitutions.planning.standby import WEEKDAYS, Hours

READY, NEVER = "ready", "never"


class StandbyDay(Form):
    """A weekday: nothing said, ready, or asks not to be called; without numbers the whole day."""

    state = SelectField(
        lazy("Готовность"),
        choices=[
            SelectChoice("", lazy("не указано")),
            SelectChoice(READY, lazy("могу заменить")),
            SelectChoice(NEVER, lazy("не могу")),
        ],
        default="",
    )
    first_number = IntegerField(lazy("С урока"), validators=[Optional(), IN_DAY])
    last_number = IntegerField(lazy("По урок"), validators=[Optional(), IN_DAY])

    def validate_last_number(self, field: IntegerField) -> None:
        """Lessons in order."""
        first, last = self.first_number.data, field.data
        if first is not None and last is not None and last < first:
            raise ValidationError(_("Последний урок раньше первого."))


class StandbyForm(Form):
    """The six days of a school week."""

    days = FieldList(FormField(StandbyDay), min_entries=len(WEEKDAYS), max_entries=len(WEEKDAYS))

    def hours(self) -> list[Hours]:
        """What was said, day by day."""
        found = []
        for weekday, day in zip(WEEKDAYS, self.days.entries, strict=True):
            first, last = day.form.first_number.data, day.form.last_number.data
            if day.form.state.data:
                found.append(
                    Hours(
                        weekday, FIRST_NUMBER if first is None else first,
                        LAST_NUMBER if last is None else last, day.form.state.data == READY,
                    )
                )  # fmt: skip
        return found


def form_of(hours: Sequence[Hours]) -> StandbyForm:
    """The form as the week stands."""
    by_day = {one.weekday: one for one in reversed(hours)}
    return StandbyForm(data={"days": [_row(by_day.get(weekday)) for weekday in WEEKDAYS]})


def _row(one: Hours | None) -> dict[str, object]:
    if one is None:
        return {}
    return {
        "state": READY if one.is_ready else NEVER,
        "first_number": None if one.first_number == FIRST_NUMBER else one.first_number,
        "last_number": None if one.last_number == LAST_NUMBER else one.last_number,
    }
