"""Settings of the direct transport: what is wrong is named, certificates come and go, the probe."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from identity.door.providers import (
    Away,
    Back,
    Leaving,
    ProofRefused,
    Refusal,
)
from identity.esia.config import SignerConfig
from identity.esia.direct import DirectProvider
from identity.esia.provider import make
from intranet.kit import clock
from tests.identity.esia.conftest import (
    CALLBACK,
    GOST_SIGNER,
    RSA_SIGNER,
    Emulator,
    direct,
    direct_config,
    provider_row,
    walk,
)

MISCONFIGURED = [
    ({"client_id": "NOBODY"}, "te ESIA-007005 unauthorized_client"),
    ({"scopes": ("openid", "fullname", "inn")}, "ac invalid_scope"),
    ({"signer": msgspec.structs.replace(GOST_SIGNER, cert_hash="A" * 64)}, "ac ESIA-007053 invalid_client"),
    ({"signer": msgspec.structs.replace(GOST_SIGNER, reverse=True)}, "ac ESIA-007053 invalid_client"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "detail"), MISCONFIGURED[1:])
async def test_wrong_settings_are_named(emulator: Emulator, more: dict[str, object], detail: str) -> None:
    with pytest.raises(ProofRefused) as refused:
        await walk(emulator, direct(emulator, **more), "adult")
    assert refused.value.refusal is Refusal.MISCONFIGURED
    assert refused.value.detail == detail


async def test_a_system_that_is_not_registered_is_named(emulator: Emulator) -> None:
    provider = direct(emulator, client_id="NOBODY")
    back = Back(str(uuid4()), CALLBACK, {"code": "x.y.z"}, (await provider.begin(Away("s", CALLBACK))).kept,
                clock.real_now())  # fmt: skip
    with pytest.raises(ProofRefused) as refused:
        await provider.complete(back)
    assert refused.value.detail == MISCONFIGURED[0][1]


async def test_a_wrong_clock_is_refused_there_and_found_by_the_probe(emulator: Emulator) -> None:
    with pytest.raises(ProofRefused) as refused:
        await walk(emulator, direct(emulator), "adult", wrong_clock=-900)
    assert refused.value.refusal is Refusal.MISCONFIGURED
    found = {one.what: one for one in await direct(emulator).probe()}
    assert not found["Часы сервера идут верно"].is_right
    emulator.order()
    found = {one.what: one for one in await direct(emulator).probe()}
    assert all(one.is_right for one in found.values()), found
    assert len(found) == 6


async def test_the_probe_names_what_is_wrong(emulator: Emulator) -> None:
    other = SignerConfig(kind="rsa", key_file="client-rsa.key", certificate_file="token.crt")
    provider = direct(emulator, signer=other, certificates=(), host="http://127.0.0.1:1")
    wrong = {one.what: one.advice for one in await provider.probe() if not one.is_right}
    assert set(wrong) == {"Запросы подписываются", "Сертификаты Госуслуг", "http://127.0.0.1:1 отвечает"}


async def test_nobody_is_sent_to_a_private_address_unless_allowed(emulator: Emulator) -> None:
    with pytest.raises(ProofRefused) as refused:
        await walk(emulator, direct(emulator, allow_private=False), "adult")
    assert refused.value.refusal is Refusal.MISCONFIGURED


async def test_signing_out_leads_back_by_their_parameter(emulator: Emulator) -> None:
    provider = direct(emulator)
    url = await provider.logout_url(Leaving("1000000001", "http://school.test/signed-out", "s"))
    assert url is not None and urlsplit(url).path == "/idp/ext/Logout"
    answer = emulator.http.get(url)
    assert answer.headers["location"].rstrip("?") == "http://school.test/signed-out"
    with pytest.raises(ProofRefused):
        await provider.backchannel({"logout_token": "x"})


WRONG_SETTINGS = [
    ({"host": "http://esia.example"}, "https"), ({"host": "https://esia.example/path"}, "path"),
    ({"host": "https://esia.example", "signer": RSA_SIGNER}, "rsa"),
    ({"algorithms": ("none",)}, "algorithms"), ({"algorithms": ("HS256",)}, "algorithms"),
    ({"algorithms": ()}, "algorithms"),
    ({"scopes": ("fullname",)}, "openid"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "word"), WRONG_SETTINGS)
def test_settings_that_cannot_hold_are_refused(
    emulator: Emulator, more: dict[str, object], word: str
) -> None:
    with pytest.raises(msgspec.ValidationError, match=word):
        make(provider_row(direct_config(emulator, **more)))


def test_settings_make_the_provider(emulator: Emulator) -> None:
    assert isinstance(make(provider_row(direct_config(emulator))), DirectProvider)


async def test_a_new_certificate_needs_no_restart(emulator: Emulator) -> None:
    _copy(emulator, "token2.crt")
    provider = direct(emulator, certificates=("esia.crt",))
    with pytest.raises(ProofRefused):
        await walk(emulator, provider, "adult")
    _copy(emulator, "token.crt")
    assert (await walk(emulator, provider, "adult")).subject == "1000000001"
    (emulator.secrets / "esia.crt").unlink()
    with pytest.raises(ProofRefused) as refused:
        await walk(emulator, provider, "adult")
    assert (refused.value.refusal, refused.value.detail) == (Refusal.MISCONFIGURED, "certificates")


def _copy(emulator: Emulator, name: str) -> None:
    (emulator.secrets / "esia.crt").write_bytes((emulator.folder / name).read_bytes())


async def test_a_key_that_is_gone_is_our_fault(emulator: Emulator) -> None:
    provider = direct(emulator)
    await walk(emulator, provider, "adult")
    (emulator.secrets / "client-gost.key").unlink()
    with pytest.raises(ProofRefused) as refused:
        await walk(emulator, provider, "adult")
    assert refused.value.refusal is Refusal.MISCONFIGURED
    assert refused.value.detail == "signer: no file client-gost.key"


async def test_a_certificate_out_of_its_dates_signs_nothing(emulator: Emulator) -> None:
    (emulator.secrets / "old.crt").write_bytes(_expired((emulator.folder / "token.key").read_bytes()))
    provider = direct(emulator, certificates=("old.crt",))
    with pytest.raises(ProofRefused) as refused:
        await walk(emulator, provider, "adult")
    assert refused.value.detail == "id_token: none of 0 certificates"
    wrong = [one for one in await provider.probe() if not one.is_right]
    assert len(wrong) == 1 and wrong[0].what.startswith("Сертификат Госуслуг old.crt: действует до")


def _expired(key_pem: bytes) -> bytes:
    """A certificate of the right key whose last day was yesterday."""
    key = serialization.load_pem_private_key(key_pem, None)
    assert isinstance(key, rsa.RSAPrivateKey)
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "old")]), clock.real_now()
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=9)).not_valid_after(now - timedelta(days=1))
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
