"""Doubts: what is compared and masked, who may decide, what a decision opens."""

from __future__ import annotations

import httpx
import msgspec

from identity.administration import doubts
from identity.door import flows, links
from identity.door.providers import ProviderRow, VerifiedIdentity
from identity.door.registry import provider_row
from identity.door.visitor import NOBODY
from intranet.kit import clock, crypto
from intranet.kit.db import DB
from tests.doors import make_account, sign_in
from tests.factories import World, insert
from tests.identity.administration.conftest import Browser, audited

PATH = "/office/entry/doubts"
NUMBER = "112-233-445 95"
ISSUER, SUBJECT = "http://esia.gosuslugi.ru/", "1000404446"


async def doubt(world: World, *logins: str, **facts: object) -> int:
    """Somebody came by the state's sign-in and may be these people."""
    provider = await DB.value("select id from identity_provider where slug = 'esia'")
    if provider is None:
        provider = await insert(
            "identity_provider", slug="esia", kind="esia", title="Госуслуги", trust="state", config={}
        )
    told = {"names": ["Орлова", "Анна", "Сергеевна"], "born": "1984-01-05", "snils": NUMBER} | facts
    return await insert(
        "link_review", provider=provider, issuer=ISSUER, subject=SUBJECT, reason="several",
        facts=crypto.seal(msgspec.json.encode(told).decode()), asked_at=clock.real_now(),
        last_at=clock.real_now(), candidates=[world.people[login] for login in logins],
    )  # fmt: skip


async def way() -> ProviderRow:
    row = await provider_row("esia")
    assert row is not None
    return row


def proof() -> VerifiedIdentity:
    return VerifiedIdentity("esia", ISSUER, SUBJECT, clock.real_now())


async def test_what_was_proved_is_compared_and_masked(secretary: httpx.AsyncClient, world: World) -> None:
    print_ = crypto.fingerprint(NUMBER)
    await DB.execute("update person set snils_print = $2 where id = $1", world.people["anna"], print_)
    ident = await doubt(world, "anna", "boris")
    page = (await secretary.get(f"{PATH}/{ident}")).text
    assert "•••-•••-••• 95" in page and NUMBER not in page and "112" not in page.split("<main", 1)[1]
    anna, boris = page.split("Осипов Борис")[0], page.split("Осипов Борис", 1)[1].split("</tr>")[0]
    assert anna.split("<tbody>", 1)[1].count("совпадает") == 5
    assert boris.count("другое") == 4 and boris.count("не с чем сравнить") == 1
    listed = (await secretary.get(PATH)).text
    assert "Орлова Анна Сергеевна" in listed and NUMBER not in listed


async def test_a_link_lets_the_person_in_by_that_way(secretary: httpx.AsyncClient, world: World) -> None:
    ident = await doubt(world, "anna", "boris")
    answer = await secretary.post(f"{PATH}/{ident}/link", data={"person": world.people["anna"]})
    assert answer.headers["location"] == f"{PATH}?told=linked"
    known = await links.known_link(await way(), proof())
    assert known is not None
    assert await DB.value("select person from account where id = $1", known.account) == world.people["anna"]
    assert await DB.value("select linked_by from external_identity") == "admin"
    assert await audited("identity.link.add") == await audited("identity.doubt.decide") == 1
    told = await DB.value("select string_agg(coalesce(after::text, ''), '') from audit_entry")
    assert NUMBER not in told and SUBJECT not in told
    again = await secretary.post(f"{PATH}/{ident}/link", data={"person": world.people["boris"]})
    assert again.status_code == 404
    assert await DB.value("select count(*) from external_identity") == 1


async def test_only_one_of_the_candidates_may_be_chosen(secretary: httpx.AsyncClient, world: World) -> None:
    ident = await doubt(world, "anna")
    for person in (world.people["boris"], 0, "x", 2147483647):
        answer = await secretary.post(f"{PATH}/{ident}/link", data={"person": person})
        assert answer.status_code == 422, person
    assert await DB.value("select count(*) from external_identity") == 0


async def test_nobody_links_a_way_in_to_oneself(secretary: httpx.AsyncClient, world: World) -> None:
    ident = await doubt(world, "svetlana")
    answer = await secretary.post(f"{PATH}/{ident}/link", data={"person": world.people["svetlana"]})
    assert answer.status_code == 422 and "Себе это записать нельзя" in answer.text
    assert await DB.value("select count(*) from external_identity") == 0


async def test_a_secretary_opens_no_door_to_more_rights(
    client: Browser, secretary: httpx.AsyncClient, world: World
) -> None:
    ident = await doubt(world, "oleg", "pavel")
    for login in ("oleg", "pavel"):
        answer = await secretary.post(f"{PATH}/{ident}/link", data={"person": world.people[login]})
        assert answer.status_code == 422 and "привязывает администратор" in answer.text
    admin = await sign_in(client(), world, "oleg", hat="administrator")
    answer = await admin.post(f"{PATH}/{ident}/link", data={"person": world.people["pavel"]})
    assert answer.status_code == 303


async def test_an_identity_that_is_somebodys_is_not_moved(secretary: httpx.AsyncClient, world: World) -> None:
    ident = await doubt(world, "anna")
    account = await make_account(world.people["boris"], "boris")
    async with DB.transaction():
        actor = world.viewer("oleg", "administrator")
        await links.link_identity(actor, account, await way(), proof(), "code", NOBODY)
    answer = await secretary.post(f"{PATH}/{ident}/link", data={"person": world.people["anna"]})
    assert answer.status_code == 422 and "другому человеку" in answer.text
    assert await DB.value("select state from link_review") == "open"


async def test_a_refusal_has_an_answer_for_the_next_time(secretary: httpx.AsyncClient, world: World) -> None:
    ident = await doubt(world, "anna")
    assert (await secretary.post(f"{PATH}/{ident}/refusal", data={"answer": " "})).status_code == 422
    answer = await secretary.post(f"{PATH}/{ident}/refusal", data={"answer": "Принесите паспорт."})
    assert answer.status_code == 303
    assert await doubts.answer_for(await way(), proof()) == "Принесите паспорт."
    assert "Сомнений нет" in (await secretary.get(PATH)).text
    assert f"{PATH}/{ident}/link" not in (await secretary.get(f"{PATH}/{ident}")).text


async def test_doubts_are_for_the_office_only(client: Browser, world: World) -> None:
    ident = await doubt(world, "anna")
    for login, hat in (("elena", "teacher"), ("irina", "head_teacher"), ("anna", "parent")):
        browser = await sign_in(client(), world, login, hat=hat)
        for path in (PATH, f"{PATH}/{ident}"):
            assert (await browser.get(path)).status_code == 403
        answer = await browser.post(f"{PATH}/{ident}/link", data={"person": world.people["anna"]})
        assert answer.status_code == 403
    assert (await client().get(f"{PATH}/{ident}")).headers["location"].startswith("/login")


async def test_the_answer_is_shown_at_the_next_attempt(
    client: Browser, secretary: httpx.AsyncClient, world: World
) -> None:
    ident = await doubt(world, "anna")
    await secretary.post(f"{PATH}/{ident}/refusal", data={"answer": "Принесите <b>паспорт</b>."})
    row, browser = await way(), flows.browser_token()
    for subject, is_told in ((SUBJECT, True), ("another", False)):
        proved = flows.proof_as_kept(VerifiedIdentity("esia", ISSUER, subject, clock.real_now()))
        await flows.open_flow(browser, "code", flows.Secret(proof=proved), provider=row.id)
        stranger = client()
        stranger.cookies.set("flow", browser)
        page = (await stranger.get("/login/code")).text
        assert ("Принесите &lt;b&gt;паспорт&lt;/b&gt;." in page) == is_told
