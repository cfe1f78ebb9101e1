"""The direct transport against the emulator, over real HTTP with real GOST signatures."""

from __future__ import annotations

import time
from datetime import date
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest

from identity.door.providers import (
    CONFIRMED,
    Away,
    Back,
    ProofRefused,
    Refusal,
)
from identity.esia import claims
from intranet.kit import clock
from tests.identity.esia.conftest import (
    CALLBACK,
    RSA_SIGNER,
    Emulator,
    direct,
    direct_config,
    walk,
)


async def test_a_person_signs_in(emulator: Emulator) -> None:
    found = await walk(emulator, direct(emulator), "adult")
    assert found.subject == "1000000001" and found.issuer == f"{emulator.base}/"
    assert found.names == ("Соколова", "Ирина", "Олеговна") and found.born == date(1985, 2, 11)
    assert found.snils == "112-233-445 95" and found.assurance == CONFIRMED
    assert found.amr == ("PWD",) and found.sid
    assert abs((clock.real_now() - found.auth_time).total_seconds()) < 60


async def test_tokens_signed_by_gost_are_verified(emulator: Emulator) -> None:
    more = {
        "client_id": "SCHOOL_GOST",
        "algorithms": ("GOST3410_2012_256",),
        "certificates": ("token-gost.crt",),
    }
    assert (await walk(emulator, direct(emulator, **more), "adult")).subject == "1000000001"


async def test_gost_tokens_are_refused_where_only_rs256_is_allowed(emulator: Emulator) -> None:
    more = {"client_id": "SCHOOL_GOST", "certificates": ("token-gost.crt", "token.crt")}
    with pytest.raises(ProofRefused) as refused:
        await walk(emulator, direct(emulator, **more), "adult")
    assert refused.value.refusal is Refusal.UNSIGNED


async def test_a_gost_token_of_another_key_is_refused(emulator: Emulator) -> None:
    more = {
        "client_id": "SCHOOL_GOST",
        "algorithms": ("GOST3410_2012_256",),
        "certificates": ("client-gost.crt",),
    }
    with pytest.raises(ProofRefused) as refused:
        await walk(emulator, direct(emulator, **more), "adult")
    assert refused.value.refusal is Refusal.UNSIGNED


async def test_the_rsa_profile_signs_in(emulator: Emulator) -> None:
    found = await walk(emulator, direct(emulator, client_id="SCHOOL_RSA", signer=RSA_SIGNER), "parent2")
    assert found.names == ("Носова", "Вера", "Павловна")


async def test_one_of_several_certificates_is_enough(emulator: Emulator) -> None:
    provider = direct(emulator, certificates=("client-rsa.crt", "token2.crt", "token.crt"))
    assert (await walk(emulator, provider, "adult", "rotated_key")).subject == "1000000001"
    assert (await walk(emulator, provider, "adult")).subject == "1000000001"


FAULTS = [
    ("rotated_key", Refusal.UNSIGNED), ("foreign_key", Refusal.UNSIGNED), ("alg_none", Refusal.UNSIGNED),
    ("hs256", Refusal.UNSIGNED), ("wrong_iss", Refusal.FOREIGN), ("wrong_aud", Refusal.FOREIGN),
    ("wrong_subject", Refusal.FOREIGN), ("wrong_state", Refusal.FOREIGN), ("expired", Refusal.EXPIRED),
    ("skew", Refusal.EXPIRED), ("old_login", Refusal.EXPIRED), ("no_id_token", Refusal.INCOMPLETE),
    ("error_500", Refusal.UNAVAILABLE), ("denied", Refusal.DENIED),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "refusal"), FAULTS)
async def test_a_fault_is_refused_by_its_name(emulator: Emulator, fault: str, refusal: Refusal) -> None:
    with pytest.raises(ProofRefused) as refused:
        await walk(emulator, direct(emulator), "adult", fault)
    assert refused.value.refusal is refusal, refused.value.detail
    assert "1000000001" not in refused.value.detail


@pytest.mark.parametrize("fault", ["slow", "hang"])
async def test_a_late_answer_is_given_up_at_the_deadline(emulator: Emulator, fault: str) -> None:
    provider = direct(emulator, seconds=1.0)
    began = time.monotonic()
    with pytest.raises(ProofRefused) as refused:
        await walk(emulator, provider, "adult", fault)
    assert refused.value.refusal is Refusal.UNAVAILABLE
    assert time.monotonic() - began < 3


async def test_a_slow_answer_within_the_deadline_is_taken(emulator: Emulator) -> None:
    assert (await walk(emulator, direct(emulator), "adult", "slow")).subject == "1000000001"


PEOPLE = [
    ("unconfirmed", Refusal.UNCONFIRMED), ("deleted", Refusal.UNCONFIRMED), ("child13", Refusal.DENIED),
]  # fmt: skip


@pytest.mark.parametrize(("persona", "refusal"), PEOPLE)
async def test_a_person_is_refused(emulator: Emulator, persona: str, refusal: Refusal) -> None:
    with pytest.raises(ProofRefused) as refused:
        await walk(emulator, direct(emulator), persona)
    assert refused.value.refusal is refusal


@pytest.mark.parametrize("persona", ["wrong_snils", "no_snils"])
async def test_a_number_that_does_not_hold_is_no_number(emulator: Emulator, persona: str) -> None:
    assert (await walk(emulator, direct(emulator), persona)).snils is None


async def test_a_pupil_of_15_is_told_with_the_birth_date(emulator: Emulator) -> None:
    found = await walk(emulator, direct(emulator), "pupil15")
    assert found.born is not None and clock.real_now().year - found.born.year in (15, 16)


async def test_without_the_birth_date_nothing_is_proved(emulator: Emulator) -> None:
    with pytest.raises(ProofRefused) as refused:
        await walk(emulator, direct(emulator, scopes=("openid", "fullname", "snils")), "adult")
    assert (refused.value.refusal, refused.value.detail) == (Refusal.INCOMPLETE, "birthDate")


async def test_proving_again_needs_a_sign_in_after_the_start(emulator: Emulator) -> None:
    await walk(emulator, direct(emulator), "adult", purpose="again")
    with pytest.raises(ProofRefused) as refused:
        await walk(emulator, direct(emulator), "adult", "old_login", purpose="again")
    assert refused.value.refusal is Refusal.EXPIRED


async def test_a_code_is_worth_nothing_twice(emulator: Emulator) -> None:
    provider, away, started = direct(emulator), Away(str(uuid4()), CALLBACK), clock.real_now()
    emulator.order("adult")
    sent = await provider.begin(away)
    back = Back(away.state, CALLBACK, emulator.back(sent.url), sent.kept, started)
    assert len(back.params["code"]) > 500
    await provider.complete(back)
    with pytest.raises(ProofRefused) as refused:
        await provider.complete(back)
    assert refused.value.detail == "te invalid_grant"


async def test_tokens_made_before_the_attempt_are_old(emulator: Emulator) -> None:
    config, now = direct_config(emulator), int(clock.real_now().timestamp())
    told = {
        "iss": config.issuer, "aud": "SCHOOL", "sub": 5, "iat": now - 600, "exp": now + 600, "auth_time": now,
    }  # fmt: skip
    with pytest.raises(ProofRefused) as refused:
        claims.facts_of(config, told, clock.real_now(), is_again=False)
    assert refused.value.detail == "id_token iat"
    assert claims.facts_of(config, told | {"iat": now}, clock.real_now(), is_again=False).oid == "5"
    for wrong in ({"sub": True}, {"sub": None}, {"sub": "a b"}, {"sub": 1.5}):
        with pytest.raises(ProofRefused):
            claims.facts_of(config, told | {"iat": now} | wrong, clock.real_now(), is_again=False)


def test_scopes_marked_for_another_person_or_missing_are_refused() -> None:
    claims.check_scopes(("openid", "snils"), "openid snils?oid=5 fullname?oid=5", "5")
    with pytest.raises(ProofRefused) as refused:
        claims.check_scopes(("openid", "snils"), "openid snils?oid=6", "5")
    assert refused.value.refusal is Refusal.FOREIGN
    with pytest.raises(ProofRefused) as refused:
        claims.check_scopes(("openid", "snils"), "openid", "5")
    assert refused.value.refusal is Refusal.MISCONFIGURED


async def test_the_request_is_shaped_as_esia_wants_it(emulator: Emulator) -> None:
    state = str(uuid4())
    url = urlsplit((await direct(emulator).begin(Away(state, CALLBACK))).url)
    query = {name: values[0] for name, values in parse_qs(url.query).items()}
    assert url.path == "/aas/oauth2/v2/ac" and "+" not in url.query
    assert len(query["client_secret"]) == 86 and len(query["client_certificate_hash"]) == 64
    assert query["client_certificate_hash"] == query["client_certificate_hash"].upper()
    assert query["state"] == str(UUID(state)) and query["person_filter"] == "acc_not_kid"
    assert "nonce" not in query and query["timestamp"].endswith(" +0000")
