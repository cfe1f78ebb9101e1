"""The emulator refuses what ESIA refuses, each thing by its name (IDENTITY 2(d), 1-9)."""

from __future__ import annotations

import pytest

from tests.identity.esia.asked import (
    AC,
    came_back,
    cms,
    code_of,
    exchange,
    part_of,
    request,
    sign,
    stamp,
)
from tests.identity.esia.conftest import Emulator

STATE = "00000000-0000-4000-8000-000000000001"


async def test_1_systems_addresses_and_scopes_are_known(emulator: Emulator) -> None:
    urls = ("http://evil.test/", "javascript:x", "http://school.test@evil.test/", "http://u@school.test/")
    for more in ({"client_id": "OTHER"}, *({"redirect_uri": url} for url in urls)):
        answer = emulator.http.get(AC, params=await request(emulator) | more)
        assert answer.status_code == 400 and "location" not in answer.headers, more
    found = came_back(emulator, await request(emulator, _scope="openid inn"))
    assert found["error"] == "invalid_scope"


@pytest.mark.parametrize(
    "name",
    [
        "client_secret",
        "scope",
        "state",
        "timestamp",
        "response_type",
        "access_type",
        "client_certificate_hash",
    ],
)
async def test_2_every_parameter_is_needed_at_ac(emulator: Emulator, name: str) -> None:
    given = await request(emulator)
    del given[name]
    assert came_back(emulator, given)["error_description"] == f"ESIA-007014: {name}"


@pytest.mark.parametrize(
    "name",
    ["client_secret", "scope", "state", "timestamp", "code", "grant_type", "token_type",
     "client_certificate_hash"],
)  # fmt: skip
async def test_2_every_parameter_is_needed_at_te(emulator: Emulator, name: str) -> None:
    given = await request(emulator, await code_of(emulator))
    del given[name]
    status, told = exchange(emulator, given)
    assert status == 400 and told["error_description"] == f"ESIA-007014: {name}"


async def test_3_time_has_one_form_and_five_minutes(emulator: Emulator) -> None:
    found = came_back(emulator, await request(emulator, _timestamp="2026-11-28T04:00:00Z"))
    assert found["error_description"] == "ESIA-007014: timestamp"
    for shift in (-310, 310):
        found = came_back(emulator, await request(emulator, _timestamp=stamp(shift)))
        assert found["error_description"] == "ESIA-007053: timestamp"
    assert len(await code_of(emulator, _timestamp=stamp(-280))) > 100
    emulator.order("adult", clock=3600)
    assert "error" in came_back(emulator, await request(emulator))
    emulator.order("adult", clock=3600)
    assert "code" in came_back(emulator, await request(emulator, _timestamp=stamp(3600)))


async def test_4_state_is_a_uuid_used_once_and_comes_back(emulator: Emulator) -> None:
    found = came_back(emulator, await request(emulator, _state="sealed-blob"))
    assert found["error_description"] == "ESIA-007014: state"
    given = await request(emulator)
    emulator.order("adult")
    code = came_back(emulator, given)
    assert code["state"] == given["state"]
    assert came_back(emulator, given)["error_description"] == "ESIA-007014: state"
    status, told = exchange(emulator, await request(emulator, code["code"], _state=given["state"]))
    assert status == 400 and told["error_description"] == "ESIA-007014: state"
    fresh = await request(emulator, await code_of(emulator))
    assert exchange(emulator, fresh)[1]["state"] == fresh["state"]


ALTERED = {
    "scope": "openid", "redirect_uri": "http://school.test/other", "client_secret": "A" * 86,
    "timestamp": "", "scope_org": "org", "state": STATE,
}  # fmt: skip


@pytest.mark.parametrize("name", ALTERED)
async def test_5_what_was_signed_must_be_what_is_sent(emulator: Emulator, name: str) -> None:
    given = await request(emulator) | {name: ALTERED[name] or stamp(5)}
    answer = emulator.http.get(AC, params=given)
    assert "error_description=ESIA-007053%3A%20signature" in answer.headers["location"]


async def test_5_the_old_order_a_cms_and_an_old_hash_are_refused(emulator: Emulator) -> None:
    given = await request(emulator)
    old = given["scope"] + given["timestamp"] + given["client_id"] + given["state"]
    found = came_back(emulator, given | {"client_secret": await sign(emulator.folder, old)})
    assert found["error_description"] == "ESIA-007053: signature"
    given = await request(emulator)
    found = came_back(emulator, given | {"client_secret": await cms(emulator.folder, "any")})
    assert found["error_description"] == "ESIA-007053: signature"
    found = came_back(emulator, await request(emulator, client_certificate_hash="A" * 40))
    assert found["error_description"] == "ESIA-007053: client_certificate_hash"
    given = await request(emulator)
    padded = came_back(emulator, given | {"client_secret": given["client_secret"] + "=="})
    assert padded["error_description"] == "ESIA-007053: client_secret"
    other = await sign(emulator.folder, "x", "token-gost.key")
    found = came_back(emulator, await request(emulator, client_secret=other))
    assert found["error_description"] == "ESIA-007053: signature"


async def test_6_the_second_signature_is_over_the_code(emulator: Emulator) -> None:
    code = await code_of(emulator)
    given = await request(emulator, code)
    names = ("client_id", "scope", "timestamp", "state", "redirect_uri")
    without = await sign(emulator.folder, "".join(given[name] for name in names))
    status, told = exchange(emulator, given | {"client_secret": without})
    assert status == 400 and told["error_description"] == "ESIA-007053: signature"


async def test_7_a_code_is_long_used_once_and_bound(emulator: Emulator) -> None:
    code = await code_of(emulator)
    assert code.count(".") == 2 and len(code) > 500
    assert exchange(emulator, await request(emulator, code))[0] == 200
    assert exchange(emulator, await request(emulator, code))[1]["error"] == "invalid_grant"
    for more in ({"_scope": "openid"}, {"_redirect_uri": "http://school.test/other"},
                 {"_client_id": "SCHOOL_GOST"}):  # fmt: skip
        status, told = exchange(emulator, await request(emulator, await code_of(emulator), **more))
        assert (status, told["error"]) == (400, "invalid_grant"), more
    emulator.order("adult")
    code = came_back(emulator, await request(emulator))["code"]
    emulator.order(clock=61)
    assert exchange(emulator, await request(emulator, code))[1]["error"] == "invalid_grant"


async def test_8_and_9_tokens_look_like_theirs(emulator: Emulator) -> None:
    status, told = exchange(emulator, await request(emulator, await code_of(emulator)))
    assert status == 200 and told["token_type"] == "Bearer"
    header, claims = part_of(told["id_token"], 0), part_of(told["id_token"], 1)
    assert header == {"typ": "JWT", "ver": 1, "sbt": "id", "alg": "RS256"}
    assert claims["sub"] == 1_000_000_001 and claims["amr"] == "PWD" and "nonce" not in claims
    assert claims["iss"] == f"{emulator.base}/" and claims["urn:esia:sbj"]["urn:esia:sbj:is_tru"] is True
    access = part_of(told["access_token"], 1)
    assert access["scope"] == "openid fullname?oid=1000000001"


async def test_9_a_person_is_told_by_scopes_to_the_bearer_only(emulator: Emulator) -> None:
    told = exchange(emulator, await request(emulator, await code_of(emulator)))[1]
    bearer = {"authorization": f"Bearer {told['access_token']}"}
    person = emulator.http.get("/rs/prns/1000000001", headers=bearer).json()
    assert set(person) == {
        "trusted",
        "status",
        "updatedOn",
        "verifying",
        "lastName",
        "firstName",
        "middleName",
    }
    assert emulator.http.get("/rs/prns/1000000002", headers=bearer).status_code == 403
    assert emulator.http.get("/rs/prns/1000000001").status_code == 401
    assert emulator.http.get("/rs/prns/1000000001/kids", headers=bearer).status_code == 403
    assert emulator.http.get("/rs/prns/1000000001/ctts", headers=bearer).status_code == 403
