"""Ways in on their pages: what may be set, what is refused, what is never shown."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from intranet.kit import clock
from intranet.kit.db import DB
from tests.doors import sign_in
from tests.factories import World, insert
from tests.identity.administration.conftest import OIDC, WAYS, Browser, Send, audited, stored


async def test_a_new_way_is_off_until_it_is_switched_on(add: Send, admin: httpx.AsyncClient) -> None:
    answer = await add()
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == f"{WAYS}/district?told=added"
    row = await stored()
    assert (row["is_enabled"], row["kind"], row["origin"], row["ordinal"]) == (False, "oidc", "page", 5)
    assert row["config"]["scopes"] == ["openid", "profile"] and row["config"]["claims"]["subject"] == "sub"
    assert "Район" not in (await admin.get("/login")).text
    assert (await admin.post(f"{WAYS}/district/state", data={"on": "1"})).status_code == 303
    assert (await stored())["is_enabled"]
    assert await audited("identity.provider.enable") == 1


async def test_the_card_shows_addresses_and_files_but_no_secret(add: Send, admin: httpx.AsyncClient) -> None:
    await add()
    page = (await admin.get(f"{WAYS}/district")).text
    assert "http://school.test/auth/district/callback" in page
    assert "http://school.test/auth/district/backchannel" in page
    assert "secrets/district.secret" in page and "на месте" in page
    assert "не-для-страниц" not in page
    told = await DB.value("select string_agg(after::text, '') from audit_entry")
    assert "не-для-страниц" not in told


async def test_settings_change_and_say_when(add: Send, admin: httpx.AsyncClient) -> None:
    await add()
    before = (await stored())["changed_at"]
    form = OIDC | {"title": "Учётная запись района", "hats": ["teacher", "parent"], "min_age": "14"}
    answer = await admin.post(f"{WAYS}/district/edit", data=form)
    assert answer.status_code == 303, answer.text
    row = await stored()
    assert (row["title"], row["hats"], row["min_age"]) == (
        "Учётная запись района", ["parent", "teacher"], 14,
    )  # fmt: skip
    assert row["changed_at"] > before
    assert 'value="district.secret"' in (await admin.get(f"{WAYS}/district/edit")).text


async def test_the_same_settings_again_change_nothing(add: Send, admin: httpx.AsyncClient) -> None:
    await add()
    before = await stored()
    assert (await admin.post(f"{WAYS}/district/edit", data=OIDC)).status_code == 303
    assert await stored() == before
    assert await audited("identity.provider.change") == 0


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("slug", "local", "От 2 до 40 знаков"),
        ("slug", "new", "От 2 до 40 знаков"),
        ("slug", "../etc", "От 2 до 40 знаков"),
        ("slug", "Район", "От 2 до 40 знаков"),
        ("slug", "a", "От 2 до 40 знаков"),
        ("slug", "x" * 41, "От 2 до 40 знаков"),
        ("slug", "a/b", "От 2 до 40 знаков"),
        ("secret_file", "../secret.key", "Только имя файла"),
        ("secret_file", "/etc/shadow", "Только имя файла"),
        ("secret_file", "a\\b", "Только имя файла"),
        ("secret_file", "", "Назовите файл"),
        ("ca_file", "..", "Только имя файла"),
        ("issuer", "http://id.example", "Адрес начинается с"),
        ("issuer", "javascript:alert(1)", "Нужен полный адрес"),
        ("issuer", "https://user:pw@id.example", "Нужен полный адрес"),
        ("issuer", "https://id.example/#x", "Нужен полный адрес"),
        ("algorithms", "none", "верить нельзя"),
        ("algorithms", "RS256\nHS256", "верить нельзя"),
        ("scopes", "profile", "openid"),
        ("hosts", "https://other.example/x", "Имена узлов"),
        ("seconds", "900", "От 1 до 15"),
        ("seconds", "nan", "От 1 до 15"),
        ("trust", "state", ""),
        ("hats", "god", ""),
        ("title", "x" * 81, ""),
        ("claims__subject", "", "Заполните поле"),
    ],
)
async def test_a_bad_value_is_said_beside_its_field(add: Send, field: str, value: str, said: str) -> None:
    answer = await add(**{field: value})
    assert answer.status_code == 422, answer.headers.get("location")
    assert said in answer.text and f'id="{field}' in answer.text
    assert await DB.value("select count(*) from identity_provider") == 1


async def test_what_was_typed_is_kept(add: Send) -> None:
    answer = await add(issuer="ftp://x", title="Мой вход")
    assert answer.status_code == 422
    assert 'value="ftp://x"' in answer.text and 'value="Мой вход"' in answer.text
    assert "openid\nprofile" in answer.text


async def test_a_title_is_text_wherever_it_stands(add: Send, admin: httpx.AsyncClient) -> None:
    evil = "<script>alert(1)</script>\"'"
    assert (await add(title=evil)).status_code == 303
    await admin.post(f"{WAYS}/district/state", data={"on": "1"})
    for path in (WAYS, f"{WAYS}/district", f"{WAYS}/district/edit", "/login", "/office/entry/events"):
        page = (await admin.get(path) if path != "/login" else await admin.get("/login")).text
        assert "<script>alert" not in page, path


async def test_a_taken_name_is_refused(add: Send) -> None:
    await add()
    answer = await add(title="Другой")
    assert answer.status_code == 422 and "уже занято" in answer.text


async def test_every_kind_has_a_form_that_saves(admin: httpx.AsyncClient, folder: Path) -> None:
    gateway = OIDC | {"kind": "gateway", "slug": "esia", "trust": "state", "min_age": "14"}
    direct = {
        "kind": "direct", "slug": "esia-direct", "title": "Госуслуги", "trust": "state", "ordinal": "0",
        "client_id": "SCHOOL", "host": "https://esia.gosuslugi.ru", "issuer": "http://esia.gosuslugi.ru/",
        "scopes": "openid", "algorithms": "RS256", "seconds": "5", "signer__kind": "openssl",
        "signer__key_file": "esia.key", "signer__certificate_file": "esia.crt", "signer__seconds": "5",
    }  # fmt: skip
    ldap = {
        "kind": "ldap", "slug": "school-ad", "title": "Школьная сеть", "trust": "school", "ordinal": "0",
        "flavour": "ad", "url": "ldaps://dc.school.local", "base": "dc=school", "bind_dn": "cn=x",
        "secret_file": "dc.password", "user_filter": "(objectClass=user)",
        "attributes__stable_id": "objectGUID", "attributes__login": "sAMAccountName",
        "seconds": "4", "threads": "6", "free_binds": "4", "lockout_minutes": "30",
        "missing_sweeps": "2", "missing_hours": "24", "archive_days": "90", "most_suspended": "50",
        "most_suspended_percent": "10",
    }  # fmt: skip
    for form in (gateway, direct, ldap):
        assert (await admin.get(f"{WAYS}/new?kind={form['kind']}")).status_code == 200
        answer = await admin.post(WAYS, data=form)
        assert answer.status_code == 303, (form["kind"], answer.text)
        edit = f"{WAYS}/{form['slug']}/edit"
        assert (await admin.get(edit)).status_code == 200
        assert (await admin.post(edit, data=form)).status_code == 303
    assert (await stored("esia"))["config"]["transport"] == "gateway"
    assert (await stored("esia-direct"))["config"]["direct"]["signer"]["key_file"] == "esia.key"
    assert (await admin.get(f"{WAYS}/new?kind=saml")).status_code == 404


async def test_a_program_is_not_named_on_a_page(admin: httpx.AsyncClient, folder: Path) -> None:
    form = {
        "kind": "direct", "slug": "esia", "title": "Госуслуги", "trust": "state", "ordinal": "0",
        "client_id": "S", "host": "https://esia.gosuslugi.ru", "issuer": "http://esia.gosuslugi.ru/",
        "scopes": "openid", "algorithms": "RS256", "seconds": "5", "signer__kind": "command",
        "signer__command": "/bin/sh", "signer__certificate_file": "x", "signer__seconds": "5",
    }  # fmt: skip
    assert (await admin.post(WAYS, data=form)).status_code == 422


async def test_the_houses_own_passwords_stay_on(admin: httpx.AsyncClient) -> None:
    for deed in ("state", "delete"):
        answer = await admin.post(f"{WAYS}/local/{deed}", data={"on": "0"})
        assert answer.status_code == 422, deed
    assert (await admin.get(f"{WAYS}/local/edit")).status_code == 404
    assert (await stored("local"))["is_enabled"]


async def test_without_its_file_a_way_is_not_switched_on(add: Send, admin: httpx.AsyncClient) -> None:
    await add(secret_file="missing.secret")
    answer = await admin.post(f"{WAYS}/district/state", data={"on": "1"})
    assert answer.status_code == 422 and "missing.secret" in answer.text
    assert not (await stored())["is_enabled"]


async def test_a_way_somebody_is_linked_to_stays(add: Send, admin: httpx.AsyncClient, world: World) -> None:
    await add()
    await admin.post(f"{WAYS}/district/state", data={"on": "1"})
    assert (await admin.post(f"{WAYS}/district/delete", data={})).status_code == 422  # it is on
    await admin.post(f"{WAYS}/district/state", data={"on": "0"})
    account = await DB.value("select id from account where person = $1", world.people["oleg"])
    await insert(
        "external_identity", account=account, provider=(await stored())["id"], issuer="i", subject="s",
        linked_by="admin", linked_at=clock.real_now(),
    )  # fmt: skip
    answer = await admin.post(f"{WAYS}/district/delete", data={})
    assert answer.status_code == 422 and "привязаны люди" in answer.text
    await DB.execute("delete from external_identity")
    assert (await admin.post(f"{WAYS}/district/delete", data={})).status_code == 303
    assert await stored() is None and await audited("identity.provider.delete") == 1


async def test_switching_off_ends_no_session(add: Send, admin: httpx.AsyncClient, world: World) -> None:
    await add()
    await admin.post(f"{WAYS}/district/state", data={"on": "1"})
    await DB.execute("update auth_session set provider = $1", (await stored())["id"])
    await admin.post(f"{WAYS}/district/state", data={"on": "0"})
    assert (await admin.get("/profile")).status_code == 200


async def test_a_way_of_a_file_is_shown_and_not_changed(add: Send, admin: httpx.AsyncClient) -> None:
    await add()
    await DB.execute("update identity_provider set origin = 'file' where slug = 'district'")
    page = (await admin.get(f"{WAYS}/district")).text
    assert "задан файлом" in page and f"{WAYS}/district/edit" not in page
    assert (await admin.get(f"{WAYS}/district/edit")).status_code == 404
    assert (await admin.post(f"{WAYS}/district/edit", data=OIDC)).status_code == 404
    for deed in ("state", "delete", "groups"):
        form = {"on": "1", "group_key": "a", "hat": "secretary"}
        assert (await admin.post(f"{WAYS}/district/{deed}", data=form)).status_code == 422, deed


async def test_a_group_gives_a_granted_hat_only(add: Send, admin: httpx.AsyncClient) -> None:
    await add()
    path = f"{WAYS}/district/groups"
    assert (await admin.post(path, data={"group_key": "zavuch", "hat": "head_teacher"})).status_code == 303
    again = await admin.post(path, data={"group_key": "zavuch", "hat": "head_teacher"})
    assert again.status_code == 422 and "уже есть" in again.text
    assert (await admin.post(path, data={"group_key": "x", "hat": "student"})).status_code == 422
    assert (await admin.post(path, data={"group_key": "", "hat": "secretary"})).status_code == 422
    line = await DB.value("select id from group_hat")
    assert "zavuch" in (await admin.get(f"{WAYS}/district")).text
    await add(slug="other")
    assert (await admin.post(f"{WAYS}/other/groups/{line}/delete", data={})).status_code == 404
    assert (await admin.post(f"{path}/{line}/delete", data={})).status_code == 303
    assert await DB.value("select count(*) from group_hat") == 0


async def test_only_an_administrator_and_only_a_fresh_one(client: Browser, add: Send, world: World) -> None:
    await add()
    for login, hat in (("svetlana", "secretary"), ("pavel", "director"), ("anna", "parent")):
        browser = await sign_in(client(), world, login, hat=hat)
        assert (await browser.get(WAYS)).status_code == 403
        assert (await browser.post(f"{WAYS}/district/state", data={"on": "1"})).status_code == 403
    assert (await client().get(WAYS)).headers["location"].startswith("/login")
    admin = await sign_in(client(), world, "oleg", hat="administrator")
    await DB.execute("update auth_session set proved_at = $1", clock.real_now() - timedelta(minutes=30))
    for answer in (await admin.get(WAYS), await admin.post(f"{WAYS}/district/state", data={"on": "1"})):
        assert answer.status_code == 303 and answer.headers["location"].startswith("/login/again")
    assert not (await stored())["is_enabled"]


async def test_an_unknown_way_is_not_there(admin: httpx.AsyncClient) -> None:
    for path in ("nothing", "nothing/edit"):
        assert (await admin.get(f"{WAYS}/{path}")).status_code == 404
    for deed in ("edit", "state", "delete", "probe", "groups"):
        assert (await admin.post(f"{WAYS}/nothing/{deed}", data={})).status_code == 404
