"""Sign-in by a certified OpenID provider over real HTTP: everything it does right, we do right with it."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import msgspec
import pytest

from identity.door.providers import Leaving, ProofRefused, Refusal
from tests.identity.oidc.conftest import Orders
from tests.identity.oidc.there import CLIENTS, HOME, Person, provider_of


async def test_somebody_is_proved_with_everything_the_provider_knows(issuer: str, person: Person) -> None:
    proof = await person.proved(provider_of(issuer))
    assert (proof.provider, proof.issuer, proof.subject) == ("op", issuer, "anna")
    assert proof.names == ("Орлова", "Анна", "Сергеевна")
    assert (proof.born, proof.snils) == (date(1984, 1, 5), "003-882-035 27")
    assert (proof.email, proof.is_email_verified) == ("anna@mail.test", True)
    assert (proof.groups, proof.assurance) == (("office", "choir"), "confirmed")
    assert proof.label == "a***@mail.test"
    assert proof.sid and proof.id_token
    assert abs(proof.auth_time - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize("client", CLIENTS)
async def test_every_way_to_name_ourselves_and_every_signature(
    issuer: str, person: Person, client: str
) -> None:
    proof = await person.proved(provider_of(issuer, client), "boris")
    assert (proof.subject, proof.groups, proof.names) == ("boris", ("office",), ("Осипов", "Борис", ""))


async def test_userinfo_adds_what_the_token_lacks(issuer: str, person: Person) -> None:
    proof = await person.proved(provider_of(issuer, use_userinfo=True))
    assert (proof.subject, proof.email) == ("anna", "anna@mail.test")


async def test_the_request_carries_pkce_nonce_and_state(issuer: str, person: Person) -> None:
    provider = provider_of(issuer)
    first, second = [await provider.begin(_away()) for _ in range(2)]
    query = dict(parse_qsl(urlsplit(first.url).query))
    assert (query["response_type"], query["code_challenge_method"]) == ("code", "S256")
    assert query["nonce"] == first.kept.nonce and query["state"] == _away().state
    assert len(first.kept.verifier) >= 43 and first.kept.verifier not in first.url
    assert "prompt" not in query and "kc_idp_hint" not in query
    more = await provider_of(issuer, request={"kc_idp_hint": "esia"}).begin(_away())
    assert dict(parse_qsl(urlsplit(more.url).query))["kc_idp_hint"] == "esia"
    assert {first.kept.nonce, first.kept.verifier}.isdisjoint({second.kept.nonce, second.kept.verifier})


def _away() -> Any:
    from identity.door.providers import Away
    from tests.identity.oidc.there import CALLBACK

    return Away("1b4e28ba-2fa1-11d2-883f-0016d3cca427", CALLBACK)


async def refused(provider: Any, back: Any) -> tuple[Refusal, str]:
    with pytest.raises(ProofRefused) as caught:
        await provider.complete(back)
    return caught.value.refusal, caught.value.detail


async def test_another_verifier_is_refused(issuer: str, person: Person) -> None:
    provider = provider_of(issuer)
    journey = await person.sign_in(provider)
    journey.kept = msgspec.structs.replace(journey.kept, verifier="x" * 64)
    assert await refused(provider, journey.back()) == (Refusal.EXPIRED, "token invalid_grant")


async def test_another_nonce_is_refused(issuer: str, person: Person) -> None:
    provider = provider_of(issuer)
    journey = await person.sign_in(provider)
    journey.kept = msgspec.structs.replace(journey.kept, nonce="x" * 43)
    assert await refused(provider, journey.back()) == (Refusal.FOREIGN, "nonce")


async def test_a_code_works_once(issuer: str, person: Person) -> None:
    provider = provider_of(issuer)
    journey = await person.sign_in(provider)
    await provider.complete(journey.back())
    assert await refused(provider, journey.back()) == (Refusal.EXPIRED, "token invalid_grant")


async def test_a_code_of_another_client_is_refused(issuer: str, person: Person) -> None:
    journey = await person.sign_in(provider_of(issuer))
    assert await refused(provider_of(issuer, "modern"), journey.back()) == (
        Refusal.EXPIRED, "token invalid_grant",
    )  # fmt: skip


async def test_the_issuer_in_the_answer_is_compared(issuers: list[str], person: Person) -> None:
    provider = provider_of(issuers[0])
    journey = await person.sign_in(provider)
    assert journey.params["iss"] == issuers[0]
    assert await refused(provider, journey.back(iss=issuers[1])) == (Refusal.FOREIGN, "iss")
    assert await refused(provider, journey.back(iss=issuers[0] + "/")) == (Refusal.FOREIGN, "iss")
    # it says that it always names itself: an answer without is somebody else's
    assert await refused(provider, journey.back(iss="")) == (Refusal.FOREIGN, "iss")
    assert (await provider.complete(journey.back())).subject == "anna"


async def test_cancelling_there_is_said_so(issuer: str, person: Person) -> None:
    provider = provider_of(issuer)
    journey = await person.sign_in(provider, login="")
    assert await refused(provider, journey.back()) == (Refusal.DENIED, "access_denied")


async def test_a_wrong_secret_is_our_fault(issuer: str, person: Person) -> None:
    provider = provider_of(issuer, secret_file="wrong-secret")
    journey = await person.sign_in(provider)
    assert await refused(provider, journey.back()) == (Refusal.MISCONFIGURED, "token invalid_client")


async def test_a_missing_secret_is_our_fault(issuer: str) -> None:
    with pytest.raises(ProofRefused, match="misconfigured secret"):
        await provider_of(issuer, secret_file="nowhere").begin(_away())


async def test_signatures_that_are_not_on_our_list_are_refused(issuer: str, person: Person) -> None:
    provider = provider_of(issuer, algorithms=["ES256"])
    journey = await person.sign_in(provider)
    assert await refused(provider, journey.back()) == (Refusal.UNSIGNED, "unsupported_algorithm")


async def counts(issuer: str) -> dict[str, int]:
    async with httpx.AsyncClient() as http:
        found: dict[str, int] = (await http.get(f"{issuer}/_test/counts")).json()
        return found


async def test_new_keys_are_taken_at_once_and_kept_ones_not_asked_again(issuer: str, person: Person) -> None:
    provider = provider_of(issuer)
    before = await counts(issuer)
    for _ in range(3):
        await person.proved(provider)
    assert (await counts(issuer))["/jwks"] - before.get("/jwks", 0) == 1
    discovery = "/.well-known/openid-configuration"
    assert (await counts(issuer))[discovery] - before.get(discovery, 0) == 1
    await person.http.post(f"{issuer}/_test/rotate")
    assert (await person.proved(provider)).subject == "anna"
    assert (await counts(issuer))["/jwks"] - before.get("/jwks", 0) == 2


async def test_two_providers_at_once_keep_apart(issuers: list[str]) -> None:
    one, other = (provider_of(issuer, slug=f"op{n}") for n, issuer in enumerate(issuers))
    async with httpx.AsyncClient() as http, httpx.AsyncClient() as another:
        first, second = await asyncio.gather(
            Person(http).sign_in(one), Person(another).sign_in(other, "boris")
        )
    assert await refused(one, second.back()) == (Refusal.FOREIGN, "iss")
    proofs = await asyncio.gather(one.complete(first.back()), other.complete(second.back()))
    assert [(proof.provider, proof.issuer, proof.subject) for proof in proofs] == [
        ("op0", issuers[0], "anna"), ("op1", issuers[1], "boris"),
    ]  # fmt: skip


async def test_proving_again_asks_for_a_fresh_sign_in(issuer: str, person: Person) -> None:
    provider = provider_of(issuer)
    await person.proved(provider)
    forms = person.forms
    await person.proved(provider)
    assert person.forms == forms  # signed in there already: nothing is asked
    journey = await person.sign_in(provider, purpose="again")
    assert person.forms == forms + 1
    assert (await provider.complete(journey.back())).subject == "anna"


async def test_an_old_sign_in_does_not_prove_again(issuer: str, person: Person) -> None:
    """Whoever leaves out `prompt` on the way gets nothing by it: the token says when the sign-in was."""
    provider = provider_of(issuer)
    journey = await person.sign_in(provider, purpose="again")
    journey.started += timedelta(minutes=5)
    assert await refused(provider, journey.back()) == (Refusal.EXPIRED, "auth_time")


async def test_signing_out_there_comes_back_with_the_state(issuer: str, person: Person) -> None:
    provider = provider_of(issuer)
    proof = await person.proved(provider)
    url = await provider.logout_url(Leaving(proof.subject, HOME, "our-state", proof.id_token))
    assert url is not None
    assert parse_qs(urlsplit(url).query)["id_token_hint"] == [proof.id_token]
    assert await person.go(url) == f"{HOME}?state=our-state"
    forms = person.forms
    await person.proved(provider)
    assert person.forms == forms + 1  # the session there is over


async def test_there_may_be_no_way_to_sign_out_there(issuer: str) -> None:
    leaving = Leaving("anna", HOME, "s")
    assert await provider_of(issuer, signs_out_there=False).logout_url(leaving) is None
    assert await provider_of("http://127.0.0.1:1").logout_url(leaving) is None


async def test_signing_out_elsewhere_is_told_to_us(issuer: str, person: Person, orders: Orders) -> None:
    """Two clients of one provider: leaving by one is an order to both, posted by the provider itself."""
    ours, other = provider_of(issuer), provider_of(issuer, "modern")
    mine, theirs = await person.proved(ours), await person.proved(other)
    url = await other.logout_url(Leaving("anna", HOME, "s", theirs.id_token))
    assert url is not None
    await person.go(url)
    read = [await _order(ours, await orders.next()) for _ in range(2)]
    found = next(one for one in read if not isinstance(one, ProofRefused))
    assert (found.subject, found.sid) == ("anna", mine.sid)
    assert found.jti and found.expires_at > datetime.now(UTC)
    # the order to the other client is not for us
    assert [str(one) for one in read if isinstance(one, ProofRefused)] == ["foreign aud"]


async def _order(provider: Any, form: dict[str, str]) -> Any:
    try:
        return await provider.backchannel(form)
    except ProofRefused as refused:
        return refused


async def test_an_id_token_is_no_order_and_an_order_is_no_id_token(issuer: str, person: Person) -> None:
    provider = provider_of(issuer)
    proof = await person.proved(provider)
    with pytest.raises(ProofRefused, match="foreign events"):
        await provider.backchannel({"logout_token": proof.id_token or ""})
    for form in ({}, {"logout_token": "x"}, {"logout_token": "a.b.c"}):
        with pytest.raises(ProofRefused, match="unsigned"):
            await provider.backchannel(form)


async def test_the_probe_of_a_right_provider_is_all_right(issuer: str) -> None:
    found = await provider_of(issuer, use_userinfo=True).probe()
    assert [one for one in found if not one.is_right] == []
    assert len(found) >= 14
