"""Taking changes back from the history of a card: what was before stands again, or the reason why not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from intranet.kit import clock
from intranet.kit.db import DB
from intranet.school import service as school
from intranet.school.service import ConsentCard, ContactCard
from tests.doors import sign_in
from tests.factories import FIRST, TODAY, World, insert, make_school
from tests.modules.office.test_people import card, secretary

Client = Callable[[], httpx.AsyncClient]
NINA = ContactCard(name="Орлова Нина", phone="+79120000003", relation="бабушка")
STATE = """select json_build_array(
    (select json_agg(g order by g.id) from guardianship g),
    (select json_agg(json_build_array(c.child, c.ordinal, c.name, c.phone) order by c.ordinal)
        from emergency_contact c),
    (select json_agg(c order by c.id) from consent c), (select json_agg(s order by s.id) from staff_post s),
    (select json_agg(json_build_array(h.person, h.hat, h.since, h.until) order by h.person, h.hat)
        from granted_hat h),
    (select json_agg(json_build_array(p.id, p.surname, p.phone, p.born, p.name_key) order by p.id)
        from person p))"""


async def last_change(action: str = "%") -> int:
    """The newest entry of an action."""
    found = "select id from audit_entry where action like $1 and subject = 'person' order by id desc limit 1"
    return int(await DB.value(found, action))


async def undo(browser: httpx.AsyncClient, change: int, back: str = "/office/people") -> httpx.Response:
    """Press the button."""
    return await browser.post(f"/office/changes/{change}/undo", data={"next": back})


async def prepared(world: World) -> dict[str, int]:
    """A contact, a consent and a post that stand already."""
    actor, dasha = world.viewer("svetlana", "secretary"), world.people["dasha"]
    return {
        "contact": await school.add_contact(actor, dasha, NINA),
        "second": await school.add_contact(actor, dasha, ContactCard(name="Сосед", phone="+79120000004")),
        "consent": await school.add_consent(
            actor, dasha, ConsentCard(kind="photo", since=FIRST, signed_by=world.people["anna"])
        ),
        "post": await school.add_staff_post(actor, world.people["gleb"], "тьютор", FIRST),
        "link": await DB.value("select id from guardianship where child = $1", dasha),
        "grant": await DB.value("select id from granted_hat where hat = 'director'"),
    }


async def change(world: World, rows: dict[str, int], what: str) -> None:
    """One change by its service."""
    actor, dasha, day = world.viewer("svetlana", "secretary"), world.people["dasha"], TODAY - timedelta(1)
    match what:
        case "create":
            card = school.PersonCard(surname="Ошибкин", name="Олег")
            await school.create_person(actor, card)
        case "update":
            await school.update_reach(actor, dasha, "+79120000009", "d@example.ru")
        case "link":
            await school.add_guardianship(actor, world.people["boris"], dasha, "other", FIRST)
        case "relabel":
            await school.change_guardianship(actor, rows["link"], kind="other", is_legal=False, basis="х")
        case "end":
            await school.end_guardianship(actor, rows["link"], day)
        case "restrict":
            await school.restrict(actor, rows["link"], day, "№ 1")
        case "contact":
            await school.add_contact(actor, dasha, ContactCard(name="Тётя", phone="+79120000005"))
        case "recontact":
            await school.change_contact(actor, rows["contact"], ContactCard(name="Нина О.", phone="+7912"))
        case "uncontact":
            await school.remove_contact(actor, rows["contact"])
        case "order":
            await school.call_earlier(actor, rows["second"])
        case "consent":
            await school.add_consent(actor, dasha, ConsentCard(kind="publication", since=FIRST))
        case "withdraw":
            await school.withdraw_consent(actor, rows["consent"], TODAY)
        case "post":
            await school.add_staff_post(actor, world.people["gleb"], "вожатый", FIRST)
        case "unpost":
            await school.end_post(actor, rows["post"], day)
        case "grant":
            await school.grant_hat(actor, world.people["olga"], "director", since=TODAY)
        case "regrant":
            await school.change_grant(actor, rows["grant"], TODAY + timedelta(9))
        case "ungrant":
            await school.withdraw_grant(actor, rows["grant"])


CHANGES = (
    "create", "update", "link", "relabel", "end", "restrict", "contact", "recontact", "uncontact", "order",
    "consent", "withdraw", "post", "unpost", "grant", "regrant", "ungrant",
)  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
async def test_every_change_is_taken_back_whole(client: Client, what: str) -> None:
    world = await make_school()
    rows = await prepared(world)
    is_hat = what.endswith("grant")
    who = ("oleg", "administrator") if is_hat else ("svetlana", "secretary")
    browser = await sign_in(client(), world, who[0], hat=who[1])
    before: list[Any] = await DB.value(STATE)
    await change(world, rows, what)
    assert await DB.value(STATE) != before
    entry = await last_change()
    answer = await undo(browser, entry)
    assert answer.status_code == 303, answer.text
    assert await DB.value(STATE) == before
    noted = "select (after->>'undoes')::int from audit_entry where action = 'office.change.undo'"
    assert await DB.rows(int, noted) == [entry]
    again = await undo(browser, entry)
    assert (again.status_code, "уже отменили" in again.text) in {(422, True), (404, False)}


async def test_the_history_has_the_button_and_says_what_was_undone(client: Client) -> None:
    world = await make_school()
    rows = await prepared(world)
    await change(world, rows, "update")
    browser, dasha = await secretary(client, world), world.people["dasha"]
    entry = await last_change()
    assert f'action="/office/changes/{entry}/undo"' in await card(browser, dasha)
    answer = await undo(browser, entry, f"/office/people/{dasha}?told=undone#history")
    assert answer.headers["location"] == f"/office/people/{dasha}?told=undone#history"
    page = await card(browser, dasha)
    assert f'action="/office/changes/{entry}/undo"' not in page
    assert "отменено 19 ноября" in page
    outside = await undo(browser, await last_change("school.contact.add"), "https://evil.example/")
    assert outside.headers["location"] == "/"


async def test_what_changed_later_is_named_with_its_author(client: Client) -> None:
    world = await make_school()
    rows = await prepared(world)
    await change(world, rows, "update")
    entry = await last_change()
    leader = world.viewer("elena", "teacher")
    await school.update_reach(leader, world.people["dasha"], "+79120000001", "")
    answer = await undo(await secretary(client, world), entry)
    assert answer.status_code == 422
    assert "позже это изменили ещё раз (Лебедева Е. П., 19.11.2026)" in answer.text


async def test_who_may_take_back_what(client: Client) -> None:
    world = await make_school()
    rows = await prepared(world)
    await change(world, rows, "relabel")
    link = await last_change()
    await change(world, rows, "uncontact")
    contact = await last_change()
    misha = await insert(
        "audit_entry", at=clock.now(), hat="secretary", action="school.contact.add", subject="person",
        subject_id=world.people["misha"], after={"contact": 1},
    )  # fmt: skip
    leader = await sign_in(client(), world, "elena", hat="teacher")
    assert (await undo(leader, misha)).status_code == 404
    assert (await undo(leader, 99_999_999)).status_code == 404
    refused = await undo(leader, link)
    assert (refused.status_code, "кто вправе" in refused.text) == (422, True)
    assert (await undo(leader, contact)).status_code == 303
    director = await sign_in(client(), world, "pavel", hat="director")
    assert (await undo(director, link)).status_code == 403
    assert (await undo(client(), link)).headers["location"].startswith("/login")


async def test_thirty_days_later_a_new_entry_is_needed(client: Client) -> None:
    world = await make_school()
    old = await insert(
        "audit_entry", at=clock.now() - timedelta(days=30, minutes=1), hat="secretary",
        action="school.contact.add",
        subject="person", subject_id=world.people["dasha"], after={"contact": 1},
    )  # fmt: skip
    browser = await secretary(client, world)
    assert f"/office/changes/{old}/undo" not in await card(browser, world.people["dasha"])
    answer = await undo(browser, old)
    assert (answer.status_code, "в течение 30 дней" in answer.text) == (422, True)


async def test_a_card_with_something_on_it_and_an_old_snils_stay(client: Client) -> None:
    world = await make_school()
    actor = world.viewer("svetlana", "secretary")
    browser = await secretary(client, world)
    made = await school.create_person(actor, school.PersonCard(surname="Ким", name="Яна"))
    entry = await last_change()
    await school.add_staff_post(actor, made, "повар", FIRST)
    kept = await undo(browser, entry)
    assert (kept.status_code, "уже что-то записано" in kept.text) == (422, True)
    await school.update_person(
        actor, made, school.PersonCard(surname="Ким", name="Яна", snils="003-882-035 27")
    )
    secret = await undo(browser, await last_change("school.person.update"))
    assert (secret.status_code, "нигде не хранится" in secret.text) == (422, True)
