"""Whom to call, consents on paper, and the door for whatever will once be public."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import httpx
import pytest

from intranet.kit.db import DB
from intranet.school.people.consents import may_publish_name
from tests.doors import sign_in
from tests.factories import FIRST, TODAY, insert, make_school
from tests.modules.office.test_people import card, main_of, secretary

Client = Callable[[], httpx.AsyncClient]
NINA = {"name": "Орлова Нина", "relation": "бабушка", "phone": "8 912 000-00-03", "note": "после 15:00"}
PAPER = {"kind": "publication", "since": "2026-11-01", "document": "№ 12 от 01.11.2026"}
PUBLIC = f"select {may_publish_name('p.id', '$2')} from person p where p.id = $1"


async def order(child: int) -> list[str]:
    """The names in the order of calling."""
    return await DB.rows(str, "select name from emergency_contact where child = $1 order by ordinal", child)


async def test_contacts_are_added_ordered_changed_and_removed_by_the_class_teacher(client: Client) -> None:
    world = await make_school()
    dasha = world.people["dasha"]
    browser = await sign_in(client(), world, "elena", hat="teacher")
    path = f"/office/people/{dasha}/contacts"
    bad = await browser.post(f"{path}/new", data=NINA | {"phone": "домой"})
    assert (bad.status_code, 'value="бабушка"' in bad.text) == (422, True)
    assert (await browser.post(f"{path}/new", data=NINA)).status_code == 303
    assert (await browser.post(f"{path}/new", data=NINA | {"name": "Сосед"})).status_code == 303
    first, second = await DB.rows(int, "select id from emergency_contact order by ordinal")
    assert (await browser.post(f"{path}/{second}/earlier")).status_code == 303
    assert await order(dasha) == ["Сосед", "Орлова Нина"]
    assert (await browser.post(f"{path}/{second}/earlier")).status_code == 303  # the first stays the first
    assert (await browser.post(f"{path}/{first}", data=NINA | {"note": ""})).status_code == 303
    page = await card(browser, dasha)
    assert page.index("Сосед") < page.index("Орлова Нина")
    assert "после 15:00 → пусто" in page
    removed = await browser.post(f"{path}/{first}/delete")
    assert "Вернуть можно в истории" in (await browser.get(removed.headers["location"])).text
    assert await order(dasha) == ["Сосед"]


async def test_contacts_of_others_do_not_exist(client: Client) -> None:
    world = await make_school()
    misha = await insert(
        "emergency_contact", child=world.people["misha"], name="Бабушка", phone="+79120000000"
    )
    browser = await sign_in(client(), world, "elena", hat="teacher")
    own, foreign = world.people["dasha"], world.people["misha"]
    for path in (f"{own}/contacts/{misha}", f"{foreign}/contacts/{misha}", f"{foreign}/contacts/new"):
        assert (await browser.post(f"/office/people/{path}", data=NINA)).status_code == 404
    assert (await browser.post(f"/office/people/{own}/contacts/{misha}/delete")).status_code == 404
    head = await sign_in(client(), world, "irina", hat="head_teacher")
    assert (await head.post(f"/office/people/{own}/contacts/new", data=NINA)).status_code == 403
    assert (await client().post(f"/office/people/{own}/contacts/new", data=NINA)).status_code == 303
    assert await DB.value("select count(*) from emergency_contact") == 1


async def test_ten_contacts_are_enough(client: Client) -> None:
    world = await make_school()
    for n in range(10):
        await insert("emergency_contact", child=world.people["dasha"], name=f"Тётя {n}", phone="+79120000000")
    answer = await (await secretary(client, world)).post(
        f"/office/people/{world.people['dasha']}/contacts/new", data=NINA
    )
    assert (answer.status_code, "уже десять" in answer.text) == (422, True)


async def test_until_a_consent_stands_no_name_is_public(client: Client) -> None:
    world = await make_school()
    dasha = world.people["dasha"]
    browser = await secretary(client, world)
    assert await DB.value(PUBLIC, dasha, TODAY) is False
    path = f"/office/people/{dasha}/consents"
    form = PAPER | {"signed_by": str(world.people["anna"])}
    assert (await browser.post(f"{path}/new", data=form | {"kind": "photo"})).status_code == 303
    assert await DB.value(PUBLIC, dasha, TODAY) is False  # a consent is for its own purpose
    assert (await browser.post(f"{path}/new", data=form)).status_code == 303
    assert await DB.value(PUBLIC, dasha, TODAY) is True
    assert await DB.value(PUBLIC, dasha, date(2026, 10, 31)) is False
    page = await card(browser, dasha)
    assert "Орлова Анна Сергеевна" in page.split('id="consents"')[1]
    consent = await DB.value("select id from consent where kind = 'publication'")
    early = await browser.post(f"{path}/{consent}/withdrawal", data={"first_day": "2026-11-01"})
    assert (early.status_code, "начинается не раньше" in early.text) == (422, True)
    done = await browser.post(f"{path}/{consent}/withdrawal", data={"first_day": str(TODAY)})
    assert done.status_code == 303
    assert await DB.value(PUBLIC, dasha, TODAY) is False
    assert await DB.value(PUBLIC, dasha, TODAY - timedelta(1)) is True


@pytest.mark.parametrize(
    ("signer", "born", "status"),
    [
        ("anna", date(2015, 1, 1), 303), ("boris", date(2015, 1, 1), 422), ("dasha", date(2015, 1, 1), 422),
        ("dasha", date(2012, 3, 14), 303), ("", date(2012, 3, 14), 422),
    ],
)  # fmt: skip
async def test_who_may_sign(client: Client, signer: str, born: date, status: int) -> None:
    world = await make_school()
    dasha = world.people["dasha"]
    await DB.execute("update person set born = $2 where id = $1", dasha, born)
    form = PAPER | {"signed_by": str(world.people.get(signer, ""))}
    browser = await secretary(client, world)
    answer = await browser.post(f"/office/people/{dasha}/consents/new", data=form)
    assert answer.status_code == status


async def test_a_restricted_parent_signs_nothing_and_papers_do_not_overlap(client: Client) -> None:
    world = await make_school()
    dasha = world.people["dasha"]
    browser = await secretary(client, world)
    form = PAPER | {"signed_by": str(world.people["anna"])}
    path = f"/office/people/{dasha}/consents/new"
    assert (await browser.post(path, data=form | {"until": "2026-10-01"})).status_code == 422
    assert (await browser.post(path, data=form | {"until": "2026-12-01"})).status_code == 303
    again = await browser.post(path, data=form | {"since": "2026-12-01"})
    assert (again.status_code, "уже записано" in again.text) == (422, True)
    await DB.execute("update guardianship set restricted_since = $1", FIRST)
    assert (await browser.post(path, data=form | {"kind": "photo"})).status_code == 422
    assert "Осипов" not in main_of(await browser.get(path))


async def test_the_list_of_consents_and_of_those_missing(client: Client) -> None:
    world = await make_school()
    await insert(
        "consent", person=world.people["dasha"], kind="photo", since=FIRST, recorded_at=date(2026, 9, 1)
    )
    browser = await secretary(client, world)
    page = main_of(await browser.get(f"/office/consents?class={world.classes['7Б']}"))
    assert page.count('<span class="tag tag--good">') == 1
    assert "Лебедев" not in page
    missing = main_of(await browser.get("/office/consents?missing=photo"))
    assert "Орлова Дарья" not in missing
    assert "Осипова Вера" in missing
    assert "Лебедев Михаил" in missing
    assert "Подпись" in missing
    leader = await sign_in(client(), world, "elena", hat="teacher")
    assert "Лебедев Михаил" not in (await leader.get("/office/consents?missing=photo")).text
    assert (await leader.get(f"/office/consents?class={world.classes['5А']}")).status_code == 404
    assert (await leader.post(f"/office/people/{world.people['dasha']}/consents/new")).status_code == 403
