"""Forms of the lists: classes to add, slips to print, a file to import."""

from __future__ import annotations

from typing import Any

from litestar.datastructures import UploadFile
from wtforms import BooleanField, DateField, FileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from intranet.kit.forms import Form
from intranet.kit.i18n import lazy
from modules.office.queries.entry.entry import Reach, Whom

NO_CLASS = 0
PDF = "pdf"
LARGEST_ID = 2**31 - 1


class ClassesForm(Form):
    """Classes to add, as people paste them: "5А 7Б 10А"."""

    names = TextAreaField(
        lazy("Новые классы"),
        validators=[DataRequired(lazy("Напишите хотя бы один класс: 5А 7Б 10А")), Length(max=2000)],
    )


def class_number(value: Any) -> int:
    """The id of a class of the list; NO_CLASS for nothing chosen. ValueError for what cannot be an id."""
    found = int(value or NO_CLASS)
    if not NO_CLASS <= found <= LARGEST_ID:
        raise ValueError(value)
    return found


WHOM = [
    SelectChoice(Whom.STAFF, lazy("сотрудники")),
    SelectChoice(Whom.PUPILS, lazy("ученики класса")),
    SelectChoice(Whom.PARENTS, lazy("родители класса")),
]


SLIPS, CODES = "slips", "codes"


class SlipsForm(Form):
    """Whom slips or codes are printed for; a class is needed for pupils and parents."""

    what = RadioField(
        lazy("Что напечатать"),
        choices=[
            SelectChoice(SLIPS, lazy("листки: логин и одноразовый пароль")),
            SelectChoice(CODES, lazy("коды для регистрации: логин и пароль человек придумает сам")),
        ],
        default=SLIPS,
        validators=[Optional()],
    )
    whom = RadioField(
        lazy("Для кого"),
        choices=WHOM,
        validators=[DataRequired(lazy("Выберите, для кого печатать."))],
    )
    school_class = SelectField(lazy("Класс"), coerce=class_number, choices=[], validate_choice=False)
    reach = RadioField(
        lazy("Кому выдать"),
        choices=[
            SelectChoice(Reach.NEW, lazy("тем, у кого нет ни листка, ни пароля")),
            SelectChoice(
                Reach.UNUSED,
                lazy("и тем, кто ещё не задал свой пароль: прежний листок погаснет"),
            ),
            SelectChoice(Reach.ALL, lazy("перевыпустить всем: прежние пароли погаснут")),
        ],
        default=Reach.NEW,
        validators=[DataRequired(lazy("Выберите, кому выдать."))],
    )
    paper = StringField(default="", validators=[Length(max=10)])  # the button: PDF, or the page shown once

    def validate_school_class(self, field: SelectField) -> None:
        """A class for everybody but the staff."""
        if self.whom.data in (Whom.PUPILS, Whom.PARENTS) and not field.data:
            raise ValidationError(str(CHOOSE_CLASS))


CHOOSE_CLASS = lazy("Выберите класс.")


def offer_classes(form: SlipsForm, classes: list[tuple[int, str]]) -> None:
    """The classes to choose from, by id and name."""
    form.school_class.choices = [SelectChoice(NO_CLASS, "—"), *(SelectChoice(*pair) for pair in classes)]


KINDS = [
    SelectChoice("students", lazy("ученики")),
    SelectChoice("parents", lazy("родители")),
    SelectChoice("staff", lazy("сотрудники")),
    SelectChoice("load", lazy("нагрузка")),
    SelectChoice("timetable", lazy("расписание")),
]


class ImportForm(Form):
    """A list to be checked; `from_day` is a timetable's first day, if its title should not say it."""

    kind = RadioField(
        lazy("Что загружаем"),
        choices=KINDS,
        default="students",
        validators=[DataRequired(lazy("Выберите, что это за список."))],
    )
    file = FileField(lazy("Файл"))
    from_day = DateField(
        lazy("С какого дня действует расписание"),
        validators=[Optional()],
        description=lazy("Если не указать, возьмём день из заголовка файла."),
    )

    creates = BooleanField(lazy("Заводить учителей, классы и группы, которых в школе нет"))

    def validate_file(self, field: FileField) -> None:
        """A file was chosen."""
        if not isinstance(field.data, UploadFile) or not field.data.filename:
            raise ValidationError(str(CHOOSE_FILE))


CHOOSE_FILE = lazy("Выберите файл: xlsx, xls, ods, csv, xml или txt.")
