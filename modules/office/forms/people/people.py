"""Forms of a person's card: who it is, how to reach them, a post."""

from __future__ import annotations

from datetime import date

from wtforms import BooleanField, DateField, EmailField, HiddenField, RadioField, StringField, TelField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from intranet.kit import clock
from intranet.kit.forms import Form
from intranet.kit.i18n import _, lazy
from intranet.school.people import names
from intranet.school.people.snils import BadSnilsError, parse_snils
from intranet.school.service import PersonCard

EARLIEST = date(1900, 1, 1)
EVER = date.min  # never used: a form that is right has its day
WHO = ("student", "parent", "staff")


def tidy(text: str | None) -> str:
    """A name as it is kept."""
    return names.tidy_name(text or "")


def one_line(text: str | None) -> str:
    """Text as it is kept: one line, no invisible characters."""
    return names.clean(text or "")


class ReachForm(Form):
    """How to reach somebody."""

    phone = TelField(lazy("Телефон"), validators=[Length(max=40)], filters=[one_line])
    email = EmailField(lazy("Электронная почта"), validators=[Length(max=200)], filters=[one_line])

    def validate_phone(self, field: TelField) -> None:
        """A phone, kept as +7XXXXXXXXXX."""
        if field.data:
            parsed = names.parse_phone(field.data)
            if parsed is None or len(parsed) > 20:
                raise ValidationError(_("Похоже, в номере ошибка. Пример: +7 912 345-67-89"))
            field.data = parsed

    def validate_email(self, field: EmailField) -> None:
        """An address, kept in lower case."""
        if field.data:
            parsed = names.parse_email(field.data)
            if parsed is None:
                raise ValidationError(_("Похоже, в адресе ошибка. Пример: ivanova@example.ru"))
            field.data = parsed


class PersonForm(ReachForm):
    """The card's main part; an empty СНИЛС leaves what is stored."""

    surname = StringField(
        lazy("Фамилия"),
        validators=[DataRequired(lazy("Напишите фамилию.")), Length(max=100)],
        filters=[tidy],
    )
    name = StringField(
        lazy("Имя"), validators=[DataRequired(lazy("Напишите имя.")), Length(max=100)], filters=[tidy]
    )
    patronymic = StringField(lazy("Отчество, если есть"), validators=[Length(max=100)], filters=[tidy])
    sex = RadioField(
        lazy("Пол"),
        choices=[
            SelectChoice("f", lazy("женский")),
            SelectChoice("m", lazy("мужской")),
            SelectChoice("", lazy("не указан")),
        ],
        default="",
    )
    born = DateField(lazy("Дата рождения"), validators=[Optional()])
    snils = StringField(lazy("СНИЛС"), validators=[Length(max=40)], filters=[one_line])

    def validate_born(self, field: DateField) -> None:
        """A day that can be somebody's birthday."""
        if field.data and not EARLIEST <= field.data <= clock.today():
            raise ValidationError(_("Проверьте год рождения."))

    def validate_snils(self, field: StringField) -> None:
        """Eleven digits whose check number fits (DOMAIN 4.3)."""
        try:
            field.data = parse_snils(field.data or "") or ""
        except BadSnilsError as error:
            raise ValidationError(_("В СНИЛС 11 цифр, контрольное число не сходится.")) from error

    def card(self) -> PersonCard:
        """What was typed, checked."""
        return PersonCard(
            surname=self.surname.data or "", name=self.name.data or "", patronymic=self.patronymic.data or "",
            sex=self.sex.data or "", born=self.born.data, phone=self.phone.data or "",
            email=self.email.data or "", snils=self.snils.data or "",
        )  # fmt: skip


class NewPersonForm(PersonForm):
    """A new person: as whom, and after a warning that it is not one of the namesakes."""

    who = HiddenField()
    is_another = BooleanField(lazy("Это другой человек: завести новую карточку"))
    post = StringField(lazy("Должность"), validators=[Length(max=200)], filters=[one_line])
    since = DateField(lazy("Работает с"), validators=[Optional()])

    def validate_post(self, field: StringField) -> None:
        """An employee has one."""
        if self.who.data == "staff" and not field.data:
            raise ValidationError(_("Напишите должность."))


class PostForm(Form):
    """A post from a day on."""

    title = StringField(
        lazy("Должность"),
        validators=[DataRequired(lazy("Напишите должность.")), Length(max=200)],
        filters=[one_line],
    )
    since = DateField(lazy("С какого дня"), validators=[DataRequired(lazy("Укажите день."))])


class LastDayForm(Form):
    """The last day of something that ends."""

    last_day = DateField(lazy("Последний день"), validators=[DataRequired(lazy("Укажите день."))])
