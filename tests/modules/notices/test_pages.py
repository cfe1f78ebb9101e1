"""What a person was told, on the page: own under the worn hat, by child, read once opened."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from intranet.kit.db import DB
from intranet.kit.module import notice_kinds
from intranet.school.audience import Audience
from modules.notices.api import Telling
from tests.doors import sign_in
from tests.factories import World, make_school
from tests.modules.notices.letters import EVENING, MANDATORY, NOW, about, give_address, tell_it

pytestmark = pytest.mark.usefixtures("kinds")
Client = Callable[[], httpx.AsyncClient]


async def receipt_of(world: World, login: str, hat: str = "parent") -> int:
    return int(
        await DB.value(
            "select id from receipt where person = $1 and hat = $2 order by id desc limit 1",
            world.people[login], hat,
        )
    )  # fmt: skip


async def test_a_parent_sees_whom_it_is_about_and_narrows_to_one_child(client: Client) -> None:
    world = await make_school()
    await tell_it(world, about(world, "dasha", key="a"))
    await tell_it(world, about(world, "kirill", kind=EVENING, key="b"))
    browser = await sign_in(client(), world, "anna", hat="parent")
    answer = await browser.get("/notices")
    assert "новых 2" in answer.text
    assert "Дарья · Срочное" in answer.text
    assert "Кирилл · Неспешное" in answer.text
    one = await browser.get(f"/notices?child={world.people['kirill']}")
    assert "Кирилл · Неспешное" in one.text
    assert "Дарья · Срочное" not in one.text
    assert (await browser.get(f"/notices?child={world.people['vera']}")).status_code == 404
    assert (await browser.get("/notices?page=0")).status_code == 404


async def test_opening_is_reading(client: Client) -> None:
    world = await make_school()
    await tell_it(world, about(world, "dasha"))
    browser = await sign_in(client(), world, "anna", hat="parent")
    answer = await browser.get(f"/notices/{await receipt_of(world, 'anna')}")
    assert "Новостей: 2" in answer.text
    assert 'href="/diary"' in answer.text
    assert "новых нет" in (await browser.get("/notices")).text
    assert "h-notices" not in (await browser.get("/")).text


async def test_the_first_page_shows_what_is_new(client: Client) -> None:
    world = await make_school()
    await tell_it(world, about(world, "dasha"))
    browser = await sign_in(client(), world, "anna", hat="parent")
    assert "h-notices" in (await browser.get("/")).text


async def test_all_can_be_marked_read_for_the_worn_hat_only(client: Client) -> None:
    world = await make_school()
    await tell_it(world, Telling(NOW, "all", "/", Audience("everybody"), {"n": 1}))
    browser = await sign_in(client(), world, "elena", hat="teacher")
    assert (await browser.post("/notices/readings", data={"_hat": "teacher"})).status_code == 303
    unread = "select hat from receipt where person = $1 and read_at is null"
    assert await DB.rows(str, unread, world.people["elena"]) == ["parent"]


async def test_another_persons_and_another_hats_notice_is_404(client: Client) -> None:
    world = await make_school()
    await tell_it(world, Telling(NOW, "all", "/", Audience("everybody"), {"n": 1}))
    browser = await sign_in(client(), world, "elena", hat="teacher")
    assert (await browser.get(f"/notices/{await receipt_of(world, 'anna')}")).status_code == 404
    other_hat = await browser.get(f"/notices/{await receipt_of(world, 'elena')}")
    assert other_hat.status_code == 404
    assert "Открыть в роли" in other_hat.text


async def test_a_restricted_parent_loses_what_was_told(client: Client) -> None:
    world = await make_school()
    await tell_it(world, about(world, "dasha"))
    receipt = await receipt_of(world, "anna")
    await DB.execute(
        "update guardianship set restricted_since = '2026-11-19' where child = $1", world.people["dasha"]
    )
    browser = await sign_in(client(), world, "anna", hat="parent")
    assert (await browser.get(f"/notices/{receipt}")).status_code == 404
    listed = await browser.get("/notices")
    assert "Дарья" not in listed.text
    assert "новых нет" in listed.text


async def test_hostile_words_stay_text(client: Client) -> None:
    world = await make_school()
    evil = "<script>alert(1)</script>"
    await DB.execute("update person set name = $2 where id = $1", world.people["dasha"], evil)
    await tell_it(world, about(world, "dasha"))
    browser = await sign_in(client(), world, "anna", hat="parent")
    for path in ("/notices", f"/notices/{await receipt_of(world, 'anna')}", "/"):
        assert evil not in (await browser.get(path)).text


async def test_without_notices_the_page_says_what_will_be_here(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "dasha", hat="student")
    assert "Оповещений нет" in (await browser.get("/notices")).text


async def test_older_notices_are_on_the_next_page(client: Client) -> None:
    world = await make_school()
    for number in range(52):
        await tell_it(world, about(world, "dasha", key=str(number)))
    browser = await sign_in(client(), world, "anna", hat="parent")
    assert "/notices?page=2" in (await browser.get("/notices")).text
    last = await browser.get("/notices?page=2")
    assert last.text.count('<a class="t"') == 2
    assert "/notices?page=3" not in last.text


async def test_a_person_switches_off_only_what_the_school_leaves_open(client: Client) -> None:
    world = await make_school()
    await give_address(world, "anna")
    browser = await sign_in(client(), world, "anna", hat="parent")
    page = await browser.get("/notices/settings")
    assert "anna@example.com" in page.text
    assert "приходит всегда" in page.text
    answer = await browser.post("/notices/settings", data={"_hat": "parent", "mailed": [NOW]})
    assert answer.status_code == 303
    await tell_it(world, about(world, "dasha", kind=NOW, key="a"))
    await tell_it(world, about(world, "dasha", kind=EVENING, key="b"))
    await tell_it(world, about(world, "dasha", kind=MANDATORY, key="c"))
    mailed = "select n.kind from receipt r join notice n on n.id = r.notice where r.letter is not null"
    assert sorted(await DB.rows(str, mailed)) == [MANDATORY, NOW]
    assert await DB.value("select count(*) from audit_entry where action = 'notices.switch'") == 1


async def test_a_bounced_address_says_what_to_do(client: Client) -> None:
    world = await make_school()
    await give_address(world, "anna")
    browser = await sign_in(client(), world, "anna", hat="parent")
    await DB.execute(
        """insert into bounced_address (person, address, reason, bounced_at)
           values ($1, 'anna@example.com', '550 no', now())""",
        world.people["anna"],
    )
    assert "назовите секретарю верный адрес" in (await browser.get("/notices/settings")).text


async def test_the_school_sets_a_kind_and_the_change_is_recorded(client: Client) -> None:
    world = await make_school()
    await give_address(world, "anna")
    browser = await sign_in(client(), world, "irina", hat="head_teacher")
    page = await browser.get("/notices/kinds")
    assert "Срочное" in page.text
    typed: dict[str, object] = {"_hat": "head_teacher", "mailed": [NOW]}
    typed |= {f"timing:{name}": "evening" for name in notice_kinds()}
    assert (await browser.post("/notices/kinds", data=typed)).status_code == 303
    await tell_it(world, about(world, "dasha", kind=NOW, key="a"))
    await tell_it(world, about(world, "dasha", kind=EVENING, key="b"))
    await tell_it(world, about(world, "dasha", kind=MANDATORY, key="c"))
    assert await DB.rows(str, "select is_digest::text from letter") == ["true"]
    mailed = "select n.kind from receipt r join notice n on n.id = r.notice where r.letter is not null"
    assert sorted(await DB.rows(str, mailed)) == [MANDATORY, NOW]
    before = await DB.value(
        "select before->>'timing' from audit_entry where action = 'notices.kind.set' and after->>'kind' = $1",
        NOW,
    )
    assert before == "now"


async def test_a_wrong_timing_changes_nothing(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "oleg", hat="administrator")
    answer = await browser.post("/notices/kinds", data={"_hat": "administrator", f"timing:{NOW}": "weekly"})
    assert answer.status_code == 422
    assert "сразу или вечером" in answer.text
    assert await DB.value("select count(*) from kind_rule") == 0
