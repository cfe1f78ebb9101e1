"""The kinds of providers an administrator may set up, and what holds of their settings.

One place for the page and for the file of the command line: `problems_of` gives a sentence a setting, by
its path ("claims.subject"). A name of a secret is a file's name; what a program is called stands only in a
file of the server: who may open a page of settings may not start programs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import NoneType
from typing import Any, get_args
from urllib.parse import urlsplit

import msgspec

from identity.esia.config import DirectConfig, EsiaConfig, SignerConfig
from identity.ldap.config import LdapConfig
from identity.oidc.config import ALGORITHMS, AUTH_METHODS, OidcConfig
from intranet.kit import secrets
from intranet.kit.i18n import _, lazy

OIDC, GATEWAY, DIRECT, LDAP = "oidc", "gateway", "direct", "ldap"
TITLES: dict[str, Any] = {
    OIDC: lazy("OpenID Connect"), GATEWAY: lazy("Госуслуги через шлюз"),
    DIRECT: lazy("Госуслуги напрямую"), LDAP: lazy("Каталог школьной сети (LDAP)"),
}  # fmt: skip
STRUCTS: dict[str, type[msgspec.Struct]] = {"oidc": OidcConfig, "esia": EsiaConfig, "ldap": LdapConfig}
TRUSTS = {"oidc": ("school", "none"), "ldap": ("school", "none"), "esia": ("state", "school", "none")}
SIGNED_WELL = ALGORITHMS | {"GOST3410_2012_256"}
SIGNERS = ("openssl", "http", "rsa", "command")
FLAVOURS = ("openldap", "ad")
HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?(:\d{1,5})?")
HASH = re.compile(r"([0-9A-F]{64})?")
AT = re.compile(r"`\$\.?([^`]*)`")

Problem = tuple[str, str]


def form_kind(kind: str, config: Mapping[str, Any]) -> str:
    """Which form shows these settings."""
    if kind != "esia":
        return kind
    return DIRECT if config.get("transport") == DIRECT else GATEWAY


def stored_kind(chosen: str) -> str:
    """`identity_provider.kind` of a form's kind."""
    return "esia" if chosen in (GATEWAY, DIRECT) else chosen


def whole(kind: str, config: Mapping[str, Any]) -> dict[str, Any]:
    """The settings with everything that was left out. msgspec.ValidationError."""
    made = msgspec.json.encode(msgspec.convert(config, STRUCTS[kind]))  # as the database gives it back
    found: dict[str, Any] = msgspec.json.decode(made)
    return found


def problems_of(kind: str, config: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with settings: a sentence a path; empty when all is well."""
    found: dict[str, str] = {}
    try:
        for path, sentence in CHECKS[kind](msgspec.convert(config, LENIENT[kind])):
            found.setdefault(path, sentence)
        if not found:
            msgspec.convert(config, STRUCTS[kind])
    except msgspec.ValidationError as error:
        place = AT.search(str(error))
        path = re.sub(r"\[[^]]*\]", "", place[1]) if place else ""
        found[path] = _("Значение не подходит: %(why)s", why=str(error)[:120])
    return found


def _lenient(kind: type[msgspec.Struct]) -> type[msgspec.Struct]:
    """The same fields without the kind's own refusals, so that each can be said beside its field."""
    fields = [
        (one.name, _lenient_type(one.type))
        if one.required
        else (one.name, _lenient_type(one.type), _unset(one))
        for one in msgspec.structs.fields(kind)
    ]
    return msgspec.defstruct(kind.__name__, fields, frozen=True, forbid_unknown_fields=True)


def _unset(one: msgspec.structs.FieldInfo) -> Any:
    """The field with the kind's own default."""
    if one.default is msgspec.NODEFAULT:
        return msgspec.field(default_factory=one.default_factory)
    return msgspec.field(default=one.default)


def _lenient_type(hint: Any) -> Any:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return _lenient(hint)
    inner = [one for one in get_args(hint) if one is not NoneType]
    is_optional = NoneType in get_args(hint) and len(inner) == 1
    return _lenient_type(inner[0]) | None if is_optional else hint


LENIENT = {name: _lenient(kind) for name, kind in STRUCTS.items()}


def _url(path: str, text: str, schemes: tuple[str, ...]) -> Iterator[Problem]:
    try:
        parts = urlsplit(text)
        is_right = bool(parts.hostname) and parts.port != 0
        is_right &= not (parts.username or parts.query or parts.fragment)
    except ValueError:
        is_right, parts = False, urlsplit("")
    if not is_right or re.search(r"[\s\\<>\"]", text) or not text.isprintable():
        yield path, _("Нужен полный адрес: %(scheme)s://имя.узла", scheme=schemes[0])
    elif parts.scheme not in schemes:
        yield path, _("Адрес начинается с %(schemes)s.", schemes=", ".join(f"{one}://" for one in schemes))


def _file(path: str, name: str, *, is_needed: bool = False) -> Iterator[Problem]:
    if not name and is_needed:
        yield path, _("Назовите файл.")
    elif name and not secrets.NAME.fullmatch(name):
        yield path, _("Только имя файла из папки secrets: буквы, цифры, точка, дефис; без папок.")


def _within(path: str, number: float, least: float, most: float) -> Iterator[Problem]:
    if not least <= number <= most:
        yield path, _("От %(least)s до %(most)s.", least=f"{least:g}", most=f"{most:g}")


def _given(path: str, text: str) -> Iterator[Problem]:
    if not text.strip():
        yield path, _("Заполните поле.")


def _one_of(path: str, text: str, known: tuple[str, ...]) -> Iterator[Problem]:
    if text not in known:
        yield path, _("Выберите одно из: %(known)s.", known=", ".join(known))


def _algorithms(path: str, names: tuple[str, ...]) -> Iterator[Problem]:
    if not names:
        yield path, _("Назовите хотя бы один алгоритм подписи.")
    elif bad := [name for name in names if name not in SIGNED_WELL]:
        yield path, _("Такой подписи верить нельзя: %(names)s.", names=", ".join(bad)[:80])


def _scopes(path: str, names: tuple[str, ...]) -> Iterator[Problem]:
    if "openid" not in names:
        yield path, _("Среди них должно быть openid.")
    elif any(re.search(r"[\s\"\\]", name) for name in names):
        yield path, _("Каждое с новой строки, без пробелов и кавычек.")


def _oidc(made: OidcConfig, at: str = "") -> Iterator[Problem]:
    yield from _url(f"{at}issuer", made.issuer, ("https", "http") if made.allow_private else ("https",))
    yield from _given(f"{at}client_id", made.client_id)
    yield from _one_of(f"{at}auth_method", made.auth_method, AUTH_METHODS)
    yield from _file(f"{at}secret_file", made.secret_file, is_needed=made.auth_method != "none")
    if made.secret_file and made.auth_method == "none":
        yield f"{at}secret_file", _("Без секрета и файл не нужен: оставьте пустым.")
    yield from _file(f"{at}ca_file", made.ca_file)
    yield from _scopes(f"{at}scopes", made.scopes)
    yield from _algorithms(f"{at}algorithms", made.algorithms)
    if any(not HOST.fullmatch(host) for host in made.hosts):
        yield f"{at}hosts", _("Имена узлов, каждое с новой строки: login.example.ru")
    yield from _within(f"{at}seconds", made.seconds, 1, 15)
    yield from _given(f"{at}claims.subject", made.claims.subject)


def _signer(made: SignerConfig, at: str) -> Iterator[Problem]:
    yield from _one_of(f"{at}kind", made.kind, SIGNERS)
    yield from _file(f"{at}key_file", made.key_file, is_needed=made.kind in ("openssl", "rsa"))
    yield from _file(f"{at}certificate_file", made.certificate_file, is_needed=not made.cert_hash)
    yield from _file(f"{at}token_file", made.token_file)
    if not HASH.fullmatch(made.cert_hash):
        yield f"{at}cert_hash", _("64 знака: цифры и буквы от A до F.")
    if made.kind == "http":
        yield from _url(f"{at}url", made.url, ("https", "http"))
    if made.kind == "command" and not made.command:
        yield f"{at}command", _("Назовите программу с её доводами.")
    yield from _within(f"{at}seconds", made.seconds, 1, 15)


def _direct(made: DirectConfig, at: str) -> Iterator[Problem]:
    schemes = ("https", "http") if made.allow_private else ("https",)
    yield from _given(f"{at}client_id", made.client_id)
    yield from _url(f"{at}host", made.host, schemes)
    yield from _url(f"{at}issuer", made.issuer, ("http", "https"))
    yield from _scopes(f"{at}scopes", made.scopes)
    yield from _algorithms(f"{at}algorithms", made.algorithms)
    yield from _file(f"{at}ca_file", made.ca_file)
    for name in made.certificates:
        yield from _file(f"{at}certificates", name)
    yield from _signer(made.signer, f"{at}signer.")
    yield from _within(f"{at}seconds", made.seconds, 1, 15)


def _esia(made: EsiaConfig) -> Iterator[Problem]:
    chosen: Any = {GATEWAY: made.gateway, DIRECT: made.direct}.get(made.transport)
    others = [one for one in (made.gateway, made.direct) if one is not None]
    if chosen is None or len(others) != 1:
        yield "transport", _("Нужен ровно один путь: gateway или direct.")
    elif made.transport == GATEWAY:
        yield from _oidc(chosen, "gateway.")
    else:
        yield from _direct(chosen, "direct.")


def _ldap(made: LdapConfig) -> Iterator[Problem]:
    yield from _url("url", made.url, ("ldaps", "ldap"))
    for path in ("base", "bind_dn"):
        yield from _given(path, getattr(made, path))
    yield from _file("secret_file", made.secret_file, is_needed=True)
    yield from _file("ca_file", made.ca_file)
    yield from _one_of("flavour", made.flavour, FLAVOURS)
    if not made.user_filter.startswith("(") or made.user_filter.count("(") != made.user_filter.count(")"):
        yield "user_filter", _("Отбор пишут в скобках: (objectClass=inetOrgPerson)")
    yield from _given("attributes.stable_id", made.attributes.stable_id)
    yield from _given("attributes.login", made.attributes.login)
    yield from _within("seconds", made.seconds, 1, 15)
    yield from _within("threads", made.threads, 1, 32)
    yield from _within("free_binds", made.free_binds, 1, 100)
    yield from _within("lockout_minutes", made.lockout_minutes, 1, 1440)
    yield from _within("missing_sweeps", made.missing_sweeps, 1, 100)
    yield from _within("missing_hours", made.missing_hours, 1, 2400)
    yield from _within("archive_days", made.archive_days, 1, 3650)
    yield from _within("most_suspended", made.most_suspended, 0, 10_000)
    yield from _within("most_suspended_percent", made.most_suspended_percent, 0, 100)


CHECKS: dict[str, Callable[[Any], Iterator[Problem]]] = {"oidc": _oidc, "esia": _esia, "ldap": _ldap}
SECRETS = ("secret_file", "key_file", "token_file")


def secrets_of(config: Mapping[str, Any], at: str = "") -> dict[str, str]:
    """The secrets these settings name, by path; certificates are none."""
    found: dict[str, str] = {}
    for name, value in config.items():
        if isinstance(value, Mapping):
            found |= secrets_of(value, f"{at}{name}.")
        elif name in SECRETS and isinstance(value, str) and value:
            found[f"{at}{name}"] = value
    return found


FILES = ("secret_file", "ca_file", "key_file", "certificate_file", "token_file", "certificates")


def files_of(config: Mapping[str, Any]) -> list[tuple[str, bool]]:
    """The files of `secrets` these settings name, and whether each is there."""
    names: list[str] = []
    for key, value in config.items():
        if isinstance(value, Mapping):
            names += [name for name, _is_there in files_of(value)]
        elif key in FILES:
            names += [value] if isinstance(value, str) else list(value or ())
    return [(name, _is_there(name)) for name in dict.fromkeys(names) if name]


def _is_there(name: str) -> bool:
    try:
        return secrets.secret_path(name).is_file()
    except secrets.NoSecretError:
        return False
