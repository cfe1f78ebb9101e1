"""Ways to get into somebody else's account, or to more rights, that were tried and are shut."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest

from identity.door import registry, throttle
from identity.door.entering import Pending, Wish, enter
from identity.door.providers import CONFIRMED
from identity.door.visitor import Visitor
from identity.local import recovery
from intranet.kit import clock, crypto
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from intranet.school.people import hats
from tests.doors import make_account, sign_in
from tests.factories import World, insert, make_school
from tests.identity.factors.shown import code, give_app
from tests.identity.invitations_steps import count, issued, make_way, proof_of, register, typed
from tests.identity.letters import letters_in, link_in, run_jobs
from tests.people import PASSWORD

Browser = Callable[[], httpx.AsyncClient]
HIDDEN = ("", "\u200b", "\u00ad", "\ufeff", "\u200b\u200b", "\u2060", "\u200b" * 60)


@pytest.fixture
async def world(db: None) -> World:
    return await make_school()


async def linked(world: World, who: str) -> int:
    """An account entered by another system only, as the first sign-in by it opens one."""
    local = await DB.value("select id from identity_provider where slug = 'local'")
    account = await insert("account", person=world.people[who], provider=local, login=who, login_key=who)
    way = await DB.value("select id from identity_provider where slug = 'sso'")
    await insert(
        "external_identity", account=account, provider=way, issuer="https://sso.test", subject=who,
        linked_by="code",
    )  # fmt: skip
    return account


async def test_guessing_an_address_is_one_count_however_it_is_written(client: Browser, world: World) -> None:
    """Invisible letters are taken out of an address before it is looked up, and before it is counted."""
    await make_account(world.people["anna"], "anna")
    await DB.execute("update person set email = 'anna@example.com' where id = $1", world.people["anna"])
    statuses = []
    for hidden in HIDDEN:
        written = f"anna@{hidden}example.com"
        answer = await client().post("/login", data={"login": written, "password": "wrong"})
        statuses.append(answer.status_code)
    assert statuses == [422] * throttle.FREE + [429] * (len(HIDDEN) - throttle.FREE)


async def test_one_network_is_one_place_to_guess_from(db: None) -> None:
    """Whoever has an IPv6 network has more addresses than there are rows in any table."""
    now = clock.real_now()
    few = throttle.Bucket("code", 3, 60.0)
    for n in range(3):
        assert await throttle.take(few, f"2001:db8:1:2::{n:x}", now) == 0
    assert await throttle.take(few, "2001:db8:1:2:ffff::1", now) > 0
    assert await throttle.take(few, "2001:db8:1:3::1", now) == 0
    assert await throttle.take(few, "192.0.2.1", now) == 0


@pytest.mark.parametrize("path", ["", "/codes"])
async def test_a_secretary_gets_no_way_into_a_directors_account(
    client: Browser, world: World, path: str
) -> None:
    """A director who enters by another system has a way of one's own as much as one with a password."""
    await make_way()
    await linked(world, "pavel")
    office = await sign_in(client(), world, "svetlana", hat="secretary")
    form = {"relation": "staff", "child": ""}
    answer = await office.post(f"/office/slips/{world.people['pavel']}{path}", data=form)
    assert answer.status_code == 422 and "администратор" in answer.text
    assert await count("local_credential") == 1 and await count("entry_code") == 0


async def test_a_code_opens_no_rights_that_its_issuer_could_not_give(client: Browser, world: World) -> None:
    """A class teacher gave a parent a code and kept a copy; the parent is given a granted hat later."""
    teacher = await sign_in(client(), world, "elena", hat="teacher")
    given = await issued(teacher, world, "anna", "dasha")
    browser = client()
    assert (await typed(browser, given)).status_code == 200
    await hats.grant_hat(system_actor(), world.people["anna"], "secretary")
    answer = await typed(client(), given)
    assert answer.status_code == 422 and "попросите новый" in answer.text.lower()
    await register(browser)
    assert await count("account") == 1
    office = await sign_in(client(), world, "svetlana", hat="secretary")
    fresh = await issued(office, world, "anna", "dasha")
    assert (await typed(client(), fresh)).status_code == 200


async def test_a_letter_opens_no_rights_given_after_it(client: Browser, world: World, sink: Path) -> None:
    """The office wrote the address: it turns the door of a parent, not that of an administrator to be."""
    await make_account(world.people["anna"], "anna")
    await DB.execute("update person set email = 'anna@example.com' where id = $1", world.people["anna"])
    await client().post("/recovery", data={"login": "anna"})
    await run_jobs(recovery.JOB)
    link = link_in(letters_in(sink)[-1])
    assert (await client().get(link)).status_code == 200
    await hats.grant_hat(system_actor(), world.people["anna"], "administrator")
    new = "лошадь скрепка батарея"
    assert (await client().get(link)).status_code == 404
    assert (await client().post(link, data={"password": new, "again": new})).status_code == 404
    assert (await client().post("/login", data={"login": "anna", "password": PASSWORD})).status_code == 303


async def test_a_letter_dies_with_the_address_it_went_to(client: Browser, world: World, sink: Path) -> None:
    await make_account(world.people["anna"], "anna")
    whose = world.people["anna"]
    await DB.execute("update person set email = 'old@example.com' where id = $1", whose)
    await client().post("/recovery", data={"login": "anna"})
    await run_jobs(recovery.JOB)
    link = link_in(letters_in(sink)[-1])
    await DB.execute("update person set email = '' where id = $1", whose)
    assert (await client().get(link)).status_code == 404


async def test_a_way_that_was_taken_back_opens_nothing_at_the_second_step(
    client: Browser, world: World
) -> None:
    await make_way()
    account = await linked(world, "elena")
    await give_app(account)
    row = await registry.provider_row("sso")
    assert row is not None
    pending = await enter(Visitor("127.0.0.1", "test"), row, proof_of("elena"), Wish())
    assert isinstance(pending, Pending) and pending.stage == "factor"
    browser = client()
    browser.cookies.set("flow", pending.browser, domain="school.test")
    await DB.execute("delete from external_identity where account = $1", account)
    answer = await browser.post("/login/factor", data={"code": code()})
    assert answer.status_code == 403 and "уже закончилась" in answer.text
    assert await count("auth_session") == 0


async def test_proving_again_while_the_directory_is_away_costs_nothing(client: Browser, world: World) -> None:
    """Its settings name a secret that is not there: a sentence, no failure of ours, no attempt lost."""
    browser = await sign_in(client(), world, "elena", hat="teacher")
    config = {"url": "ldaps://dc.school.test", "base": "dc=school", "bind_dn": "cn=x", "secret_file": "none"}
    net = await insert("identity_provider", slug="net", kind="ldap", title="net", config=config)
    await DB.execute("update account set provider = $1 where login_key = 'elena'", net)
    await DB.execute("update auth_session set proved_at = proved_at - interval '1 hour'")
    for _n in range(throttle.FREE + 2):
        answer = await browser.post("/login/again", data={"password": PASSWORD, "next": "/profile"})
        assert answer.status_code == 503, answer.text
        await DB.execute("update auth_throttle set until = now() - $1::interval", timedelta(seconds=1))
    assert await DB.value("select coalesce(max(level), 0) from auth_throttle where kind = 'address'") == 0


async def test_nobody_registers_as_a_word_of_the_house(client: Browser, world: World) -> None:
    teacher = await sign_in(client(), world, "elena", hat="teacher")
    browser = client()
    await typed(browser, await issued(teacher, world, "anna", "dasha"))
    answer = await register(browser, "administrator")
    assert answer.status_code == 422 and await count("account") == 1


async def test_another_number_on_a_card_turns_no_administrators_door(client: Browser, world: World) -> None:
    """Whoever keeps the register could write an accomplice's number, surname and birth date on any card."""
    await insert("identity_provider", slug="sso", kind="esia", title="Госуслуги", trust="state")
    await make_account(world.people["oleg"], "oleg")
    row = await registry.provider_row("sso")
    assert row is not None
    number, born = "112-233-445 95", date(1991, 2, 3)
    for who, expected in (("oleg", 0), ("elena", 1)):
        await DB.execute("update person set snils_print = null")
        await DB.execute(
            "update person set snils_print = $2, surname = 'Чужая', born = $3 where id = $1",
            world.people[who], crypto.fingerprint(number), born,
        )  # fmt: skip
        proof = proof_of(
            f"oid-{who}", assurance=CONFIRMED, snils=number, born=born, names=("Чужая", "Анна", "Львовна")
        )
        found = await enter(Visitor("127.0.0.1", "test"), row, proof, Wish())
        assert isinstance(found, Pending) == (not expected)
        assert await count("external_identity") == expected
    assert await DB.value("select reason from link_review") == "granted"
