"""Ways in that were tried: each is refused plainly; nothing foreign, secret or unpublished shows."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import date

import httpx
import pytest
from litestar import Litestar

from intranet.kit.db import DB
from intranet.kit.i18n import speaking
from modules.office.lists.reading import ListKind, read_list
from modules.substitutions.service.proposals import accept_proposals
from modules.substitutions.service.publishing import publish_day
from modules.substitutions.service.screens import add_screen
from modules.substitutions.views import board as board_views
from modules.substitutions.views.board_hub import HUB
from tests.doors import sign_in
from tests.factories import TODAY, World, make_school
from tests.modules.substitutions.away import away, give
from tests.modules.substitutions.publishing_data import ALGEBRA, RUSSIAN, TOMORROW, make_stage
from tests.modules.substitutions.streams import opened
from tests.modules.timetable.test_feeds import link_of

Client = Callable[[], httpx.AsyncClient]
PLANS = "/substitutions/plans"
SECRET, WHY, ILL = "Тайная пометка", "Тайный довод", "Аппендицит"
HATS = {
    "dasha": "student", "anna": "parent", "olga": "teacher", "elena": "teacher", "oleg": "administrator",
    "svetlana": "secretary",
}  # fmt: skip
PAGES = (
    "/", "/timetable", "/timetable/day?day=2026-11-20", "/timetable/school?day=2026-11-20",
    "/timetable/rooms/free?day=2026-11-20&number=1", "/substitutions?day=2026-11-20", "/substitutions",
    "/substitutions/mine", "/substitutions/sheets", "/substitutions/board", "/diary", "/journal",
    "/journal/catch-up", "/notices", "/reports", "/office/changes",
)  # fmt: skip
SWEPT = re.compile(r'(name="_nonce" value|nonce|data-now)="[^"]*"')


async def everybody(client: Client, world: World) -> dict[str, httpx.AsyncClient]:
    """All but the dispatcher, signed in."""
    return {login: await sign_in(client(), world, login, hat=hat) for login, hat in HATS.items()}


async def pages_of(browsers: dict[str, httpx.AsyncClient]) -> dict[tuple[str, str], str]:
    """What they see, by who and where."""
    found = {}
    for login, browser in browsers.items():
        for path in PAGES:
            answer = await browser.get(path)
            assert answer.status_code < 500, (login, path)
            found[login, path] = SWEPT.sub("", answer.text)
    return found


@pytest.mark.slow
async def test_a_draft_changes_no_page_of_anybody_else(client: Client) -> None:
    stage = await make_stage()
    browsers = await everybody(client, stage.world)
    before = await pages_of(browsers)
    room = stage.world.rooms["18"]
    text = {"note": SECRET, "override_reason": WHY}
    for journal, kind, more in (
        (ALGEBRA, "TEACHER_SUBSTITUTED", {"teacher": stage.id("olga"), "room": room}),
        (RUSSIAN, "CANCELLED", {"is_proposed": True}),
        ("5А русский язык", "ROOM_CHANGED", {"room": room}),
    ):
        for day in (TODAY, TOMORROW):
            await stage.draft(stage.lesson(journal, day), kind, **text, **more)
    after = await pages_of(browsers)
    assert [where for where, page in after.items() if page != before[where]] == []


@pytest.mark.slow
async def test_a_reason_of_absence_stands_on_nobody_elses_page(client: Client) -> None:
    world = await make_school()
    absence = await away(world, "elena", TODAY, TOMORROW, details=ILL)
    await give(world, ALGEBRA, "olga")
    shown = await pages_of(await everybody(client, world))
    assert [where for where, page in shown.items() if ILL in page] == []
    assert [where for where, page in shown.items() if "болезнь" in page.lower()] == []
    for login, hat, status in (
        ("olga", "teacher", 404), ("elena", "parent", 403), ("oleg", "administrator", 403),
    ):  # fmt: skip
        browser = await sign_in(client(), world, login, hat=hat)
        for path in ("", "/edit"):
            answer = await browser.get(f"/substitutions/absences/{absence}{path}")
            assert answer.status_code == status and ILL not in answer.text, (login, path)
        for path in ("/edit", "/withdrawal"):
            sent = {"begins": str(TODAY), "reason": "other", "teacher": world.people["olga"]}
            answer = await browser.post(f"/substitutions/absences/{absence}{path}", data=sent)
            assert answer.status_code == status, (login, path)
    assert ILL not in str(await DB.rows(str, "select concat(before::text, after::text) from audit_entry"))


async def test_a_lesson_is_planned_on_its_own_day_only(client: Client) -> None:
    stage = await make_stage()
    irina = await sign_in(client(), stage.world, "irina", hat="head_teacher")
    lesson, other = stage.lesson(ALGEBRA, TODAY), stage.lesson(RUSSIAN, TODAY)
    draft = await stage.draft(lesson, "CANCELLED")
    sent = {"kind": "CANCELLED", "version": "0", "partner": f"{other}/0", "draft": draft}
    for path in ("", "/swap", "/delete"):
        answer = await irina.post(f"{PLANS}/{TOMORROW}/lessons/{other}{path}", data=sent)
        assert answer.status_code == 404, path
    drop = {"draft": draft, "version": "1"}
    assert (await irina.post(f"{PLANS}/{TODAY}/lessons/{other}/delete", data=drop)).status_code == 404
    published = await irina.post(f"{PLANS}/{TOMORROW}/publication", data={"draft": f"{draft}-1"})
    assert published.status_code == 409  # of another day
    for place in ("2026-11-20/99999", "2026-11-20/13", "9999-12-31/3", "0001-01-01/3", "x/y"):
        move = {"kind": "MOVED", "place": place, "version": "0"}
        answer = await irina.post(f"{PLANS}/{TODAY}/lessons/{other}", data=move)
        assert answer.status_code == 422, place
    assert await DB.rows(int, "select id from planned_change") == [draft]
    assert await DB.value("select count(*) from lesson_change") == 0


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1899-12-31", "2026-02-30", "x", "-1"])
async def test_a_day_of_no_calendar_has_no_plan(client: Client, day: str) -> None:
    stage = await make_stage()
    irina = await sign_in(client(), stage.world, "irina", hat="head_teacher")
    for path in ("", "/publication", "/proposal"):
        assert (await irina.get(f"{PLANS}/{day}{path}")).status_code == 404, path
    deeds = ("publication", "message", "proposal", "proposal/acceptance", "proposal/delete", "substitutes")
    for path in deeds:
        sent = {"message": "Будет", "draft": "1-1", "all": "1", "absent": "1", "teacher": "2"}
        assert (await irina.post(f"{PLANS}/{day}/{path}", data=sent)).status_code == 404, path
    assert (await irina.get(f"/substitutions/sheets/{day}/staff")).status_code == 404
    assert await DB.value("select count(*) from substitution_day") == 0


async def test_nobody_publishes_from_another_site_or_under_another_hat(client: Client) -> None:
    stage = await make_stage()
    draft = await stage.draft(stage.lesson(ALGEBRA), teacher=stage.id("olga"))
    path, sent = f"{PLANS}/{TOMORROW}/publication", {"draft": f"{draft}-1"}
    irina = await sign_in(client(), stage.world, "irina", hat="head_teacher")
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert (await irina.post(path, data=sent, headers=headers)).status_code == 403, headers
    assert (await irina.post(path, data=sent, headers={"x-hat": "teacher"})).status_code == 409
    for login, hat in HATS.items():
        browser = await sign_in(client(), stage.world, login, hat=hat)
        assert (await browser.post(path, data=sent)).status_code == 403, login
    for forged in ("-1", f"{draft}", f"{draft}-2", f"{draft}-1-1", "2147483648-1", f"{draft}--1", "1;--"):
        answer = await irina.post(path, data={"draft": forged})
        assert answer.status_code in (409, 422), forged
    assert await DB.value("select count(*) from lesson_change") == 0
    answers = await asyncio.gather(*(irina.post(path, data=sent) for _click in range(5)))
    assert sorted(one.status_code for one in answers) == [303, 409, 409, 409, 409]
    assert await DB.value("select count(*) from lesson_change") == 1


async def test_accepting_proposals_and_publishing_at_one_moment(client: Client) -> None:
    stage = await make_stage()
    lessons = [stage.lesson(one) for one in (ALGEBRA, RUSSIAN)]
    drafts = [await stage.draft(one, "CANCELLED", is_proposed=True) for one in lessons]
    done = await asyncio.gather(
        *(publish_day(stage.irina, TOMORROW, dict.fromkeys(drafts, 1)) for _one in range(3)),
        *(accept_proposals(stage.irina, TOMORROW, drafts[::-1]) for _one in range(3)),
        return_exceptions=True,
    )
    assert {type(one).__name__ for one in done} <= {"Published", "int", "Conflict", "Refused"}, done


async def test_a_files_name_is_only_a_name(client: Client) -> None:
    world = await make_school()
    elena = await sign_in(client(), world, "elena", hat="teacher")
    path = f"/substitutions/tasks/{world.lessons[ALGEBRA, TODAY]}"
    body = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
    sent = (b"a\x00b.svg", b"<img src=x onerror=alert(1)>.html", b"../../x\x1b[31m.xml", b"c:\\..\\z.exe")
    for name in sent:
        part = b'--b\r\ncontent-disposition: form-data; name="files"; filename="' + name + b'"\r\n\r\n'
        kind = {"content-type": "multipart/form-data; boundary=b"}
        answer = await elena.post(path, content=part + body + b"\r\n--b--\r\n", headers=kind)
        assert answer.status_code == 303, name
    assert "<img src=x" not in (await elena.get(path)).text
    names = await DB.rows(str, "select name from stored_file order by id")
    assert names == ["ab.svg", "<img src=x onerror=alert(1)>.html", "x[31m.xml", "z.exe"]
    for token in await DB.rows(str, "select token::text from stored_file"):
        answer = await elena.get(f"/substitutions/files/{token}")
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_strange_date_in_a_calendars_question(client: Client) -> None:
    world = await make_school()
    path = await link_of(client, world, "dasha", "student")
    for said in ("Fri, 01 Jan 99999999999 00:00:00 GMT", "Fri, 01 Jan 2026 00:00:00 +9999999999", "9" * 400):
        assert (await client().get(path, headers={"if-modified-since": said})).status_code == 200, said


async def test_many_boards_of_one_address_at_one_moment(
    client: Client, app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await make_school()
    monkeypatch.setattr(board_views, "MOST_OF_ADDRESS", 2)
    _id, token = await add_screen(world.viewer("oleg", "administrator"), "Холл", "", None, has_token=True)
    async with AsyncExitStack() as stack:
        wait = [opened(app, "/substitutions/board/events", cookie=f"board={token}") for _one in range(12)]
        await asyncio.gather(*(stack.enter_async_context(one) for one in wait))
        await asyncio.sleep(0.2)
        assert HUB.count() <= 2


def test_a_name_ends_no_line_of_the_stream() -> None:
    sent = board_views._framed("board", "каб. 18\revent: beat\rdata: {}\n<b>").decode()
    assert [line for line in re.split(r"\r\n|\r|\n", sent) if line] == [
        "event: board", "data: каб. 18", "data: event: beat", "data: data: {}", "data: <b>",
    ]  # fmt: skip


@pytest.mark.parametrize("ending", ["²,1", "1,²", "٣,1", "1,٣", "-1,1", "99,1"])
def test_a_digit_that_is_no_number_in_a_file_of_untis(ending: str) -> None:
    line = '1,"5А","Ива","Мат","31",'
    body = f"{line}1,1\n" * 5 + f"{line}{ending}\n"
    with speaking("ru"):
        found = read_list(ListKind.TIMETABLE, body.encode(), date(2026, 11, 19))
    assert len(found.rows) == 1
