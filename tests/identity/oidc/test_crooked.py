"""What a lying, broken or silent OpenID provider gets: one named refusal each, and never a person."""

from __future__ import annotations

import time
from base64 import b64encode
from typing import Any

import pytest

from identity.door.providers import ProofRefused
from identity.oidc.provider import OidcProvider
from identity.oidc.tokens import half_hash
from tests.identity.oidc.crooked import KEYS, Crooked, by_public_key, unsigned
from tests.identity.oidc.served import Reply
from tests.identity.oidc.there import provider_of

DISCOVERY = "/.well-known/openid-configuration"
NOW = int(time.time())


async def refusal(crooked: Crooked, provider: OidcProvider | None = None, **params: str) -> str:
    with pytest.raises(ProofRefused) as caught:
        await crooked.sign_in(provider or provider_of(crooked.url), **params)
    return str(caught.value)


async def test_it_is_right_until_it_is_bent(crooked: Crooked) -> None:
    assert (await crooked.sign_in(provider_of(crooked.url))).subject == "anna"


@pytest.mark.parametrize(
    ("name", "claims", "said"),
    [
        ("wrong iss", {"iss": "https://other.test"}, "foreign iss"),
        ("no iss", {"iss": None}, "incomplete iss"),
        ("iss is a list", {"iss": ["http://x", "y"]}, "foreign iss"),
        ("wrong aud", {"aud": "another"}, "foreign aud"),
        ("no aud", {"aud": None}, "incomplete aud"),
        ("aud for several without azp", {"aud": ["school", "another"]}, "foreign azp"),
        ("azp is somebody else", {"aud": ["school", "another"], "azp": "another"}, "foreign azp"),
        ("azp of one aud is somebody else", {"azp": "another"}, "foreign azp"),
        ("expired", {"exp": NOW - 61}, "expired exp"),
        ("no exp", {"exp": None}, "incomplete exp"),
        ("exp is text", {"exp": "tomorrow"}, "expired exp"),
        ("exp beyond all time", {"exp": 10**30}, "expired exp"),
        ("issued in the future", {"iat": NOW + 86400}, "expired iat"),
        ("no iat", {"iat": None}, "incomplete iat"),
        ("issued before all time", {"iat": -(10**15)}, "expired exp"),
        ("exp is infinite", {"exp": float("inf")}, "expired exp"),
        ("not yet valid", {"nbf": NOW + 86400}, "expired nbf"),
        ("missing nonce", {"nonce": None}, "foreign nonce"),
        ("wrong nonce", {"nonce": "x" * 43}, "foreign nonce"),
        ("nonce is a list", {"nonce": ["x"]}, "foreign nonce"),
        ("wrong at_hash", {"at_hash": "x" * 22}, "foreign at_hash"),
        ("no sub", {"sub": None}, "incomplete sub"),
        ("empty sub", {"sub": " "}, "incomplete sub"),
        ("sub is true", {"sub": True}, "incomplete sub"),
        ("sub is a list", {"sub": ["anna"]}, "incomplete sub"),
        ("sub is too long", {"sub": "x" * 256}, "incomplete sub"),
        ("sub with NUL", {"sub": "an\0na"}, "incomplete sub"),
    ],
)
async def test_a_claim_that_is_wrong(crooked: Crooked, name: str, claims: dict[str, Any], said: str) -> None:
    crooked.claims = claims
    assert await refusal(crooked) == said, name


async def test_clocks_may_differ_by_less_than_a_minute(crooked: Crooked) -> None:
    now = int(time.time())
    for claims in ({"exp": now - 50}, {"iat": now + 50}, {"nbf": now + 50}):
        crooked.claims = claims
        assert (await crooked.sign_in(provider_of(crooked.url))).subject == "anna"


async def test_right_unusual_claims_are_accepted(crooked: Crooked) -> None:
    crooked.claims = {
        "sub": 1000299354, "aud": ["school", "account"], "azp": "school", "at_hash": half_hash("at", "RS256"),
        "birthdate": "14.05.2010", "amr": "PWD",
    }  # fmt: skip
    crooked.header = {"ver": 1, "sbt": "id"}
    proof = await crooked.sign_in(provider_of(crooked.url))
    assert (proof.subject, proof.amr, proof.born.isoformat()) == ("1000299354", ("PWD",), "2010-05-14")


async def test_algorithm_none(crooked: Crooked) -> None:
    crooked.sign = unsigned
    assert await refusal(crooked) == "unsigned unsupported_algorithm"


async def test_hs256_with_the_public_key(crooked: Crooked) -> None:
    crooked.sign = by_public_key
    assert await refusal(crooked) == "unsigned unsupported_algorithm"


async def test_a_symmetric_key_among_the_keys_is_no_key(crooked: Crooked) -> None:
    crooked.replies["/jwks"] = Reply(body=b'{"keys": [{"kty": "oct", "k": "AAAA", "kid": "first"}, 7, {}]}')
    assert await refusal(crooked) == "unsigned kid"


async def test_a_signature_by_another_key(crooked: Crooked) -> None:
    crooked.key, crooked.header = KEYS[1], {"kid": "first"}
    assert await refusal(crooked) == "unsigned bad_signature"


async def test_an_unknown_kid(crooked: Crooked) -> None:
    crooked.header = {"kid": "invented"}
    assert await refusal(crooked) == "unsigned kid"


async def test_a_key_in_the_header_is_not_taken(crooked: Crooked) -> None:
    crooked.key = KEYS[1]
    crooked.header = {"kid": "second", "jwk": KEYS[1].as_dict(private=False), "jku": f"{crooked.url}/evil"}
    assert await refusal(crooked) == "unsigned kid"
    assert "/evil" not in crooked.asked


async def test_a_token_that_is_no_token(crooked: Crooked) -> None:
    deep = b64encode(b"[" * 6000).decode().rstrip("=")
    for value in ("", "a.b", "ыыы.б.в", "x" * 200_000, f"{deep}.e30.x"):
        crooked.token = {"id_token": value}
        assert (await refusal(crooked)).startswith("unsigned"), value[:10]
    crooked.token = {"id_token": None}
    assert await refusal(crooked) == "incomplete id_token"


async def test_a_rotation_is_seen_and_a_flood_of_unknown_kids_does_not_hammer(crooked: Crooked) -> None:
    provider = provider_of(crooked.url)
    await crooked.sign_in(provider)
    crooked.published, crooked.key = KEYS, KEYS[1]
    assert (await crooked.sign_in(provider)).subject == "anna"
    assert crooked.asked.count("/jwks") == 2
    crooked.header = {"kid": "invented"}
    for _ in range(30):
        with pytest.raises(ProofRefused, match="unsigned kid"):
            await provider.backchannel(crooked.order({"kid": "invented"}))
    assert crooked.asked.count("/jwks") <= 4  # three times a minute, whatever comes
    crooked.header = {}
    assert (await crooked.sign_in(provider)).subject == "anna"


@pytest.mark.parametrize(
    ("name", "params", "said"),
    [
        ("mix-up: the answer of another provider", {"iss": "https://other.test"}, "foreign iss"),
        ("mix-up by an error", {"iss": "https://other.test", "error": "access_denied"}, "foreign iss"),
        ("cancelled", {"error": "access_denied"}, "denied access_denied"),
        ("unknown client", {"error": "unauthorized_client"}, "misconfigured answer unauthorized_client"),
        ("it cannot now", {"error": "temporarily_unavailable"}, "unavailable answer temporarily_unavailable"),
        ("an error that is markup", {"error": "<script>"}, "misconfigured answer unnamed"),
        ("no code", {"code": ""}, "incomplete code"),
    ],
)
async def test_an_answer_that_is_wrong(
    crooked: Crooked, name: str, params: dict[str, str], said: str
) -> None:
    assert await refusal(crooked, **params) == said, name
    assert "/token" not in crooked.asked


@pytest.mark.parametrize(
    ("name", "document", "said"),
    [
        ("issuer mismatch", {"issuer": "https://other.test"}, "misconfigured issuer"),
        ("issuer with a slash more", {"issuer": "http://127.0.0.1/"}, "misconfigured issuer"),
        ("no issuer", {"issuer": None}, "misconfigured discovery incomplete"),
        ("token endpoint on a foreign host", {"token_endpoint": "https://evil.test/token"},
         "misconfigured endpoint token_endpoint"),
        ("keys on a foreign host", {"jwks_uri": "https://evil.test/jwks"}, "misconfigured endpoint jwks_uri"),
        ("another port of the host", {"token_endpoint": "http://127.0.0.1:6379/"},
         "misconfigured endpoint token_endpoint"),
        ("a host that begins alike", {"token_endpoint": "http://127.0.0.1.evil.test/"},
         "misconfigured endpoint token_endpoint"),
        ("a host before an @", {"authorization_endpoint": "http://127.0.0.1@evil.test/"},
         "misconfigured endpoint authorization_endpoint"),
        ("no address", {"token_endpoint": "https://[::1"}, "misconfigured endpoint token_endpoint"),
        ("a script", {"authorization_endpoint": "javascript:alert(1)"},
         "misconfigured endpoint authorization_endpoint"),
        ("sign-out on a foreign host", {"end_session_endpoint": "https://evil.test/"},
         "misconfigured endpoint end_session_endpoint"),
    ],
)  # fmt: skip
async def test_a_discovery_that_is_wrong(
    crooked: Crooked, name: str, document: dict[str, Any], said: str
) -> None:
    crooked.document = document
    assert await refusal(crooked) == said, name


async def test_a_named_host_is_the_provider_s_own(crooked: Crooked) -> None:
    async with Crooked() as other:
        crooked.document = {"jwks_uri": f"{other.url}/jwks"}
        named = provider_of(crooked.url, hosts=[other.url.removeprefix("http://")])
        assert (await crooked.sign_in(named)).subject == "anna"


@pytest.mark.parametrize("path", [DISCOVERY, "/jwks", "/token"])
@pytest.mark.parametrize(
    ("name", "reply", "said"),
    [
        ("hung", Reply(pause=60, body=b"{}"), "timeout"),
        ("slow", Reply(pause=0.2, body=b"{" + b" " * 9000 + b"}"), "timeout"),
        ("huge", Reply(body=b'{"x": "' + b"x" * 1_200_000 + b'"}'), "too_big"),
        ("not JSON", Reply(body=b"<html>"), "unreadable"),
        ("a list", Reply(body=b"[]"), "unreadable"),
        ("deep as a well", Reply(body=b'{"x": ' + b"[" * 200_000), "unreadable"),
        ("500", Reply(500), ""),
        ("a redirect", Reply(302, headers={"Location": "http://127.0.0.1:1/"}), ""),
    ],
)
async def test_a_server_that_is_slow_or_broken(
    crooked: Crooked, name: str, reply: Reply, said: str, path: str
) -> None:
    crooked.replies[path] = reply
    started = time.monotonic()
    found = await refusal(crooked, provider_of(crooked.url, seconds=0.7 if said == "timeout" else 20))
    assert time.monotonic() - started < 10, name
    assert found.startswith(("unavailable", "misconfigured")) and said in found, name


async def test_a_silent_server_costs_one_visitor_its_deadline_and_not_everybody(crooked: Crooked) -> None:
    crooked.replies[DISCOVERY] = Reply(pause=60, body=b"{}")
    provider = provider_of(crooked.url, seconds=0.5)
    await refusal(crooked, provider)
    started = time.monotonic()
    for _ in range(20):
        assert await refusal(crooked, provider) == "unavailable paused"
    assert time.monotonic() - started < 5  # not 20 deadlines
    assert crooked.asked.count(DISCOVERY) == 1


async def test_the_school_s_own_network_is_asked_only_when_allowed(crooked: Crooked) -> None:
    for issuer in ("https://127.0.0.1", "https://localhost", "https://[::1]", "https://10.0.0.1"):
        found = await refusal(crooked, provider_of(issuer, allow_private=False))
        assert found == "misconfigured address private", issuer
    assert crooked.asked == []


async def test_userinfo_of_somebody_else(crooked: Crooked) -> None:
    crooked.userinfo = {"sub": "boris", "email": "boris@mail.test"}
    assert await refusal(crooked, provider_of(crooked.url, use_userinfo=True)) == "foreign userinfo sub"


async def test_userinfo_cannot_change_what_was_signed(crooked: Crooked) -> None:
    crooked.claims = {"family_name": "Орлова", "given_name": "Анна", "groups": ["choir"]}
    crooked.userinfo = {"sub": "anna", "family_name": "Царёва", "groups": ["office"], "email": "a@b.test"}
    proof = await crooked.sign_in(provider_of(crooked.url, use_userinfo=True))
    assert (proof.names, proof.groups, proof.email) == (("Орлова", "Анна", ""), ("choir",), "a@b.test")
