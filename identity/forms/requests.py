"""Forms of requests for access: asking, granting, refusing."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from identity.invitations.deciding import NEW, Candidates, Decision, Parent
from identity.invitations.requests import PAPER_TITLES, REASON_TITLES, Asked
from intranet.kit.forms import Form, number_in
from intranet.kit.i18n import lazy
from intranet.school.people.guardians import KIND_TITLES
from intranet.school.people.names import parse_email, parse_phone

FILL = lazy("Заполните это поле.")
BAD_PHONE, BAD_EMAIL = lazy("Это не похоже на номер телефона."), lazy("Это не похоже на адрес почты.")
REACH = lazy("Укажите телефон или почту, чтобы школа могла ответить.")
CHOOSE_CHILD, CHOOSE_PERSON = lazy("Выберите ребёнка."), lazy("Выберите, кто это.")


def name_field(title: Any, *, needed: bool = True) -> StringField:
    """A surname, a name or a patronymic."""
    return StringField(title, validators=[*([DataRequired(FILL)] if needed else []), Length(max=100)])


def kinds() -> list[SelectChoice]:
    """Who one is to a child."""
    return [SelectChoice(name, title) for name, title in KIND_TITLES.items()]


class RequestForm(Form):
    """Who asks, how to reach them, about which child."""

    surname = name_field(lazy("Ваша фамилия"))
    name = name_field(lazy("Имя"))
    patronymic = name_field(lazy("Отчество, если есть"), needed=False)
    phone = StringField(lazy("Телефон"), validators=[Length(max=40)])
    email = StringField(lazy("Электронная почта"), validators=[Length(max=200)])
    child_surname = name_field(lazy("Фамилия ребёнка"))
    child_name = name_field(lazy("Имя ребёнка"))
    child_born = DateField(lazy("Дата рождения ребёнка"), validators=[Optional()])
    class_name = StringField(
        lazy("Класс"), validators=[DataRequired(FILL), Length(max=20)], description=lazy("Например, 7Б.")
    )
    kind = SelectField(lazy("Кто вы ребёнку"), choices=kinds(), default="mother")
    note = TextAreaField(lazy("Что ещё важно знать школе"), validators=[Length(max=500)])

    def validate_phone(self, field: StringField) -> None:
        """A phone, or an address instead."""
        if field.data and parse_phone(field.data) is None:
            raise ValidationError(str(BAD_PHONE))
        if not field.data and not self.email.data:
            raise ValidationError(str(REACH))

    def validate_email(self, field: StringField) -> None:
        """An address that can be one."""
        if field.data and parse_email(field.data) is None:
            raise ValidationError(str(BAD_EMAIL))

    @property
    def asked(self) -> Asked:
        """What was typed, of a valid form."""
        words = ("surname", "name", "patronymic", "child_surname", "child_name", "class_name", "kind", "note")
        return Asked(
            **{name: self._fields[name].data or "" for name in words},
            phone=parse_phone(self.phone.data or "") or "", email=parse_email(self.email.data or "") or "",
            child_born=self.child_born.data,
        )  # fmt: skip


class LoggedForm(RequestForm):
    """The same, written down in the office."""

    surname = name_field(lazy("Фамилия представителя"))
    kind = SelectField(lazy("Кто он ребёнку"), choices=kinds(), default="mother")
    note = TextAreaField(lazy("Примечание"), validators=[Length(max=500)])


class PapersForm(Form):
    """The papers that were seen."""

    application = BooleanField(PAPER_TITLES["application"])
    birth = BooleanField(PAPER_TITLES["birth"])
    guardianship = BooleanField(PAPER_TITLES["guardianship"])
    passport = BooleanField(PAPER_TITLES["passport"])

    @property
    def seen(self) -> list[str]:
        """Those that are ticked."""
        return [name for name in PAPER_TITLES if self._fields[name].data]


class GrantForm(PapersForm):
    """Whose child, who it is in the register."""

    child = RadioField(
        lazy("О каком ребёнке заявление"), choices=[], validate_choice=False,
        validators=[DataRequired(CHOOSE_CHILD)],
    )  # fmt: skip
    person = RadioField(
        lazy("Кто это"), choices=[], validate_choice=False, validators=[DataRequired(CHOOSE_PERSON)]
    )
    kind = SelectField(lazy("Кто он ребёнку"), choices=kinds())

    def validate_child(self, field: RadioField) -> None:
        """A number."""
        if number_in(field.data or "") is None:
            raise ValidationError(str(CHOOSE_CHILD))

    def validate_person(self, field: RadioField) -> None:
        """A number."""
        if number_in(field.data or "") is None:
            raise ValidationError(str(CHOOSE_PERSON))

    def offer(self, found: Candidates) -> None:
        """The people to choose from."""
        self.child.choices = [SelectChoice(str(one.id), one.title) for one in found.children]
        known = [SelectChoice(str(one.id), _title(one)) for one in found.free]
        self.person.choices = [*known, SelectChoice(str(NEW), str(NEW_CARD))]

    @property
    def decision(self) -> Decision:
        """What was chosen, of a valid form."""
        return Decision(self.seen, int(self.child.data), int(self.person.data), self.kind.data)


NEW_CARD = lazy("завести новую карточку")


def _title(one: Parent) -> str:
    """ "Осипова Нина Олеговна (мать)", where a link stands already."""
    return f"{one.full_name} ({KIND_TITLES[one.kind]})" if one.kind else one.full_name


class RefusalForm(PapersForm):
    """Why not."""

    reason = SelectField(
        lazy("Причина отказа"), choices=[SelectChoice(name, title) for name, title in REASON_TITLES.items()]
    )
    answer = TextAreaField(lazy("Что ответили"), validators=[Length(max=500)])
