"""The pieces of an OpenID provider by themselves: settings, claims, what is kept of documents."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from identity.door.providers import ProofRefused, ProviderRow, Refusal
from identity.oidc import claims as reading
from identity.oidc import keys, tokens
from identity.oidc.cached import PAUSE, RENEWALS, Cached
from identity.oidc.config import ClaimNames, OidcConfig
from identity.oidc.metadata import is_their_own
from identity.oidc.provider import make
from tests.identity.oidc.crooked import KEYS

RIGHT = {"issuer": "https://id.school.test", "client_id": "parta", "secret_file": "op-secret"}


def row(**more: Any) -> ProviderRow:
    return ProviderRow(1, "op", "oidc", "ОП", "school", RIGHT | more)


def test_settings_that_hold_make_a_provider() -> None:
    assert make(row()).config.issuer == "https://id.school.test"
    make(row(auth_method="none", secret_file=""))


@pytest.mark.parametrize(
    ("named", "more"),
    [
        ("issuer", {"issuer": "http://id.school.test"}),
        ("issuer", {"issuer": "https://user@id.school.test"}),
        ("issuer", {"issuer": "https://id.school.test/?a=1"}),
        ("issuer", {"issuer": "id.school.test"}),
        ("issuer", {"issuer": "https://id.school.test:port"}),
        ("issuer", {"issuer": "https://[::1"}),
        ("issuer", {"issuer": "file:///etc/passwd", "allow_private": True}),
        ("client_id", {"client_id": ""}),
        ("auth_method", {"auth_method": "private_key_jwt"}),
        ("secret_file", {"secret_file": ""}),
        ("secret_file", {"auth_method": "none"}),
        ("scopes", {"scopes": ["profile"]}),
        ("scopes", {"scopes": ["openid", "a b"]}),
        ("algorithms", {"algorithms": []}),
        ("algorithms", {"algorithms": ["RS256", "none"]}),
        ("algorithms", {"algorithms": ["HS256"]}),
        ("claims.subject", {"claims": {"subject": ""}}),
        ("request", {"request": {"redirect_uri": "https://evil.test/"}}),
        ("seconds", {"seconds": 0}),
        ("seconds", {"seconds": 600}),
        ("invented", {"invented": 1}),
    ],
)
def test_settings_that_do_not_hold_are_refused_by_name(named: str, more: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError, match=named):
        make(row(**more))


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("2010-05-14", date(2010, 5, 14)), ("14.05.2010", date(2010, 5, 14)),
        (" 2010-05-14T00:00:00Z ", date(2010, 5, 14)), ("0000-05-14", None), ("2010", None),
        ("31.02.2010", None), ("", None), (20100514, None), (None, None),
    ],
)  # fmt: skip
def test_birth_dates(value: object, found: date | None) -> None:
    assert reading.born(value) == found


def test_snils_must_hold_its_check_digits() -> None:
    assert reading.snils("00388203527") == "003-882-035 27"
    assert [reading.snils(one) for one in ("003-882-035 28", "нет", "", 3882035, None)] == [None] * 5


def test_a_claim_is_found_by_name_and_by_path() -> None:
    given = {"https://x/groups": ["a"], "realm_access": {"roles": ["b"]}, "a.b": 1}
    assert reading.claim(given, "https://x/groups") == ["a"]
    assert reading.claim(given, "realm_access.roles") == ["b"]
    assert reading.claim(given, "a.b") == 1
    assert [reading.claim(given, name) for name in ("", "no", "realm_access.no", "a.b.c")] == [None] * 4


def test_groups_are_a_list_or_one_text() -> None:
    assert reading.lines(["a", 7, "", None, "b"]) == ("a", "b")
    assert reading.lines("CN=Учителя,OU=Группы") == ("CN=Учителя,OU=Группы",)
    assert reading.lines({"a": 1}) == reading.lines(None) == ()


def test_only_true_confirms() -> None:
    assert [reading.is_true(one) for one in (True, "true", "True")] == [True] * 3
    assert [reading.is_true(one) for one in (False, "false", 1, "1", "yes", None, ["true"])] == [False] * 7


def test_labels_are_masked_where_they_are_personal() -> None:
    assert reading.masked("ivan@mail.test") == "i***@mail.test"
    assert reading.masked("+7 (900) 123-45-67") == "***4567"
    assert reading.masked("ivanov.i") == "ivanov.i"


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=5,
)
ALL = ClaimNames(groups="groups", snils="snils", confirmed="confirmed")
NAMED = [*msgspec.to_builtins(ALL).values(), "auth_time", "amr", "sid"]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(NAMED), PLAIN))
def test_whatever_claims_say_they_are_read_or_refused(found: dict[str, Any]) -> None:
    config = OidcConfig("https://id.school.test", "parta", "x", claims=ALL)
    try:
        proof = reading.identity("op", config, found | {"iat": 1_700_000_000}, "token")
    except ProofRefused as refused:
        assert str(refused) == "incomplete sub"  # noqa: PT017 - or it is read
    else:
        texts = [proof.subject, proof.label, proof.sid or "", proof.email or "", *proof.groups, *proof.amr]
        assert all(one.isprintable() for one in [*texts, *(proof.names or ())])  # no NUL for the database
        assert 0 < len(proof.subject) <= 255


@pytest.mark.parametrize(
    ("url", "is_own"),
    [
        ("https://id.school.test/token", True), ("https://ID.school.test/token", True),
        ("https://auth.id.school.test/", True), ("https://id.school.test:443/", True),
        ("https://api.test/", True), ("https://keys.test:8443/jwks", True),
        ("https://keys.test/jwks", False), ("https://api.test:22/", False),
        ("https://id.school.test:22/", False), ("http://id.school.test/", False),
        ("https://school.test/", False), ("https://evilid.school.test/", False),
        ("https://id.school.test.evil.test/", False), ("https://id.school.test@evil.test/", False),
        ("https://evil.test\\@id.school.test/", False), ("https://evil.test/#id.school.test", False),
        ("//id.school.test/", False), ("javascript:alert(1)", False), ("https://id.school.test:x/", False),
        ("https://[::1", False), ("", False),
    ],
)  # fmt: skip
def test_an_endpoint_is_the_provider_s_own(url: str, is_own: bool) -> None:
    config = OidcConfig("https://id.school.test", "parta", "x", hosts=("api.test", "keys.test:8443"))
    assert is_their_own(url, config) is is_own


def test_a_key_is_found_by_its_id_and_kind() -> None:
    given = [key.as_dict(private=False) for key in KEYS]
    found = keys.read({"keys": [*given, given[0] | {"use": "enc", "kid": "third"}]})
    assert [key.kid for key in found] == ["first", "second"]
    assert keys.pick(found, "second", "RS256") is found[1]
    assert keys.pick(found, "second", "ES256") is None
    assert keys.pick(found, None, "RS256") is None  # which of the two?
    assert keys.pick(found[:1], None, "PS256") is found[0]
    assert keys.read({"keys": [KEYS[0].as_dict(private=True)]}) == []
    assert keys.read({"keys": "x"}) == keys.read({}) == []


def test_at_hash_of_the_specification() -> None:
    """The example of OpenID Connect Core, A.3 and A.6."""
    assert (
        tokens.half_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y", "RS256") == "77QmUPtjPfzWtF2AnpK9RQ"
    )
    assert tokens.half_hash(None, "RS256") == ""


class Source:
    """A document that counts how often it was asked for, and a clock."""

    def __init__(self) -> None:
        self.now, self.asked, self.fails, self.pause = 1000.0, 0, False, 0.0
        self.cached: Cached[int] = Cached(self.fetch, fresh=100, stale=1000, now=lambda: self.now)

    async def fetch(self) -> int:
        self.asked += 1
        await asyncio.sleep(self.pause)
        if self.fails:
            raise ProofRefused(Refusal.UNAVAILABLE, "down")
        return self.asked


async def test_a_document_is_kept_while_it_is_fresh() -> None:
    source = Source()
    assert [await source.cached.get() for _ in range(3)] == [1, 1, 1]
    source.now += 100
    assert await source.cached.get() == 2


async def test_many_at_once_ask_once() -> None:
    source = Source()
    source.pause = 0.01
    assert await asyncio.gather(*[source.cached.get() for _ in range(20)]) == [1] * 20
    assert set(await asyncio.gather(*[source.cached.renewed() for _ in range(20)])) == {2}


async def test_an_old_document_serves_while_the_source_is_down_and_then_no_more() -> None:
    source = Source()
    await source.cached.get()
    source.fails = True
    source.now += 200
    assert [await source.cached.get() for _ in range(5)] == [1] * 5
    assert source.asked == 2
    source.now += PAUSE
    assert (await source.cached.get(), source.asked) == (1, 3)
    source.now += 1000
    with pytest.raises(ProofRefused, match="down"):
        await source.cached.get()
    with pytest.raises(ProofRefused, match="paused"):
        await source.cached.get()
    source.fails = False
    source.now += PAUSE
    assert await source.cached.get() == 5


async def test_a_visitor_s_deadline_counts_as_a_failure() -> None:
    source = Source()
    source.pause = 60
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(source.cached.get(), 0.05)
    with pytest.raises(ProofRefused, match="paused"):
        await source.cached.get()


async def test_renewing_is_rationed() -> None:
    source = Source()
    await source.cached.get()
    found = [await source.cached.renewed() for _ in range(10)]
    assert found == [2, 3, 4] + [4] * 7
    assert source.asked == 1 + RENEWALS
    source.now += 60
    assert await source.cached.renewed() == 5
