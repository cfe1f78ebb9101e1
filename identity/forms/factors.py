"""Forms of second factors and of proving again."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, Length

from intranet.kit.forms import Form
from intranet.kit.i18n import lazy

LONGEST = 200
CODE, RECOVERY = lazy("Код из приложения"), lazy("Запасной код с листка")


class FactorForm(Form):
    """A second factor: whichever of the fields is filled; `answer` and `state` are a passkey's."""

    code = StringField(CODE, validators=[Length(max=LONGEST)])
    recovery = StringField(RECOVERY, validators=[Length(max=LONGEST)])
    answer = HiddenField()
    state = HiddenField()


class AgainForm(FactorForm):
    """The password, and the second factor where there is one."""

    password = PasswordField(lazy("Пароль"), validators=[Length(max=LONGEST)])
    next = HiddenField()


class PasskeyEntryForm(Form):
    """A passkey's answer on the sign-in page."""

    answer = HiddenField()
    state = HiddenField()
    next = HiddenField()
    is_shared = BooleanField()


class NewKeyForm(Form):
    """A key that was just made; `next` is the page that was asked for."""

    answer = HiddenField()
    state = HiddenField()
    next = HiddenField()


class ConfirmAppForm(Form):
    """The first code of a new app."""

    code = StringField(CODE, validators=[DataRequired(lazy("Введите код из приложения."))])
    next = HiddenField()
