"""The questions an administrator's probe asks of the direct transport, and what to do about each answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from email.utils import parsedate_to_datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from identity.door.providers import Finding, ProofRefused
from identity.esia.config import DirectConfig, SignerConfig
from identity.esia.http import ask
from identity.esia.openssl import OpensslError, has_gost, is_gost, verifies_gost
from identity.esia.signers import SignerError, open_signer
from identity.esia.tokens import Trusted
from intranet.kit import clock, secrets
from intranet.kit.i18n import _
from intranet.kit.outgoing import Answered
from intranet.kit.templating import date_long

SOON = timedelta(days=30)
SKEW = timedelta(seconds=30)


async def findings(config: DirectConfig, certificates: Sequence[Trusted]) -> list[Finding]:
    """All of them: the engine, the signer, both sides' certificates, the host and its clock."""
    found = []
    if config.signer.kind == "openssl":
        found.append(
            Finding(
                _("На сервере есть GOST для openssl"), has_gost(), _("Поставьте libengine-gost-openssl.")
            )
        )  # fmt: skip
    found.append(await _signer(config.signer))
    found += _own_certificate(config.signer)
    found += _their_certificates(certificates)
    return found + await _host(config)


async def _signer(config: SignerConfig) -> Finding:
    what = _("Запросы подписываются")
    message = b"a probe"
    try:
        signature = await (await open_signer(config)).sign(message)
        fits = await _fits(config, message, signature)
    except SignerError as error:
        return Finding(what, False, _("Подписи нет: %(why)s.", why=str(error)))
    except (OpensslError, ValueError, secrets.NoSecretError):
        return Finding(what, False, _("Сертификат не читается: проверьте файл."))
    return Finding(what, fits, _("Подпись не сходится с сертификатом: другой ключ или порядок байтов."))


async def _fits(config: SignerConfig, message: bytes, signature: bytes) -> bool:
    """Whether the certificate's key made the signature; True when we hold no certificate to ask."""
    if not config.certificate_file:
        return True
    pem = secrets.secret_bytes(config.certificate_file)
    certificate = x509.load_pem_x509_certificate(pem)
    if is_gost(certificate):
        return await verifies_gost(pem, message, signature)
    key = certificate.public_key()
    try:
        assert isinstance(key, rsa.RSAPublicKey)
        key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def _own_certificate(config: SignerConfig) -> list[Finding]:
    if not config.certificate_file:
        return []
    try:
        pem = secrets.secret_bytes(config.certificate_file)
        return [_dated(_("Наш сертификат"), x509.load_pem_x509_certificate(pem))]
    except (secrets.NoSecretError, ValueError):
        return [Finding(_("Наш сертификат"), False, _("Файла нет, или это не PEM."))]


def _their_certificates(certificates: Sequence[Trusted]) -> list[Finding]:
    if not certificates:
        advice = _("Возьмите сертификат на технологическом портале и положите в папку secrets.")
        return [Finding(_("Сертификаты Госуслуг"), False, advice)]
    return [_dated(_("Сертификат Госуслуг %(name)s", name=one.name), one.certificate) for one in certificates]


def _dated(what: str, certificate: x509.Certificate) -> Finding:
    now, last = clock.real_now(), certificate.not_valid_after_utc
    until = _("%(what)s: действует до %(day)s", what=what, day=date_long(last.date()))
    if not certificate.not_valid_before_utc <= now <= last:
        return Finding(until, False, _("Срок не идёт: нужен другой сертификат."))
    return Finding(until, last - now > SOON, _("Скоро кончится: возьмите следующий и добавьте рядом."))


async def _host(config: DirectConfig) -> list[Finding]:
    what = _("%(host)s отвечает", host=config.host)
    try:
        answer = await ask(config, "/aas/oauth2/v2/ac")
    except ProofRefused as refused:
        return [Finding(what, False, _("Не отвечает: %(why)s.", why=refused.detail))]
    answers = Finding(what, answer.status < 500, _("Служба отвечает ошибкой: повторите позже."))
    return [answers, *_clock(answer)]


def _clock(answer: Answered) -> list[Finding]:
    """How far our clock is from theirs: a signed time that is off is refused there."""
    try:
        theirs = parsedate_to_datetime(answer.headers.get("date", ""))
    except (TypeError, ValueError):
        return []
    apart = abs(clock.real_now() - theirs)
    advice = _(
        "Разница %(seconds)s с: включите на сервере сверку времени (NTP).", seconds=int(apart.total_seconds())
    )
    return [Finding(_("Часы сервера идут верно"), apart <= SKEW, advice)]
