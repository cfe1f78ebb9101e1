"""Forms of whom to call, and of consents on paper."""

from __future__ import annotations

from wtforms import DateField, SelectField, StringField, TelField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from intranet.kit.forms import Form
from intranet.kit.i18n import _, lazy
from intranet.school.people import names
from intranet.school.people.consents import KIND_TITLES
from intranet.school.service import ConsentCard, ContactCard
from modules.office.forms.people.guardians import person_number
from modules.office.forms.people.people import EVER, one_line


class ContactForm(Form):
    """Somebody to call about a child."""

    name = StringField(
        lazy("Кому звонить"),
        validators=[DataRequired(lazy("Напишите имя.")), Length(max=200)],
        filters=[one_line],
    )
    relation = StringField(
        lazy("Кем приходится"), validators=[Length(max=60)], filters=[one_line],
        description=lazy("Бабушка, сосед, тренер."),
    )  # fmt: skip
    phone = TelField(
        lazy("Телефон"),
        validators=[DataRequired(lazy("Напишите телефон.")), Length(max=40)],
        filters=[one_line],
    )
    note = StringField(
        lazy("Примечание"), validators=[Length(max=300)], filters=[one_line],
        description=lazy("Когда звонить, может ли забрать ребёнка."),
    )  # fmt: skip

    def validate_phone(self, field: TelField) -> None:
        """A phone, kept as +7XXXXXXXXXX."""
        parsed = names.parse_phone(field.data or "")
        if parsed is None:
            raise ValidationError(_("Похоже, в номере ошибка. Пример: +7 912 345-67-89"))
        field.data = parsed

    def card(self) -> ContactCard:
        """What was typed, checked."""
        return ContactCard(
            name=self.name.data or "", phone=self.phone.data or "", relation=self.relation.data or "",
            note=self.note.data or "",
        )  # fmt: skip


class ConsentForm(Form):
    """A paper: for what, from when to when, who signed."""

    kind = SelectField(
        lazy("На что согласие"),
        choices=[SelectChoice(kind, title) for kind, title in KIND_TITLES.items()],
    )
    since = DateField(lazy("С какого дня"), validators=[DataRequired(lazy("Укажите день."))])
    until = DateField(
        lazy("По какой день"), validators=[Optional()], description=lazy("Пусто — пока не отзовут.")
    )
    document = StringField(
        lazy("Документ"), validators=[Length(max=200)], filters=[one_line],
        description=lazy("Номер и дата бумаги, где она лежит."),
    )  # fmt: skip
    signed_by = SelectField(
        lazy("Кто подписал"), coerce=person_number, choices=[], validate_choice=False,
        validators=[DataRequired(lazy("Выберите, кто подписал."))],
    )  # fmt: skip

    def card(self) -> ConsentCard:
        """What was typed, checked."""
        return ConsentCard(
            kind=self.kind.data, since=self.since.data or EVER, until=self.until.data,
            document=self.document.data or "", signed_by=self.signed_by.data or None,
        )  # fmt: skip


class WithdrawalForm(Form):
    """From when a consent is withdrawn."""

    first_day = DateField(lazy("Отозвано с"), validators=[DataRequired(lazy("Укажите день."))])
