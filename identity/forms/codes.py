"""Forms of school codes: typing one, and registering by it."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from identity.forms.door import DIFFERENT, TYPE_LOGIN
from intranet.kit.forms import Form
from intranet.kit.i18n import lazy


class CodeForm(Form):
    """A code as it stands on paper."""

    code = StringField(
        lazy("Код с листка"),
        validators=[DataRequired(lazy("Введите код с листка.")), Length(max=100)],
        description=lazy("12 букв и цифр. Большие буквы, чёрточки и раскладка не важны."),
    )


class RegistrationForm(Form):
    """An own login and password; the address may stay empty."""

    login = StringField(
        lazy("Логин"),
        validators=[DataRequired(TYPE_LOGIN), Length(max=40)],
        description=lazy("Можно придумать другой: латинские буквы и цифры, от 4 знаков."),
    )
    password = PasswordField(lazy("Пароль"), validators=[DataRequired(lazy("Введите пароль."))])
    again = PasswordField(lazy("Пароль ещё раз"), validators=[DataRequired(lazy("Наберите пароль ещё раз."))])
    email = StringField(
        lazy("Электронная почта, если хотите"),
        validators=[Length(max=200)],
        description=lazy(
            "По ней восстанавливают пароль. Пришлём ссылку: откройте её, чтобы подтвердить адрес."
        ),
    )
    is_shared = BooleanField(lazy("Это общий компьютер: в классе, учительской"))
    next = HiddenField()

    def validate_again(self, field: PasswordField) -> None:
        """Both the same."""
        if field.data != self.password.data:
            raise ValidationError(str(DIFFERENT))
