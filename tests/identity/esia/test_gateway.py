"""The gateway transport: OpenID Connect of the emulator, with the state's word on top."""

from __future__ import annotations

import base64
import hashlib
import time
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
import pytest

from identity.door.providers import CONFIRMED, Leaving, ProofRefused, ProviderRow, RedirectProvider, Refusal
from identity.esia.gateway import GatewayProvider
from identity.esia.provider import make
from identity.oidc.config import ClaimNames
from tests.identity.esia.conftest import CALLBACK, Emulator, walk

SCOPES = ["openid", "fullname", "birthdate", "snils"]


def gateway(emulator: Emulator, **more: Any) -> RedirectProvider:
    """The provider of settings as an administrator writes them."""
    (emulator.secrets / "esia-gateway").write_text("s3cret\n")
    config = {
        "issuer": f"{emulator.base}/gateway", "client_id": "SCHOOL", "secret_file": "esia-gateway",
        "scopes": SCOPES, "allow_private": True, "seconds": 20.0,
    }  # fmt: skip
    raw = {"transport": "gateway", "gateway": config | more}
    return make(ProviderRow(8, "gosuslugi", "esia", "Госуслуги", "state", raw, min_age=14))


async def test_a_person_signs_in(emulator: Emulator) -> None:
    found = await walk(emulator, gateway(emulator), "adult")
    assert found.subject == "1000000001" and found.issuer == f"{emulator.base}/gateway"
    assert found.names == ("Соколова", "Ирина", "Олеговна") and found.born == date(1985, 2, 11)
    assert found.snils == "112-233-445 95" and found.assurance == CONFIRMED and found.id_token


async def test_userinfo_is_read_where_the_settings_say_so(emulator: Emulator) -> None:
    provider = gateway(emulator, use_userinfo=True)
    assert (await walk(emulator, provider, "adult")).snils == "112-233-445 95"
    with pytest.raises(ProofRefused) as refused:
        await walk(emulator, provider, "adult", "wrong_subject")
    assert refused.value.refusal is Refusal.FOREIGN


async def test_a_rotated_key_is_fetched(emulator: Emulator) -> None:
    provider = gateway(emulator)
    await walk(emulator, provider, "adult")
    assert (await walk(emulator, provider, "adult", "rotated_key")).subject == "1000000001"


FAULTS = [
    ("foreign_key", {Refusal.UNSIGNED}), ("alg_none", {Refusal.UNSIGNED}), ("hs256", {Refusal.UNSIGNED}),
    ("wrong_iss", {Refusal.FOREIGN}), ("wrong_aud", {Refusal.FOREIGN}), ("wrong_nonce", {Refusal.FOREIGN}),
    ("expired", {Refusal.EXPIRED}), ("skew", {Refusal.EXPIRED}), ("no_id_token", {Refusal.INCOMPLETE}),
    ("error_500", {Refusal.UNAVAILABLE}), ("denied", {Refusal.DENIED}),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "refusals"), FAULTS)
async def test_a_fault_is_refused_by_its_name(emulator: Emulator, fault: str, refusals: set[Refusal]) -> None:
    with pytest.raises(ProofRefused) as refused:
        await walk(emulator, gateway(emulator), "adult", fault)
    assert refused.value.refusal in refusals, refused.value.detail


async def test_a_hung_gateway_is_given_up(emulator: Emulator) -> None:
    provider, began = gateway(emulator, seconds=1.5), time.monotonic()
    with pytest.raises(ProofRefused) as refused:
        await walk(emulator, provider, "adult", "hang")
    assert refused.value.refusal is Refusal.UNAVAILABLE and time.monotonic() - began < 4


@pytest.mark.parametrize("persona", ["unconfirmed"])
async def test_an_unconfirmed_account_is_refused(emulator: Emulator, persona: str) -> None:
    with pytest.raises(ProofRefused) as refused:
        await walk(emulator, gateway(emulator), persona)
    assert refused.value.refusal is Refusal.UNCONFIRMED


async def test_claims_named_otherwise_prove_nothing(emulator: Emulator) -> None:
    other = msgspec.to_builtins(ClaimNames(born="birthdate", confirmed=""))
    with pytest.raises(ProofRefused) as refused:
        await walk(emulator, gateway(emulator, claims=other), "adult")
    assert refused.value.refusal is Refusal.UNCONFIRMED
    other = msgspec.to_builtins(ClaimNames(born="", confirmed="trusted"))
    with pytest.raises(ProofRefused) as refused:
        await walk(emulator, gateway(emulator, claims=other), "adult")
    assert (refused.value.refusal, refused.value.detail) == (Refusal.INCOMPLETE, "birthdate")


async def test_a_wrong_secret_is_our_fault(emulator: Emulator) -> None:
    provider = gateway(emulator)
    (emulator.secrets / "esia-gateway").write_text("other")
    with pytest.raises(ProofRefused) as refused:
        await walk(emulator, provider, "adult")
    assert refused.value.refusal is Refusal.MISCONFIGURED


async def test_signing_out_leads_back(emulator: Emulator) -> None:
    provider = gateway(emulator)
    url = await provider.logout_url(Leaving("1000000001", "http://school.test/signed-out", "s1"))
    assert url is not None
    answer = emulator.http.get(url)
    assert answer.headers["location"] == "http://school.test/signed-out?state=s1"
    answer = emulator.http.get(url.replace("school.test", "evil.test"))
    assert answer.status_code == 400


async def test_the_probe_is_all_right(emulator: Emulator) -> None:
    provider = gateway(emulator)
    assert isinstance(provider, GatewayProvider)
    assert all(one.is_right for one in await provider.probe())


@pytest.mark.parametrize(
    "raw",
    [
        {"transport": "gateway"},
        {"transport": "direct"},
        {"transport": "post"},
        {"transport": "gateway", "x": 1},
    ],
)
def test_settings_without_their_transport_are_refused(raw: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        make(ProviderRow(8, "gosuslugi", "esia", "", "state", raw))


def _request(emulator: Emulator, **more: str) -> dict[str, str]:
    challenge = base64.urlsafe_b64encode(hashlib.sha256(b"verifier").digest()).decode().rstrip("=")
    usual = {
        "client_id": "SCHOOL", "redirect_uri": CALLBACK, "response_type": "code", "scope": "openid",
        "state": "s", "nonce": "n", "code_challenge": challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    return {name: value for name, value in (usual | more).items() if value}


WRONG = [
    ({"code_challenge": ""}, "code_challenge"), ({"code_challenge_method": "plain"}, "code_challenge_method"),
    ({"nonce": ""}, "nonce"), ({"state": ""}, "state"), ({"response_type": "token"}, "response_type"),
    ({"scope": "openid admin"}, "scope"), ({"scope": "fullname"}, "scope"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "word"), WRONG)
def test_the_emulators_gateway_refuses_a_wrong_request(
    emulator: Emulator, more: dict[str, str], word: str
) -> None:
    answer = emulator.http.get("/gateway/authorize", params=_request(emulator, **more))
    told = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
    assert told["error_description"] == word and told["iss"] == f"{emulator.base}/gateway"


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"code_verifier": "other"}, "code_verifier"), ({"redirect_uri": CALLBACK + "x"}, "redirect_uri"),
        ({"client_secret": "x"}, "client_secret"), ({"grant_type": "password"}, "grant_type"),
        ({"code": "x"}, "code"),
    ],
)  # fmt: skip
def test_the_emulators_gateway_refuses_a_wrong_exchange(
    emulator: Emulator, more: dict[str, str], word: str
) -> None:
    emulator.order("adult")
    answer = emulator.http.get("/gateway/authorize", params=_request(emulator))
    code = dict(parse_qsl(urlsplit(answer.headers["location"]).query))["code"]
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "client_id": "SCHOOL",
        "client_secret": "s3cret", "code_verifier": "verifier",
    }  # fmt: skip
    answer = emulator.http.post("/gateway/token", data=form | more)
    assert answer.status_code in (400, 401) and answer.json()["error_description"] == word
    if not more.keys() & {"client_secret", "grant_type", "code"}:
        assert emulator.http.post("/gateway/token", data=form).status_code == 400  # the code is used up
