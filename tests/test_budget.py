"""The table page -> SQL statements, bytes. Session and informers are counted, BEGIN and COMMIT are not.

Every page of the app stands in it; a page asks as much of a class of 30 as of a class of 2.
"""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from litestar import Litestar

from intranet import permissions_check
from intranet.kit.db import DB
from intranet.permissions_check import PAGE, expectations
from tests.budget_pages import PAGES, Page
from tests.doors import make_account, sign_in
from tests.factories import TODAY, World, make_school
from tests.full_school import fill, grow
from tests.prepared import prepare
from tests.statements import Statement, counting

Client = Callable[[], httpx.AsyncClient]


def address(path: str, world: World) -> str:
    """The path with ids of the world."""
    return path.format(
        **world.people, person_id=world.people["dasha"], class_id=world.classes["7Б"],
        batch_id=world.batch, journal=world.journals["7Б алгебра"], lesson=world.lessons["7Б алгебра", TODAY],
        report="journal.class_summary", token=world.paper, **world.rows,
    )  # fmt: skip


async def visit(browser: httpx.AsyncClient, path: str) -> tuple[list[Statement], int]:
    """The statements and bytes of a page, asked for the second time."""
    await browser.get(path)
    async with counting() as seen:
        answer = await browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return seen, len(answer.content)


def test_every_page_has_its_budget(app: Litestar) -> None:
    known = {page.route for page in PAGES}
    asked = [line.path for line in expectations(PAGE.read_text()).values() if line.method == "GET"]
    machines = ("/health", "/metrics", "/substitutions/board/events")
    # steps of one attempt, which redirect or ask another system: tests/identity/conformance walks them
    steps = ("/auth/{slug}/go", "/auth/{slug}/callback", "/auth/{slug}/finish", "/auth/{slug}/leave")
    only_leads = {"/substitutions/plans"}  # to the day's page
    asked = [path for path in asked if path not in known | only_leads]
    assert [path for path in asked if not path.startswith((*machines, *steps))] == []
    assert permissions_check.problems(app) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.path} {page.login}")
async def test_a_page_keeps_its_budget_whatever_the_class(client: Client, page: Page) -> None:
    world = await make_school()
    await fill(world)
    browser = await sign_in(client(), world, page.login, hat=page.hat) if page.login else client()
    path = address(page.path, world)
    await prepare(path, browser, world)
    few, _small = await visit(browser, path)
    await grow(world)
    many, size = await visit(browser, path)
    assert len(few) == len(many), many
    assert len(many) <= page.statements, many
    assert size <= page.kilobytes * 1000, size


async def saved(browser: httpx.AsyncClient, path: str, form: dict[str, str]) -> tuple[list[Statement], int]:
    """The statements and bytes of a POST that succeeds."""
    async with counting() as seen:
        answer = await browser.post(path, data=form)
    assert answer.status_code in {200, 303}, answer.text
    return seen, len(answer.content)


async def test_one_mark_takes_four_statements(client: Client) -> None:
    world = await make_school()
    await grow(world)
    browser = await sign_in(client(), world, "elena", hat="teacher")
    lesson, student = world.lessons["7Б алгебра", TODAY], world.people["dasha"]
    path = f"/journal/{world.journals['7Б алгебра']}/cells"
    form = {"lesson": str(lesson), "student": str(student), "version": "0", "text": "5"}
    await saved(browser, path, form)  # the journal's first change makes its head
    version = await DB.value("select max(id) from revision where lesson = $1", lesson)
    seen, size = await saved(browser, path, form | {"text": "4 3", "version": str(version)})
    assert len(seen) <= 4, seen
    assert size <= 1000


@pytest.mark.parametrize("size", [2, 30])
async def test_a_roll_takes_as_many_statements_for_any_class(client: Client, size: int) -> None:
    world = await make_school()
    await (grow if size == 30 else fill)(world)
    browser = await sign_in(client(), world, "elena", hat="teacher")
    lesson = world.lessons["7Б алгебра", TODAY]
    pupils = await DB.rows(
        int,
        "select m.student from group_membership m join lesson l on l.study_group = m.study_group"
        " where l.id = $1",
        lesson,
    )
    work = await DB.value("select id from work where lesson = $1", lesson)
    form = {"topic": "Степень", "homework": "п. 5", "take_roll": "y", "minutes": ""}
    for student in pupils:
        form |= {f"a{student}": "Н", f"w{student}": f"|{work}=4", f"k{student}-{work}": "5"}
    await saved(browser, f"/journal/lessons/{lesson}", {"topic": "Степень"})
    seen, _bytes = await saved(browser, f"/journal/lessons/{lesson}", form)
    assert len(pupils) == size
    assert len(seen) <= 8, seen
    assert await DB.value("select count(*) from attendance where lesson = $1", lesson) == size


async def test_signing_in_takes_few_statements(client: Client) -> None:
    world = await make_school()
    await make_account(world.people["elena"], "elena")
    browser = client()
    async with counting() as seen:
        answer = await browser.post("/login", data={"login": "elena", "password": "parta-test-2026"})
    assert answer.status_code == 303
    assert len(seen) <= 18, seen
