"""The probe of an OpenID provider: one line a step, each with what to do.

It stops where the next step would make no sense.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx2
import msgspec

from identity.door.providers import Finding, ProofRefused
from identity.oidc import keys, metadata, reaching
from identity.oidc.config import OidcConfig
from identity.oidc.metadata import Metadata
from intranet.kit import clock, outgoing, secrets
from intranet.kit.i18n import _
from intranet.kit.outgoing import Unallowed, Unreachable

MOST_SKEW = 30.0


async def findings(config: OidcConfig) -> Sequence[Finding]:
    """What was tried and how it went, in order; over in twice the provider's seconds."""
    found = [*_files(config)]
    try:
        async with outgoing.deadline(2 * config.seconds):
            async for one in _asked(config):
                found.append(one)  # noqa: PERF401 - what was found before the deadline stays
    except Unreachable:
        found.append(_answers(config, "timeout"))
    return found


def _files(config: OidcConfig) -> list[Finding]:
    """The files in `secrets` that the settings name."""
    given = {
        _("Файл с секретом клиента"): config.secret_file,
        _("Файл с корневым сертификатом"): config.ca_file,
    }
    found = []
    for what, name in given.items():
        if not name:
            continue
        try:
            is_right = bool(secrets.secret_bytes(name).strip())
        except secrets.NoSecretError:
            is_right = False
        advice = _("Положите в папку secrets файл %(name)s и дайте серверу читать его.", name=name)
        found.append(Finding(what, is_right, "" if is_right else advice))
    return found


async def _asked(config: OidcConfig) -> AsyncIterator[Finding]:
    at = await _address(config)
    yield at
    if not at.is_right:
        return
    try:
        answer = await _discovery(config)
    except (Unreachable, Unallowed, ProofRefused) as error:
        yield _answers(config, error.detail if isinstance(error, ProofRefused) else error.reason)
        return
    yield _answers(config, "")
    yield _clock_of(answer)
    found, line = _document(answer)
    yield line
    if found is None:
        return
    for one in (_issuer(found, config), *_endpoints(found, config), *_abilities(found, config)):
        yield one
    yield await _keys(found, config)


async def _address(config: OidcConfig) -> Finding:
    parts = urlsplit(config.issuer)
    host = parts.hostname or ""
    what = _("Имя %(host)s", host=host)
    try:
        await outgoing.addresses_of(host, parts.port or 443, allow_private=config.allow_private)
    except Unreachable:
        return Finding(what, False, _("Такого имени нет в DNS. Проверьте адрес поставщика и DNS сервера."))
    except Unallowed as error:
        if error.reason == "private":
            advice = _("Имя ведёт во внутреннюю сеть. Если поставщик стоит в школе, включите allow_private.")
        else:
            advice = _("Имя ведёт на адрес, по которому серверов не бывает. Проверьте DNS.")
        return Finding(what, False, advice)
    return Finding(what, True)


async def _discovery(config: OidcConfig) -> outgoing.Answered:
    transport = reaching.transport_of(config)
    async with (
        outgoing.deadline(config.seconds),
        httpx2.AsyncClient(transport=transport, trust_env=False, timeout=config.seconds) as http,
    ):
        return await outgoing.fetch(http, "GET", config.issuer.rstrip("/") + metadata.PATH)


def _answers(config: OidcConfig, reason: str) -> Finding:
    advice = {
        "": "",
        "certificate": _(
            "Сертификату нельзя верить. Положите корневой сертификат в папку secrets и назовите его."
        ),
        "timeout": _("Ответа нет за %(n)s с. Проверьте сеть и брандмауэр.", n=f"{config.seconds:g}"),
        "https": _("Нужен адрес https."),
        "ca_file": _("Корневой сертификат не читается: нужен файл PEM."),
    }.get(reason, _("Соединение не удалось. Проверьте адрес, порт и брандмауэр."))
    return Finding(_("Соединение и сертификат"), not reason, advice)


def _clock_of(answer: outgoing.Answered) -> Finding:
    what = _("Часы")
    try:
        theirs = parsedate_to_datetime(answer.headers.get("date", ""))
        skew = abs((theirs - clock.real_now()).total_seconds())
    except (ValueError, TypeError):
        return Finding(what, True, _("Поставщик не говорит, сколько у него времени."))
    if skew <= MOST_SKEW:
        return Finding(what, True)
    return Finding(what, False, _("Часы расходятся на %(n)s с. Включите на сервере синхронизацию времени.",
                                  n=round(skew)))  # fmt: skip


def _document(answer: outgoing.Answered) -> tuple[Metadata | None, Finding]:
    what = _("Описание поставщика (%(path)s)", path=metadata.PATH)
    if answer.status != 200:
        return None, Finding(
            what, False, _("Ответ %(n)s. Проверьте адрес поставщика (issuer).", n=answer.status)
        )
    try:
        return metadata.read(msgspec.json.decode(answer.body, type=dict[str, object])), Finding(what, True)
    except (msgspec.DecodeError, RecursionError, ProofRefused):
        return None, Finding(what, False, _("Это не описание OpenID Connect. Проверьте адрес (issuer)."))


def _issuer(found: Metadata, config: OidcConfig) -> Finding:
    is_right = found.issuer == config.issuer
    advice = _("Поставщик называет себя %(issuer)s: запишите его буква в букву.", issuer=found.issuer[:200])
    return Finding(_("Имя поставщика (issuer)"), is_right, "" if is_right else advice)


def _endpoints(found: Metadata, config: OidcConfig) -> list[Finding]:
    lines = []
    for name in metadata.used_endpoints(config):
        url = getattr(found, name)
        is_right = url is None or metadata.is_their_own(url, config)
        advice = _(
            "Чужой хост: %(url)s. Если он тоже поставщика, добавьте его в hosts.", url=(url or "")[:200]
        )
        if url is None and name == "userinfo_endpoint":
            is_right, advice = False, _("Поставщик не отдаёт userinfo: выключите use_userinfo.")
        lines.append(Finding(name, is_right, "" if is_right else advice))
    return lines


def _abilities(found: Metadata, config: OidcConfig) -> list[Finding]:
    """Code, PKCE, how we name ourselves, signatures: what it says it can, where it says."""
    theirs = found.id_token_signing_alg_values_supported
    asked = [
        (_("Вход по коду"), found.response_types_supported, ["code"],
         _("Поставщик не умеет response_type code.")),
        (_("PKCE S256"), found.code_challenge_methods_supported, ["S256"],
         _("Поставщик не умеет PKCE S256: включите его для нашего клиента.")),
        (_("Способ назвать себя"), found.token_endpoint_auth_methods_supported, [config.auth_method],
         _("Поставщик не принимает %(name)s: выберите другой auth_method.", name=config.auth_method)),
        (_("Подписи"), theirs, config.algorithms,
         _("Поставщик подписывает так: %(names)s. Добавьте нужное в algorithms.",
           names=", ".join(theirs or ())[:200])),
    ]  # fmt: skip
    lines = []
    for what, given, wanted, advice in asked:
        is_right = given is None or not set(given).isdisjoint(wanted)
        lines.append(Finding(what, is_right, "" if is_right else advice))
    return lines


async def _keys(found: Metadata, config: OidcConfig) -> Finding:
    what = _("Ключи подписи")
    if not metadata.is_their_own(found.jwks_uri, config):
        return Finding(what, False, _("Адрес ключей на чужом хосте: ключи не спрошены."))
    try:
        async with reaching.client(config) as http:
            given = keys.read(await reaching.json_of(http, found.jwks_uri, "keys"))
    except ProofRefused:
        return Finding(what, False, _("Ключи не отвечают (%(url)s).", url=found.jwks_uri[:200]))
    kinds = {keys.kind_of(name) for name in config.algorithms}
    is_right = any(key.key_type in kinds for key in given)
    advice = _("Среди ключей нет ни одного для разрешённых подписей.")
    return Finding(what, is_right, "" if is_right else advice)
