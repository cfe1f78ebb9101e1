"""First-entry slips: printed, read back forgivingly, replaced at once, never a way to more rights."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import httpx
import pytest

from identity.door import codes
from identity.local import slips
from intranet.kit import clock
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, Forbidden, NotFound
from tests.doors import make_account, sign_in
from tests.factories import TODAY, World, insert, make_school
from tests.people import PASSWORD

Browser = Callable[[], httpx.AsyncClient]
OWN = "синий трамвай 7"


@pytest.fixture
async def world(db: None) -> World:
    return await make_school()


async def slip_of(world: World, who: str) -> slips.Slip:
    return (await slips.issue_entry(system_actor(), [world.people[who]], timedelta(days=14)))[0]


async def enter(browser: httpx.AsyncClient, slip: slips.Slip, code: str = "", **more: str) -> httpx.Response:
    return await browser.post("/login", data={"login": slip.login, "password": code or slip.code, **more})


async def test_a_slip_has_no_lookalikes_and_only_its_hash_is_kept(world: World) -> None:
    slip = await slip_of(world, "dasha")
    assert re.fullmatch(r"orlova\.[34679]{3}", slip.login)
    assert re.fullmatch(rf"[{codes.ALPHABET}]{{4}}(-[{codes.ALPHABET}]{{4}}){{2}}", slip.code)
    assert not set("0o1li5s2z8b") & (set(codes.ALPHABET) - set("sz"))
    assert slip.last_day == TODAY + timedelta(days=14)
    phc = await DB.value("select phc from local_credential")
    assert phc.startswith("$argon2id$") and slip.code not in phc
    audit = await DB.value("select after::text from audit_entry where action = 'identity.entry.issue'")
    assert slip.code not in audit


async def test_first_entry_leads_through_the_own_password(client: Browser, world: World) -> None:
    slip, browser = await slip_of(world, "dasha"), client()
    answer = await enter(browser, slip, next="/profile?ended=0")
    assert answer.headers["location"] == "/profile/password?next=%2Fprofile%3Fended%3D0"
    page = (await browser.get(answer.headers["location"])).text
    assert "Не короче 8 знаков" in page and 'name="current"' not in page
    first = browser.cookies["sid"]
    data = {"_hat": "student", "password": OWN, "again": OWN, "next": "/profile?ended=0"}
    answer = await browser.post("/profile/password", data=data)
    assert answer.status_code == 303 and answer.headers["location"] == "/profile?ended=0"
    assert browser.cookies["sid"] != first
    assert (await browser.get("/profile")).status_code == 200
    assert (await enter(client(), slip)).status_code == 422
    assert (await enter(client(), slip, OWN)).headers["location"] == "/"


async def test_a_first_entry_password_opens_nothing_else(client: Browser, world: World, app: object) -> None:
    slip, browser = await slip_of(world, "elena"), client()
    await enter(browser, slip)
    for path, leads_to in (
        ("/", "/profile/password"),
        ("/profile", "/profile/password?next=%2Fprofile"),
        ("/diary?child=1", "/profile/password?next=%2Fdiary%3Fchild%3D1"),
        ("/office", "/profile/password?next=%2Foffice"),
    ):
        assert (await browser.get(path)).headers["location"] == leads_to
        boosted = await browser.get(path, headers={"hx-request": "true"})
        assert boosted.headers["hx-redirect"] == leads_to
    for path in ("/hat", "/profile/sessions/delete"):
        answer = await browser.post(path, data={"_hat": "teacher", "hat": "parent"})
        assert answer.headers["location"] == "/profile/password"
    assert (await browser.post("/logout", data={"_hat": "teacher"})).headers["location"] == "/login"


async def test_the_code_is_read_forgivingly(client: Browser, world: World) -> None:
    slip = await slip_of(world, "dasha")
    russian = slip.code.translate({ord(b): a for a, b in zip(codes._RUSSIAN, codes._LATIN, strict=True)})
    for typed in (slip.code.upper(), slip.code.replace("-", ""), slip.code.replace("-", " "), russian):
        assert (await enter(client(), slip, typed)).status_code == 303, typed


async def test_an_expired_slip_says_whom_to_ask(client: Browser, world: World) -> None:
    slip = await slip_of(world, "dasha")
    clock.start_at(clock.local(slip.last_day, 23, 50))
    assert (await enter(client(), slip)).status_code == 303
    clock.start_at(clock.local(slip.last_day + timedelta(days=1), 8))
    answer = await enter(client(), slip)
    assert answer.status_code == 422
    assert "действовал до 3 декабря 2026" in answer.text and "классный руководитель" in answer.text
    assert "действовал до" not in (await enter(client(), slip, "wrong")).text


async def test_a_new_slip_revokes_the_old_one_the_password_and_the_sessions(
    client: Browser, world: World
) -> None:
    browser = await sign_in(client(), world, "dasha")
    first = await slip_of(world, "dasha")
    assert (await browser.get("/profile")).status_code == 303
    assert (await enter(client(), first, PASSWORD)).status_code == 422
    second = await slip_of(world, "dasha")
    assert first.login == second.login == "dasha"
    assert (await enter(client(), first)).status_code == 422
    assert (await enter(client(), second)).status_code == 303


async def test_a_class_is_printed_in_order_and_leaves_own_passwords_alone(world: World) -> None:
    await make_account(world.people["vera"], "vera")
    ids = [world.people[who] for who in ("kirill", "vera", "dasha", "anna")]
    printed = await slips.issue_entry(world.viewer("svetlana", "secretary"), ids, only_new=True)
    assert [slip.person for slip in printed] == [ids[0], ids[2], ids[3]]
    assert len({slip.login for slip in printed}) == 3
    again = await slips.issue_entry(system_actor(), ids)
    assert [slip.person for slip in again] == ids and again[0].login == printed[0].login


async def test_many_namesakes_get_logins_of_their_own(world: World) -> None:
    codes_ = codes.DIGITS
    taken = {f"orlova.{a}{b}{c}" for a in codes_ for b in codes_ for c in codes_}
    login = codes.free_login("Орлова", taken)
    assert re.fullmatch(r"orlova\.[34679]{4,}", login)


async def test_a_class_teacher_issues_for_the_own_class_only(world: World) -> None:
    elena = world.viewer("elena", "teacher")
    printed = await slips.issue_entry(elena, [world.people["dasha"], world.people["anna"]])
    assert [slip.login.split(".")[0] for slip in printed] == ["orlova", "orlova"]
    for stranger in ("kirill", "olga", "oleg", "elena"):
        with pytest.raises(NotFound):
            await slips.issue_entry(elena, [world.people["dasha"], world.people[stranger]])
    with pytest.raises(NotFound):
        await slips.issue_entry(world.viewer("olga", "teacher"), [world.people["dasha"]])


async def test_a_parent_who_works_here_is_not_the_class_teachers(world: World) -> None:
    await insert(
        "guardianship",
        guardian=world.people["pavel"],
        child=world.people["dasha"],
        kind="father",
        since=TODAY,
    )
    with pytest.raises(DomainError, match="Ильин Павел"):
        await slips.issue_entry(world.viewer("elena", "teacher"), [world.people["pavel"]])


async def test_a_secretary_prints_no_way_to_more_rights(world: World) -> None:
    svetlana = world.viewer("svetlana", "secretary")
    assert await slips.issue_entry(svetlana, [world.people["pavel"], world.people["elena"]])
    with pytest.raises(DomainError, match="Макаров"):
        await slips.issue_entry(svetlana, [world.people["oleg"]])
    both = [world.people["oleg"], world.people["olga"]]
    printed = await slips.issue_entry(svetlana, both, skip_barred=True)
    assert [slip.person for slip in printed] == both[1:]
    await DB.execute("update local_credential set is_first_entry = false, expires_on = null")
    with pytest.raises(DomainError, match="Ильин"):
        await slips.issue_entry(svetlana, [world.people["pavel"]])
    assert await slips.issue_entry(svetlana, [world.people["elena"]])
    assert await slips.issue_entry(world.viewer("oleg", "administrator"), [world.people["pavel"]])


async def test_a_hat_that_begins_tomorrow_counts_today(world: World) -> None:
    tomorrow = TODAY + timedelta(days=1)
    await make_account(world.people["anna"], "anna")
    await insert("granted_hat", person=world.people["anna"], hat="director", since=tomorrow)
    for who, hat in (("elena", "teacher"), ("svetlana", "secretary")):
        with pytest.raises(DomainError):
            await slips.issue_entry(world.viewer(who, hat), [world.people["anna"]])
    await insert("staff_post", person=world.people["boris"], title="психолог", since=tomorrow)
    with pytest.raises(DomainError):
        await slips.issue_entry(world.viewer("elena", "teacher"), [world.people["boris"]])
    assert await slips.issue_entry(world.viewer("svetlana", "secretary"), [world.people["boris"]])


@pytest.mark.parametrize(
    ("who", "hat"),
    [
        ("dasha", "student"), ("anna", "parent"), ("irina", "head_teacher"), ("pavel", "director"),
        ("gleb", "guest_staff"),
    ],
)  # fmt: skip
async def test_other_hats_issue_none(world: World, who: str, hat: str) -> None:
    with pytest.raises(Forbidden):
        await slips.issue_entry(world.viewer(who, hat, date(2026, 11, 19)), [world.people["dasha"]])
