"""Sweeps of a directory on their page: what they found, asking for another."""

from __future__ import annotations

import httpx

from intranet.kit import clock
from intranet.kit.db import DB
from tests.factories import World, insert
from tests.identity.administration.conftest import audited

PATH = "/office/entry/directories/network"
CONFIG = {"url": "ldaps://dc.example", "base": "dc=x", "bind_dn": "cn=x", "secret_file": "dc.password"}


async def directory(*, on: bool = True) -> int:
    return await insert(
        "identity_provider", slug="network", kind="ldap", title="Школьная сеть", is_enabled=on, config=CONFIG
    )


async def run(provider: int, **values: object) -> int:
    told = {"mode": "full", "started_at": clock.real_now(), "ended_at": clock.real_now()} | values
    return await insert("directory_run", provider=provider, **told)


async def jobs() -> list[str]:
    return await DB.rows(str, "select convert_from(payload, 'UTF8') from pgqueuer order by id")


async def test_runs_plans_and_strangers_are_shown(admin: httpx.AsyncClient, world: World) -> None:
    ident = await directory()
    await run(ident, aborted="timeout ldap")
    step = {"what": "suspend", "who": "Петров <b>Иван</b>", "login": "petrov", "why": "disabled"}
    await run(ident, is_dry=True, counts={"suspend": 1}, planned=[step])
    await insert("directory_entry", provider=ident, stable_id="1", login_key="sidorov", surname="Сидоров")
    page = (await admin.get(PATH)).text
    assert "Сервер молчит дольше" in page and "закрыть вход: 1" in page
    assert "Петров &lt;b&gt;Иван" in page and "выключен в каталоге" in page
    assert "Сидоров" in page and "в каталоге нет табельного номера" in page
    await run(ident)
    assert "Что сделает полная сверка" not in (await admin.get(PATH)).text


async def test_an_unknown_entry_is_said_to_be_somebodys(admin: httpx.AsyncClient, world: World) -> None:
    ident = await directory()
    entry = await insert(
        "directory_entry", provider=ident, stable_id="7", dn="uid=elena", login_key="l.elena",
        surname="Лебедева", name="Елена",
    )  # fmt: skip
    page = (await admin.get(PATH)).text
    elena = world.people["elena"]
    assert "Это Лебедева Елена Павловна, сотрудник" in page and f'value="{elena}"' in page
    link = f"{PATH}/entries/{entry}/link"
    assert (await admin.post(link, data={"person": ""})).status_code == 422
    assert (await admin.post(link, data={"person": world.people["oleg"]})).status_code == 422  # oneself
    assert (await admin.post(f"{PATH}/entries/{entry + 1}/link", data={"person": elena})).status_code == 404
    assert (await admin.post(link, data={"person": elena})).status_code == 303
    found = await DB.record(
        "select x.subject, a.person from external_identity x join account a on a.id = x.account"
    )
    assert tuple(found) == ("7", elena)
    assert (await admin.post(link, data={"person": elena})).status_code == 404


async def test_a_sweep_is_asked_for_once(admin: httpx.AsyncClient, world: World) -> None:
    await directory()
    for _n in range(2):
        assert (await admin.post(f"{PATH}/sweeps", data={"dry": "1"})).status_code == 303
    assert (await admin.post(f"{PATH}/sweeps", data={"dry": "0"})).status_code == 303
    assert len(await jobs()) == 2
    assert await audited("identity.directory.sweep") == 3


async def test_a_directory_that_is_off_is_only_rehearsed(admin: httpx.AsyncClient, world: World) -> None:
    await directory(on=False)
    answer = await admin.post(f"{PATH}/sweeps", data={"dry": "0"})
    assert answer.status_code == 422 and "Сначала включите" in answer.text
    assert (await admin.post(f"{PATH}/sweeps", data={"dry": "1"})).status_code == 303
    assert len(await jobs()) == 1


async def test_what_is_no_directory_has_no_sweeps(admin: httpx.AsyncClient, world: World) -> None:
    for slug in ("local", "nothing"):
        assert (await admin.get(f"/office/entry/directories/{slug}")).status_code == 404
        assert (await admin.post(f"/office/entry/directories/{slug}/sweeps", data={})).status_code == 404
