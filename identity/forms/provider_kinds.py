"""The settings of each kind of way in as a form (identity/<kind>/config.py has them as Structs)."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, FloatField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from identity.administration import kinds
from identity.forms.providers import FILL, LONG, NUMBER, SHORT, LinesField, ProviderForm
from identity.oidc.config import AUTH_METHODS
from intranet.kit.i18n import lazy

IN_SECRETS = lazy("Имя файла в папке secrets на сервере.")
A_LINE_EACH = lazy("Каждое с новой строки.")
HEAD = ("title", "trust", "min_age", "hats", "ordinal")


def _claim(words: Any, default: str = "") -> StringField:
    return StringField(words, default=default, validators=[SHORT])


class OidcForm(ProviderForm):
    """OpenID Connect by discovery."""

    KIND = kinds.OIDC
    CLAIMS = (
        "claims__subject", "claims__surname", "claims__name", "claims__patronymic", "claims__born",
        "claims__snils", "claims__email", "claims__email_verified", "claims__groups", "claims__confirmed",
        "claims__label",
    )  # fmt: skip
    GROUPS = (
        (lazy("Кнопка и кому открыта"), HEAD),
        (lazy("Служба"), ("issuer", "client_id", "auth_method", "secret_file", "scopes")),
        (lazy("Безопасность и сеть"), (
            "algorithms", "hosts", "allow_private", "ca_file", "seconds", "use_userinfo", "signs_out_there",
        )),
        (lazy("Какое поле ответа что значит"), CLAIMS),
    )  # fmt: skip

    issuer = StringField(
        lazy("Адрес службы (issuer)"), validators=[FILL, SHORT],
        description=lazy("Ровно так, как служба себя называет: https://login.example.ru/realms/school"),
    )  # fmt: skip
    client_id = StringField(lazy("Имя клиента (client_id)"), validators=[FILL, SHORT])
    auth_method = SelectField(
        lazy("Как клиент доказывает себя"),
        choices=[SelectChoice(one, one) for one in AUTH_METHODS],
        validators=[SHORT],
    )
    secret_file = StringField(lazy("Файл с секретом клиента"), description=IN_SECRETS, validators=[SHORT])
    scopes = LinesField(
        lazy("Что просить (scope)"), default=("openid", "profile", "email"), description=A_LINE_EACH,
        validators=[FILL, LONG],
    )  # fmt: skip
    algorithms = LinesField(
        lazy("Каким подписям верить"), default=("RS256", "PS256", "ES256", "EdDSA"), description=A_LINE_EACH
    )
    hosts = LinesField(
        lazy("Другие узлы службы"), description=lazy("Если её адреса живут не только на узле issuer.")
    )
    allow_private = BooleanField(lazy("Служба стоит в сети школы (частные адреса)"))
    ca_file = StringField(lazy("Файл своего центра сертификатов"), description=IN_SECRETS, validators=[SHORT])
    seconds = FloatField(lazy("Ждать ответа, секунд"), default=8, validators=[NUMBER])
    use_userinfo = BooleanField(lazy("Спрашивать ещё и userinfo"))
    signs_out_there = BooleanField(lazy("При выходе выходить и там"), default=True)
    claims__subject = _claim(lazy("Постоянный номер человека"), "sub")
    claims__surname = _claim(lazy("Фамилия"), "family_name")
    claims__name = _claim(lazy("Имя"), "given_name")
    claims__patronymic = _claim(lazy("Отчество"), "middle_name")
    claims__born = _claim(lazy("Дата рождения"), "birthdate")
    claims__snils = _claim(lazy("СНИЛС"))
    claims__email = _claim(lazy("Почта"), "email")
    claims__email_verified = _claim(lazy("Почта подтверждена"), "email_verified")
    claims__groups = _claim(lazy("Группы"))
    claims__confirmed = _claim(lazy("Учётная запись подтверждена"))
    claims__label = _claim(lazy("Под каким именем человек её знает"), "preferred_username")


class GatewayForm(OidcForm):
    """ESIA by a gateway that speaks OpenID Connect."""

    KIND, PREFIX = kinds.GATEWAY, "gateway"


class DirectForm(ProviderForm):
    """ESIA itself, with an information system of one's own."""

    KIND, PREFIX = kinds.DIRECT, "direct"
    GROUPS = (
        (lazy("Кнопка и кому открыта"), HEAD),
        (lazy("Служба"), ("client_id", "host", "issuer", "scopes", "scope_org", "person_filter")),
        (lazy("Кто подписывает запросы"), (
            "signer__kind", "signer__key_file", "signer__certificate_file", "signer__cert_hash",
            "signer__url", "signer__token_file", "signer__reverse", "signer__seconds",
        )),
        (lazy("Безопасность и сеть"), ("certificates", "algorithms", "allow_private", "ca_file", "seconds")),
    )  # fmt: skip

    client_id = StringField(lazy("Мнемоника системы (client_id)"), validators=[FILL, SHORT])
    host = StringField(lazy("Адрес"), default="https://esia.gosuslugi.ru", validators=[FILL, SHORT])
    issuer = StringField(
        lazy("Как служба себя называет (issuer)"), default="http://esia.gosuslugi.ru/",
        validators=[FILL, SHORT],
    )  # fmt: skip
    scopes = LinesField(
        lazy("Что просить (scope)"), default=("openid", "fullname", "birthdate", "snils"),
        description=A_LINE_EACH, validators=[FILL, LONG],
    )  # fmt: skip
    scope_org = StringField(lazy("Что просить от организации (scope_org)"), validators=[SHORT])
    person_filter = StringField(
        lazy("Отбор людей (person_filter)"), default="acc_not_kid", validators=[SHORT]
    )
    signer__kind = SelectField(
        lazy("Чем"), validators=[SHORT],
        choices=[
            SelectChoice("openssl", lazy("OpenSSL с ГОСТ на этом сервере")),
            SelectChoice("http", lazy("служба подписи по сети")),
            SelectChoice("rsa", lazy("RSA: только для эмулятора")),
        ],
    )  # fmt: skip
    signer__key_file = StringField(lazy("Файл с ключом"), description=IN_SECRETS, validators=[SHORT])
    signer__certificate_file = StringField(
        lazy("Файл с сертификатом"), description=IN_SECRETS, validators=[SHORT]
    )
    signer__cert_hash = StringField(
        lazy("Хэш сертификата"), description=lazy("Пусто — посчитается по файлу."), validators=[SHORT]
    )
    signer__url = StringField(lazy("Адрес службы подписи"), validators=[SHORT])
    signer__token_file = StringField(
        lazy("Файл с её ключом доступа"), description=IN_SECRETS, validators=[SHORT]
    )
    signer__reverse = BooleanField(lazy("Байты подписи в обратном порядке (КриптоПро)"))
    signer__seconds = FloatField(lazy("Ждать подписи, секунд"), default=5, validators=[NUMBER])
    certificates = LinesField(
        lazy("Файлы сертификатов, которыми подписывает служба"), description=A_LINE_EACH
    )
    algorithms = LinesField(lazy("Каким подписям верить"), default=("RS256",), description=A_LINE_EACH)
    allow_private = BooleanField(lazy("Служба стоит в сети школы (частные адреса)"))
    seconds = FloatField(lazy("Ждать ответа, секунд"), default=10, validators=[NUMBER])
    ca_file = StringField(lazy("Файл своего центра сертификатов"), description=IN_SECRETS, validators=[SHORT])


class LdapForm(ProviderForm):
    """A directory."""

    KIND = kinds.LDAP
    GROUPS = (
        (lazy("Название и кому открыт"), HEAD),
        (lazy("Каталог"), (
            "flavour", "url", "base", "bind_dn", "secret_file", "ca_file", "user_filter", "group_base",
            "suffixes", "issuer",
        )),
        (lazy("Какой атрибут что значит"), (
            "attributes__stable_id", "attributes__login", "attributes__surname", "attributes__name",
            "attributes__patronymic", "attributes__email", "attributes__number",
        )),
        (lazy("Сверка и сеть"), (
            "seconds", "threads", "free_binds", "lockout_minutes",
            "missing_sweeps", "missing_hours", "archive_days", "most_suspended",
            "most_suspended_percent",
        )),
    )  # fmt: skip

    flavour = SelectField(
        lazy("Какой"),
        choices=[SelectChoice("openldap", "OpenLDAP"), SelectChoice("ad", "Active Directory, Samba")],
        validators=[SHORT],
    )
    url = StringField(
        lazy("Адрес"), validators=[FILL, SHORT],
        description=lazy("ldaps://dc.school.local; с ldap:// соединение всё равно шифруется (StartTLS)."),
    )  # fmt: skip
    base = StringField(
        lazy("Где люди"), validators=[FILL, SHORT], description=lazy("ou=people,dc=school,dc=local")
    )
    bind_dn = StringField(lazy("Кем читать каталог"), validators=[FILL, SHORT])
    secret_file = StringField(lazy("Файл с его паролем"), description=IN_SECRETS, validators=[FILL, SHORT])
    ca_file = StringField(lazy("Файл своего центра сертификатов"), description=IN_SECRETS, validators=[SHORT])
    user_filter = StringField(
        lazy("Кто считается человеком"), default="(objectClass=inetOrgPerson)", validators=[FILL, SHORT]
    )
    group_base = StringField(
        lazy("Где группы"), validators=[SHORT], description=lazy("Пусто — там же, где люди.")
    )
    suffixes = LinesField(
        lazy("Что пишут рядом с логином"), description=lazy("school.local или SCHOOL: каждое с новой строки.")
    )
    attributes__stable_id = _claim(lazy("Постоянный номер"), "entryUUID")
    attributes__login = _claim(lazy("Логин"), "uid")
    attributes__surname = _claim(lazy("Фамилия"), "sn")
    attributes__name = _claim(lazy("Имя"), "givenName")
    attributes__patronymic = _claim(lazy("Отчество"))
    attributes__email = _claim(lazy("Почта"), "mail")
    attributes__number = _claim(lazy("Табельный номер"), "employeeNumber")
    seconds = FloatField(lazy("Ждать ответа, секунд"), default=4, validators=[NUMBER])
    issuer = StringField(
        lazy("Имя каталога в привязках"), validators=[SHORT], description=lazy("Пусто — по тому, где люди.")
    )
    free_binds = IntegerField(
        lazy("Неверных паролей пропускать"), default=4, validators=[NUMBER],
        description=lazy("Меньше, чем нужно каталогу, чтобы заблокировать человека."),
    )  # fmt: skip
    lockout_minutes = IntegerField(lazy("за столько минут"), default=30, validators=[NUMBER])
    threads = IntegerField(lazy("Одновременных обращений"), default=6, validators=[NUMBER])
    missing_sweeps = IntegerField(
        lazy("Закрыть вход, если нет столько сверок"), default=2, validators=[NUMBER]
    )
    missing_hours = IntegerField(lazy("и столько часов"), default=24, validators=[NUMBER])
    archive_days = IntegerField(lazy("В архив через, дней"), default=90, validators=[NUMBER])
    most_suspended = IntegerField(
        lazy("Не закрывать за раз больше"), default=50, validators=[NUMBER],
        description=lazy("Если выходит больше, сверка останавливается: это похоже на поломку каталога."),
    )  # fmt: skip
    most_suspended_percent = IntegerField(lazy("и больше, процентов"), default=10, validators=[NUMBER])


FORMS: dict[str, type[ProviderForm]] = {
    form.KIND: form for form in (OidcForm, GatewayForm, DirectForm, LdapForm)
}
