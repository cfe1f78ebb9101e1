"""The rules of substitutions: dated, checked, used by the plan of a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import httpx
import pytest

from intranet.kit.access import system_actor
from intranet.kit.db import DB
from intranet.school.settings import SUBSTITUTE_DAYS, setting
from modules.substitutions.planning.state import Limits
from modules.substitutions.queries.day import day_of
from tests.doors import sign_in
from tests.factories import TODAY, World, make_school

Client = Callable[[], httpx.AsyncClient]
PATH = "/substitutions/rules"
LATER = TODAY + timedelta(3)
FORM = {
    "week": "30", "day": "7", "given": "2", "rights_days": "10", "since": str(LATER),
    "merged": "4", "supervised": "2", "junior_to": "3",
}  # fmt: skip


async def limits(on_date: date) -> Limits:
    return (await day_of(system_actor("tests"), on_date)).limits


@pytest.fixture
async def head(client: Client, db: None) -> httpx.AsyncClient:
    return await sign_in(client(), await make_school(), "irina", hat="head_teacher")


async def test_rules_hold_from_their_day_on(head: httpx.AsyncClient) -> None:
    assert await limits(TODAY) == Limits(36, 8, 3)
    answer = await head.post(PATH, data=FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PATH}?saved=true")
    page = (await head.get(answer.headers["location"])).text
    assert "Записано." in page
    assert page.count("Фёдорова И. Ю.") >= 4
    assert await limits(LATER - timedelta(1)) == Limits(36, 8, 3)
    assert await limits(LATER) == Limits(30, 7, 2)
    assert [await setting(SUBSTITUTE_DAYS, day) for day in (TODAY, LATER)] == [7, 10]


async def test_a_rule_that_stays_is_not_written_again(head: httpx.AsyncClient) -> None:
    await head.post(PATH, data=FORM | {"week": "36", "day": "8", "given": "3"})
    count = "select count(*) from setting where key like 'substitutions.%'"
    assert await DB.value(count) == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"week": ""}, "Напишите число."),
        ({"week": "0"}, "От 1 до 60."),
        ({"given": "99"}, "От 1 до 8."),
        ({"merged": "9"}, "От 0 до 8."),
        ({"supervised": "-1"}, "От 0 до 4."),
        ({"rights_days": "-1"}, "От 1 до 60."),
        ({"since": str(TODAY - timedelta(1))}, "выберите день не раньше сегодняшнего"),
        ({"since": ""}, "Укажите день."),
    ],
)
async def test_what_makes_no_sense_is_said_beside_its_field(
    head: httpx.AsyncClient, wrong: dict[str, str], words: str
) -> None:
    answer = await head.post(PATH, data=FORM | wrong)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="10"' in answer.text or "rights_days" in wrong
    assert await limits(LATER) == Limits()


async def test_a_rule_is_not_taken_back_from_the_history_but_on_its_page(head: httpx.AsyncClient) -> None:
    await head.post(PATH, data=FORM)
    entry = await DB.value("select min(id) from audit_entry where action = 'school.setting.set'")
    answer = await head.post(f"/office/changes/{entry}/undo", data={"next": "/office/changes"})
    assert answer.status_code == 422
    assert "меняют на его собственной странице" in answer.text
    assert await limits(LATER) == Limits(30, 7, 2)


async def test_only_the_dispatcher(client: Client, db: None) -> None:
    world: World = await make_school()
    teacher = await sign_in(client(), world, "elena", hat="teacher")
    assert (await teacher.get(PATH)).status_code == 403
    assert (await teacher.post(PATH, data=FORM)).status_code == 403
    assert (await client().get(PATH)).status_code == 303
    assert (await client().post(PATH, data=FORM)).status_code == 303
