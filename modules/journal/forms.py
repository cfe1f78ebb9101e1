"""What the journal's pages send. The roll's rows are read by `roll_of`: their names hold the pupil's id."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from intranet.kit.forms import Form
from intranet.kit.i18n import lazy

NO_TYPE = SelectChoice(0, "")


class CellForm(Form):
    """One cell of the grid."""

    lesson = IntegerField(validators=[InputRequired()])
    student = IntegerField(validators=[InputRequired()])
    text = StringField()
    version = IntegerField(validators=[Optional()], default=0)
    comment = StringField()
    choice = StringField()

    def asked(self) -> dict[str, Any]:
        """What `set_cell` takes; a comment that was not sent is None: it stays as it is."""
        return {
            "lesson": self.lesson.data,
            "student": self.student.data,
            "text": self.text.data or "",
            "version": self.version.data or 0,
            "comment": self.comment.data if self.comment.raw_data else None,
            "choice": self.choice.data or "",
        }


class LessonForm(Form):
    """The page of one lesson, without the roll's rows."""

    topic = StringField(
        lazy("Тема урока"), validators=[Length(max=500, message=lazy("Не длиннее 500 знаков."))]
    )
    homework = TextAreaField(
        lazy("Домашнее задание"), validators=[Length(max=2000, message=lazy("Не длиннее 2000 знаков."))]
    )
    no_homework = BooleanField(lazy("Не задано"))
    minutes = IntegerField(
        lazy("Займёт минут"),
        validators=[Optional(), NumberRange(1, 240, message=lazy("От 1 до 240 минут."))],
    )
    take_roll = BooleanField(lazy("Перекличка проведена: кто не отмечен, был на уроке"))
    add_type = SelectField(lazy("Добавить работу"), coerce=int, choices=[NO_TYPE], default=0)
    was = HiddenField()

    def offer_types(self, types: Iterable[tuple[int, str]]) -> None:
        """The kinds of work (id, name) that may be added."""
        self.add_type.choices = [NO_TYPE, *(SelectChoice(*pair) for pair in types)]


class DaysForm(Form):
    """The days a page was about, so that it comes back to them."""

    begins = DateField(validators=[Optional()])
    ends = DateField(validators=[Optional()])
