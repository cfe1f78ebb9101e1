"""Forms of one's own account: recovery, login, contacts; and the rules of use."""

from __future__ import annotations

from wtforms import EmailField, HiddenField, StringField, TelField, TextAreaField
from wtforms.validators import DataRequired, Length

from identity.forms.door import LONGEST
from intranet.kit.forms import Form
from intranet.kit.i18n import lazy


class RecoveryForm(Form):
    """Whose password is to be replaced."""

    login = StringField(
        lazy("Логин или почта"),
        validators=[DataRequired(lazy("Введите логин или адрес почты.")), Length(max=LONGEST)],
    )


class OwnLoginForm(Form):
    """A login of one's own."""

    login = StringField(
        lazy("Новый логин"), validators=[DataRequired(lazy("Введите логин.")), Length(max=LONGEST)]
    )


class EmailForm(Form):
    """An address to be confirmed."""

    email = EmailField(lazy("Адрес"), validators=[DataRequired(lazy("Введите адрес.")), Length(max=LONGEST)])


class PhoneForm(Form):
    """A number to be confirmed."""

    phone = TelField(lazy("Номер"), validators=[DataRequired(lazy("Введите номер.")), Length(max=40)])


class CodeForm(Form):
    """The code of a text message."""

    code = StringField(
        lazy("Код из сообщения"), validators=[DataRequired(lazy("Введите код.")), Length(max=20)]
    )


class PolicyForm(Form):
    """A new version of the rules of use."""

    text = TextAreaField(
        lazy("Текст"), description=lazy("Пустая строка начинает новый абзац."),
        validators=[DataRequired(lazy("Введите текст.")), Length(max=20_000)],
    )  # fmt: skip


class AcceptForm(Form):
    """The version that was read, and where to afterwards."""

    policy = HiddenField()
    next = HiddenField()
