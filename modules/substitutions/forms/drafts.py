"""What the dispatcher's forms say of one lesson: one form for every kind, each page part posts some of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import DateField, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import AnyOf, Length, NumberRange, Optional

from intranet.kit.forms import Form, number_in
from intranet.kit.i18n import lazy
from modules.substitutions.planning.wishes import KIND_NAMES, Choice, Swap

LONGEST = 200
PLACES = range(13)  # lesson numbers of a day, some schools begin with 0


def _id(text: Any) -> int | None:
    return number_in(str(text or ""))


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


class _Said(Form):
    """What every draft may carry; `part` makes the ids of one page's forms differ."""

    note = StringField(
        lazy("Пометка для всех"), [Length(max=LONGEST)],
        description=lazy("Её увидят ученики, родители и учителя вместе с заменой."),
    )  # fmt: skip
    override_reason = StringField(
        lazy("Почему, несмотря на помеху"), [Length(max=LONGEST)], description=lazy("Видят только завучи.")
    )
    version = IntegerField(lazy("Версия"), [Optional(), NumberRange(0, 2**31 - 2)], default=0)
    by = HiddenField()

    def __init__(self, *args: Any, part: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name_ids(part)

    def name_ids(self, part: str) -> None:
        """Ids of the fields in one part of the page."""
        for field in self:
            field.id = f"{part}-{field.name}"


class DraftForm(_Said):
    """One kind of change; choices are offered by the page, what is right is the service's business."""

    kind = HiddenField(validators=[AnyOf(KIND_NAMES)])
    teacher = SelectField(lazy("Кто"), coerce=_id, validate_choice=False)
    room = SelectField(lazy("Кабинет"), coerce=_id, validate_choice=False)
    journal = SelectField(lazy("Предмет"), coerce=_id, validate_choice=False)
    merged_with = SelectField(lazy("С каким уроком"), coerce=_id, validate_choice=False)
    to_date = DateField(lazy("День"), [Optional()])
    to_number = IntegerField(lazy("Урок"), [Optional(), NumberRange(1, 12)])
    place = HiddenField()

    def choice(self) -> Choice:
        """What is asked."""
        to_date, to_number = self.to_date.data, self.to_number.data
        if self.place.data:
            to_date, to_number = _place(self.place.data)
        return Choice(
            kind=self.kind.data or "", teacher=self.teacher.data, room=self.room.data, to_date=to_date,
            to_number=to_number, journal=self.journal.data, merged_with=self.merged_with.data,
            note=_line(self.note.data), override_reason=_line(self.override_reason.data),
            version=self.version.data or 0,
        )  # fmt: skip


def _place(text: str) -> tuple[date | None, int | None]:
    """A button's "2026-11-20/5"."""
    day, _, number = text.partition("/")
    try:
        found = date.fromisoformat(day), number_in(number)
    except ValueError:
        return None, None
    return found if found[1] in PLACES else (None, None)


class SwapForm(_Said):
    """With which lesson it changes places: its id and the version of its draft, "125/0"."""

    partner = SelectField(lazy("С каким уроком"), validate_choice=False)

    def swap(self, lesson: int) -> Swap:
        """What is asked; a lesson that does not exist is found to be so by the service."""
        other, _, version = (self.partner.data or "").partition("/")
        return Swap(
            lesson=lesson, other=number_in(other) or 0, note=_line(self.note.data),
            override_reason=_line(self.override_reason.data), version=self.version.data or 0,
            other_version=number_in(version) or 0,
        )  # fmt: skip


class WholeDayForm(Form):
    """One colleague for all open lessons of a teacher."""

    absent = IntegerField(lazy("Кого заменяют"), [NumberRange(1, 2**31 - 1)])
    teacher = IntegerField(lazy("Кто заменит"), [NumberRange(1, 2**31 - 1)])
    by = HiddenField()


class DropForm(Form):
    """Which draft the dispatcher saw."""

    draft = IntegerField(lazy("Черновик"), [NumberRange(1, 2**31 - 1)])
    version = IntegerField(lazy("Версия"), [NumberRange(1, 2**31 - 1)])
    by = HiddenField()
