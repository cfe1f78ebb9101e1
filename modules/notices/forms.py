"""Forms of the notices."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import (
    DateField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput

from intranet.kit.forms import LARGEST_NUMBER, Form, number_in
from intranet.kit.i18n import lazy
from intranet.kit.mail import one_line
from intranet.school.audience import Audience
from modules.notices.queries.announcements import ClassChoice, audience_words

CLASSES = "classes"
CONFIRMED_FROM = 30  # up to so many people, or to one class, the number need not be typed


def _one_line(text: str | None) -> str:
    return one_line(text or "")


def _class_id(text: str) -> int:
    number = number_in(str(text))
    if number is None:
        raise ValueError(text)
    return number


class AnnouncementForm(Form):
    """An announcement: `count` is the number of people the author has seen and confirms."""

    title = StringField(
        lazy("Заголовок"),
        validators=[DataRequired(lazy("Напишите заголовок.")), Length(max=160)],
        filters=[_one_line],
    )
    body = TextAreaField(
        lazy("Текст"), validators=[DataRequired(lazy("Напишите текст.")), Length(max=10_000)]
    )
    audience = RadioField(lazy("Кому"), validators=[DataRequired(lazy("Выберите, кому."))])
    classes = SelectMultipleField(
        lazy("Классы, если выбрано «классам»"),
        coerce=_class_id,
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    shown_until = DateField(
        lazy("Показывать до"), validators=[Optional()],
        description=lazy("После этого дня объявление исчезнет. Пусто — без срока."),
    )  # fmt: skip
    count = IntegerField(
        lazy("Сколько человек узнает"), validators=[Optional(), NumberRange(0, LARGEST_NUMBER)]
    )

    only_class: int | None = None  # of who writes to one class

    def offer(self, classes: Sequence[ClassChoice], *, only_classes: bool) -> None:
        """Whom this author may write to."""
        words = audience_words()
        kinds = [CLASSES] if only_classes else list(words)
        self.audience.choices = [SelectChoice(kind, words[kind]) for kind in kinds]
        self.classes.choices = [SelectChoice(one.id, one.title) for one in classes]
        if only_classes:
            self.classes.label.text = lazy("Классы")
            self.audience.data = self.audience.data or CLASSES
            self.only_class = classes[0].id if len(classes) == 1 else None

    def tick_the_only_class(self) -> None:
        """Who leads one class writes to it."""
        if self.only_class:
            self.classes.data = [self.only_class]

    def must_type(self, count: int) -> bool:
        """Whether so many people are confirmed by typing their number: not for a single class."""
        whom = self.whom()
        return count > CONFIRMED_FROM and (whom.kind != CLASSES or len(whom.ids) > 1)

    def whom(self) -> Audience:
        """Whom it is for, as ticked."""
        kind = str(self.audience.data)
        return Audience(kind, frozenset(self.classes.data or ()) if kind == CLASSES else frozenset())


class TrialForm(Form):
    """Where the test letter goes."""

    address = StringField(
        lazy("Адрес"),
        validators=[DataRequired(lazy("Напишите адрес.")), Length(max=200)],
        filters=[_one_line],
    )
