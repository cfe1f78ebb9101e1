"""The emulator's people, switches and walls (IDENTITY 2(d), 10-13), and the first version (5)."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from click.testing import CliRunner

from identity.commands.esia_emulator import esia_emulator
from identity.esia.emulator import files
from identity.esia.emulator.files import ProductionError
from tests.identity.esia.asked import (
    AC,
    came_back,
    code_of,
    exchange,
    request,
    v1,
)
from tests.identity.esia.conftest import CALLBACK, Emulator


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
def test_13_it_listens_to_this_machine_only(tmp_path: Path, host: str) -> None:
    done = CliRunner().invoke(esia_emulator, ["--host", host, "--data", str(tmp_path / "esia")])
    assert done.exit_code == 2 and "только эту машину" in done.output
    assert not (tmp_path / "esia").exists()


async def test_13_the_command_is_one_of_the_houses(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "intranet.cli", "esia-emulator", "--host", "0.0.0.0"]
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
