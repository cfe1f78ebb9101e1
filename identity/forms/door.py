"""Forms of the door and of the own account."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from intranet.kit.forms import Form
from intranet.kit.i18n import lazy

LONGEST = 200
DIFFERENT = lazy("Пароли не совпали: наберите новый дважды одинаково.")
TYPE_LOGIN, TYPE_PASSWORD = lazy("Введите логин."), lazy("Введите пароль.")


class LoginForm(Form):
    """A login or an address, and a password; `next` is the page that was asked for."""

    login = StringField(lazy("Логин или почта"), validators=[DataRequired(TYPE_LOGIN), Length(max=LONGEST)])
    password = PasswordField(lazy("Пароль"), validators=[DataRequired(TYPE_PASSWORD)])
    is_shared = BooleanField(lazy("Это общий компьютер: в классе, учительской"))
    next = HiddenField()


class FirstPasswordForm(Form):
    """An own password instead of the slip's."""

    password = PasswordField(lazy("Новый пароль"), validators=[DataRequired(TYPE_PASSWORD)])
    again = PasswordField(lazy("Ещё раз"), validators=[DataRequired(lazy("Наберите новый пароль ещё раз."))])
    next = HiddenField()

    def validate_again(self, field: PasswordField) -> None:
        """Both the same."""
        if field.data != self.password.data:
            raise ValidationError(str(DIFFERENT))


class PasswordForm(FirstPasswordForm):
    """Change of an own password."""

    current = PasswordField(lazy("Нынешний пароль"), validators=[DataRequired(TYPE_PASSWORD)])
