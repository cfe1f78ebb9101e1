"""Orders to end sessions (back-channel logout) and the probe, with a provider that lies."""

from __future__ import annotations

import time
from typing import Any

import pytest

from identity.door.providers import ProofRefused
from identity.oidc.metadata import PATH as DISCOVERY
from tests.identity.oidc.crooked import Crooked
from tests.identity.oidc.served import Reply
from tests.identity.oidc.there import provider_of

NOW = int(time.time())


@pytest.mark.parametrize(
    ("name", "header", "claims", "said"),
    [
        ("wrong iss", {}, {"iss": "https://other.test"}, "foreign iss"),
        ("wrong aud", {}, {"aud": "another"}, "foreign aud"),
        ("expired", {}, {"exp": NOW - 61}, "expired exp"),
        ("no exp", {}, {"exp": None}, "incomplete exp"),
        ("no iat", {}, {"iat": None}, "incomplete iat"),
        ("another kind of token", {"typ": "at+jwt"}, {}, "foreign typ"),
        ("no events", {}, {"events": None}, "foreign events"),
        ("another event", {}, {"events": {"http://x": {}}}, "foreign events"),
        ("events is a list", {}, {"events": [1]}, "foreign events"),
        ("a nonce", {}, {"nonce": "x"}, "foreign nonce"),
        ("nobody", {}, {"sub": None, "sid": None}, "incomplete sub"),
        ("no jti", {}, {"jti": None}, "incomplete jti"),
        ("jti is a number", {}, {"jti": 7}, "incomplete jti"),
        ("unknown kid", {"kid": "invented"}, {}, "unsigned kid"),
    ],
)
async def test_an_order_that_is_wrong(
    crooked: Crooked, name: str, header: dict[str, Any], claims: dict[str, Any], said: str
) -> None:
    with pytest.raises(ProofRefused) as caught:
        await provider_of(crooked.url).backchannel(crooked.order(header, **claims))
    assert str(caught.value) == said, name


async def test_an_order_by_subject_or_by_session_alone(crooked: Crooked) -> None:
    provider = provider_of(crooked.url)
    for typ in ("logout+jwt", "JWT", None):
        found = await provider.backchannel(crooked.order({"typ": typ}, sid=None))
        assert (found.subject, found.sid) == ("anna", None)
    found = await provider.backchannel(crooked.order(sub=None))
    assert (found.subject, found.sid) == (None, "s1")


async def test_the_probe_says_what_is_wrong(crooked: Crooked) -> None:
    async def wrong(**more: Any) -> dict[str, str]:
        found = await provider_of(crooked.url, **more).probe()
        return {one.what: one.advice for one in found if not one.is_right}

    assert await wrong() == {}
    assert list(await wrong(secret_file="nowhere")) == ["Файл с секретом клиента"]
    crooked.document = {
        "issuer": "https://other.test", "token_endpoint": "https://evil.test/token",
        "id_token_signing_alg_values_supported": ["HS256"], "code_challenge_methods_supported": ["plain"],
    }  # fmt: skip
    crooked.published = []
    found = await wrong()
    assert list(found) == [
        "Имя поставщика (issuer)",
        "token_endpoint",
        "PKCE S256",
        "Подписи",
        "Ключи подписи",
    ]
    assert "https://other.test" in found["Имя поставщика (issuer)"] and "evil.test" in found["token_endpoint"]
    crooked.replies[DISCOVERY] = Reply(body=b"{}", headers={"Date": "Sat, 01 Jan 2022 00:00:00 GMT"})
    assert list(await wrong())[0] == "Часы"
    crooked.replies[DISCOVERY] = Reply(404)
    assert "404" in (await wrong()).popitem()[1]
    crooked.replies[DISCOVERY] = Reply(pause=60, body=b"{}")
    assert list(await wrong(seconds=0.3)) == ["Соединение и сертификат"]
    assert (
        "внутреннюю сеть" in (await provider_of("https://10.0.0.1", allow_private=False).probe())[-1].advice
    )
