"""The emulator refuses what ESIA refuses, each thing by its name (IDENTITY 2(d), 1-13)."""

from __future__ import annotations

import asyncio
import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import pytest

from identity.esia.emulator import files
from identity.esia.emulator.files import ProductionError
from identity.esia.openssl import certificate_hash, openssl
from intranet.kit import clock
from tests.identity.esia.conftest import CALLBACK, Emulator

STATE = "00000000-0000-4000-8000-000000000001"
AC, TE = "/aas/oauth2/v2/ac", "/aas/oauth2/v3/te"


def stamp(shift: float = 0) -> str:
    moment = clock.real_now().timestamp() + shift
    return clock.real_now().fromtimestamp(moment, clock.real_now().tzinfo).strftime("%Y.%m.%d %H:%M:%S +0000")


async def sign(folder: Path, text: str, key: str = "client-gost.key") -> str:
    raw = await openssl("dgst", "-md_gost12_256", "-sign", str(folder / key), given=text.encode())
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


async def request(emulator: Emulator, code: str = "", **more: str) -> dict[str, str]:
    """The parameters of a right request; `more` replaces some after it was signed."""
    given = {
        "client_id": "SCHOOL", "scope": "openid fullname", "timestamp": stamp(), "state": str(uuid4()),
        "redirect_uri": CALLBACK,
        "client_certificate_hash": await certificate_hash((emulator.folder / "client-gost.crt").read_bytes()),
    }  # fmt: skip
    given |= {key[1:]: value for key, value in more.items() if key.startswith("_")}  # _x: before signing
    names = ("client_id", "scope", "timestamp", "state", "redirect_uri")
    given["client_secret"] = await sign(emulator.folder, "".join(given[name] for name in names) + code)
    if code:
        given |= {"code": code, "grant_type": "authorization_code", "token_type": "Bearer"}
    else:
        given |= {"response_type": "code", "access_type": "online"}
    return given | {key: value for key, value in more.items() if not key.startswith("_")}


def came_back(emulator: Emulator, given: dict[str, str], path: str = AC) -> dict[str, str]:
    answer = emulator.http.get(path, params=given)
    assert answer.status_code == 302, answer.text
    assert answer.headers["location"].startswith(CALLBACK)
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def exchange(emulator: Emulator, given: dict[str, str], path: str = TE) -> tuple[int, dict[str, Any]]:
    answer = emulator.http.post(path, data=given)
    return answer.status_code, answer.json()


async def code_of(emulator: Emulator, persona: str = "adult", **more: str) -> str:
    emulator.order(persona)
    return came_back(emulator, await request(emulator, **more))["code"]


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


def _part(token: str, place: int) -> dict[str, Any]:
    part = token.split(".")[place]
    return dict(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))))


async def test_8_and_9_tokens_look_like_theirs(emulator: Emulator) -> None:
    status, told = exchange(emulator, await request(emulator, await code_of(emulator)))
    assert status == 200 and told["token_type"] == "Bearer"
    header, claims = _part(told["id_token"], 0), _part(told["id_token"], 1)
    assert header == {"typ": "JWT", "ver": 1, "sbt": "id", "alg": "RS256"}
    assert claims["sub"] == 1_000_000_001 and claims["amr"] == "PWD" and "nonce" not in claims
    assert claims["iss"] == f"{emulator.base}/" and claims["urn:esia:sbj"]["urn:esia:sbj:is_tru"] is True
    access = _part(told["access_token"], 1)
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


async def test_10_a_parent_has_children_and_an_address(emulator: Emulator) -> None:
    more = {"_client_id": "SCHOOL_KIDS", "_scope": "openid email kid_fullname kid_birthdate"}
    told = exchange(emulator, await request(emulator, await code_of(emulator, "parent2", **more), **more))[1]
    bearer = {"authorization": f"Bearer {told['access_token']}"}
    kids = emulator.http.get("/rs/prns/1000000005/kids?embed=(elements)", headers=bearer).json()
    assert [kid["firstName"] for kid in kids["elements"]] == ["Алиса", "Тимур"]
    assert set(kids["elements"][0]) == {"lastName", "firstName", "middleName", "birthDate"}


@pytest.mark.parametrize(
    ("wanted", "let_in", "kept_out"),
    [
        ("acc_not_kid", "adult", "child13"),
        ("acc_kid", "child13", "adult"),
        ("conf_acc", "adult", "unconfirmed"),
    ],
)
async def test_10_the_filter_of_people_is_honoured(
    emulator: Emulator, wanted: str, let_in: str, kept_out: str
) -> None:
    emulator.order(let_in)
    assert "code" in came_back(emulator, await request(emulator, person_filter=wanted))
    emulator.order(kept_out)
    assert came_back(emulator, await request(emulator, person_filter=wanted))["error"] == "access_denied"
    assert "error" in came_back(emulator, await request(emulator, person_filter="everybody"))


async def test_11_faults_are_chosen_on_the_page_too(emulator: Emulator) -> None:
    page = emulator.http.get(AC, params=await request(emulator))
    assert page.status_code == 200 and "<script" not in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "form-action 'self' http://school.test" in policy
    key = page.text.split('name="key" value="', 1)[1].split('"', 1)[0]
    form = {"key": key, "persona": "adult", "fault": ["no_id_token", "unheard"]}
    answer = emulator.http.post("/choice", data=form)
    code = dict(parse_qsl(urlsplit(answer.headers["location"]).query))["code"]
    assert "id_token" not in exchange(emulator, await request(emulator, code))[1]
    assert emulator.http.post("/choice", data=form).status_code == 400  # a page is answered once


async def test_11_who_presses_refuse_comes_back_without_a_code(emulator: Emulator) -> None:
    page = emulator.http.get(AC, params=await request(emulator))
    key = page.text.split('name="key" value="', 1)[1].split('"', 1)[0]
    answer = emulator.http.post("/choice", data={"key": key, "persona": ""})
    assert "error=access_denied" in answer.headers["location"]


async def test_11_orders_need_the_header_and_known_words(emulator: Emulator) -> None:
    assert emulator.http.post("/control", json={}).status_code == 403
    for wrong in ({"persona": "nobody"}, {"faults": ["unheard"]}, {"other": 1}):
        answer = emulator.http.post("/control", json=wrong, headers={"x-emulator": "1"})
        assert answer.status_code == 400


async def test_12_signing_out_leads_to_registered_hosts_only(emulator: Emulator) -> None:
    for client, url, status in (
        ("SCHOOL", "http://school.test/x", 302),
        ("SCHOOL", "http://evil.test/", 400),
        ("OTHER", CALLBACK, 400),
    ):
        answer = emulator.http.get("/idp/ext/Logout", params={"client_id": client, "redirect_url": url})
        assert answer.status_code == status, url


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.5", "esia.gosuslugi.ru", "localhost.example", "::"])
async def test_13_it_listens_to_this_machine_only(tmp_path: Path, host: str) -> None:
    command = [sys.executable, "-m", "intranet.cli", "esia-emulator", "--host", host, "--data", str(tmp_path)]
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, check=False)
    assert done.returncode == 2 and "только эту машину" in done.stderr.decode()


async def test_13_it_answers_to_no_other_name(emulator: Emulator) -> None:
    for host in ("esia.gosuslugi.ru", "evil.test", "127.0.0.1.evil.test", ""):
        assert emulator.http.get("/", headers={"host": host}).status_code in (400, 421), host
    for host in ("localhost", f"127.0.0.1:{emulator.port}", "[::1]:80"):
        assert emulator.http.get("/", headers={"host": host}).status_code == 200, host


def test_13_real_hosts_cannot_be_registered(tmp_path: Path) -> None:
    for host in ("127.0.0.1", "localhost", "school.test"):
        files.check_host(host)
    for host in ("gosuslugi.ru", "school24.ru", "test", "a.testing", "10.0.0.1"):
        with pytest.raises(ProductionError):
            files.check_host(host)


async def cms(folder: Path, text: str, name: str = "client-gost") -> str:
    key, signer = (str(folder / f"{name}.{kind}") for kind in ("key", "crt"))
    raw = await openssl(
        "cms", "-sign", "-binary", "-signer", signer, "-inkey", key, "-md", "md_gost12_256",
        "-outform", "DER", "-nosmimecap", given=text.encode(),
    )  # fmt: skip
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


async def v1(
    emulator: Emulator, code: str = "", order: str = "", name: str = "client-gost"
) -> dict[str, str]:
    given = await request(emulator, code)
    del given["client_certificate_hash"]
    text = order or given["scope"] + given["timestamp"] + given["client_id"] + given["state"]
    return given | {"client_secret": await cms(emulator.folder, text, name)}


async def test_5_the_first_version_takes_a_detached_cms(running_v1: Emulator) -> None:
    running_v1.order("adult")
    found = came_back(running_v1, await v1(running_v1), "/aas/oauth2/ac")
    status, told = exchange(running_v1, await v1(running_v1, found["code"]), "/aas/oauth2/te")
    assert status == 200 and told["id_token"]


async def test_5_the_first_version_refuses_other_texts_keys_and_raw_signatures(running_v1: Emulator) -> None:
    for given in (await v1(running_v1, order="other"), await v1(running_v1, name="token-gost"),
                  await request(running_v1)):  # fmt: skip
        found = came_back(running_v1, given, "/aas/oauth2/ac")
        assert found["error_description"] == "ESIA-007053: signature"


async def test_the_first_version_is_shut_in_other_modes(emulator: Emulator) -> None:
    assert emulator.http.get("/aas/oauth2/ac").status_code == 404
    assert emulator.http.post("/aas/oauth2/te", data={"a": "b"}).status_code == 404
