"""Versions by date and drafts: copied, empty, renamed, thrown away; who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import httpx
import pytest

from intranet.kit.db import DB
from tests.doors import sign_in
from tests.factories import TODAY
from tests.modules.timetable.planner import DRAFTS, JANUARY, new_draft, planned_school, slots
from tests.statements import counting

Client = Callable[[], httpx.AsyncClient]


async def test_a_draft_is_a_copy_of_the_version_of_a_day(client: Client) -> None:
    world = await planned_school()
    browser = await sign_in(client(), world, "irina", hat="head_teacher")
    draft = await new_draft(browser, JANUARY)
    assert [row[1:3] for row in await slots(draft)] == [(1, 1), (3, 2)]
    page = (await browser.get(DRAFTS)).text
    for words in ("зима", "с 11.01.2027", "Расписание с 01.09.2026", "сейчас", "Фёдорова И. Ю."):
        assert words in page
    audited = await DB.value("select action from audit_entry order by id desc limit 1")
    assert audited == "timetable.draft.make"


async def test_copying_takes_one_statement_whatever_the_size(client: Client) -> None:
    world = await planned_school()
    browser = await sign_in(client(), world, "irina", hat="head_teacher")
    async with counting() as seen:
        await new_draft(browser)
    assert sum("insert into draft_slot" in one.text for one in seen) == 1


async def test_a_draft_may_begin_empty(client: Client) -> None:
    world = await planned_school()
    browser = await sign_in(client(), world, "irina", hat="head_teacher")
    assert await slots(await new_draft(browser, copy_of="empty")) == []


@pytest.mark.parametrize(
    ("since", "copy_of", "words"),
    [
        ("", "empty", "Укажите первый день."),
        ("2027-06-15", "empty", "Уроки этого года идут с 01.09.2026 по 26.05.2027."),
        ("2027-01-11", "2026-08-01", "copy_of-err"),
    ],
)
async def test_a_draft_that_cannot_be_is_refused_and_keeps_what_was_typed(
    client: Client, since: str, copy_of: str, words: str
) -> None:
    world = await planned_school()
    browser = await sign_in(client(), world, "irina", hat="head_teacher")
    answer = await browser.post(DRAFTS, data={"title": "проба", "since": since, "copy_of": copy_of})
    assert answer.status_code == 422
    assert 'value="проба"' in answer.text
    assert words in answer.text
    assert await DB.value("select count(*) from timetable_draft") == 0


async def test_another_day_and_name(client: Client) -> None:
    world = await planned_school()
    browser = await sign_in(client(), world, "irina", hat="head_teacher")
    draft = await new_draft(browser)
    form = {"title": "весна", "since": "2027-04-05"}
    assert (await browser.post(f"{DRAFTS}/{draft}/settings", data=form)).status_code == 303
    row = await DB.record("select title, since from timetable_draft where id = $1", draft)
    assert tuple(row) == ("весна", date(2027, 4, 5))
    refused = await browser.post(f"{DRAFTS}/{draft}/settings", data=form | {"since": "2028-01-01"})
    assert refused.status_code == 422
    assert "Уроки этого года идут" in refused.text


async def test_a_draft_is_thrown_away_and_the_timetable_stays(client: Client) -> None:
    world = await planned_school()
    browser = await sign_in(client(), world, "irina", hat="head_teacher")
    draft = await new_draft(browser)
    assert (await browser.post(f"{DRAFTS}/{draft}/delete")).status_code == 303
    assert await DB.value("select count(*) from draft_slot") == 0
    assert await DB.value("select count(*) from timetable_slot") == 2
    assert (await browser.post(f"{DRAFTS}/{draft}/delete")).status_code == 404
    assert (await browser.get(f"{DRAFTS}/{draft}")).status_code == 404


@pytest.mark.parametrize(
    ("login", "hat", "status"), [("svetlana", "secretary", 200), ("elena", "teacher", 403)]
)
async def test_the_office_reads_and_only_the_head_teacher_writes(
    client: Client, login: str, hat: str, status: int
) -> None:
    world = await planned_school()
    head = await sign_in(client(), world, "irina", hat="head_teacher")
    draft = await new_draft(head)
    browser = await sign_in(client(), world, login, hat=hat)
    for path in (DRAFTS, f"{DRAFTS}/{draft}", f"{DRAFTS}/{draft}/checks", f"{DRAFTS}/{draft}/publication"):
        assert (await browser.get(path)).status_code == status
    form = {"title": "", "since": TODAY.isoformat(), "copy_of": "empty"}
    for path in (
        DRAFTS,
        f"{DRAFTS}/{draft}/slots",
        f"{DRAFTS}/{draft}/publication",
        f"{DRAFTS}/{draft}/delete",
    ):
        assert (await browser.post(path, data=form)).status_code == 403
    signed_out = await client().get(DRAFTS)
    assert signed_out.status_code == 303
