"""Calendar links: what they give, that they end with the access, and that nobody opens another's."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import httpx
import pytest
from icalendar import Calendar, Event

from intranet.kit import clock
from intranet.kit.db import DB
from intranet.school.timetable.changes import Wish, apply_change, withdraw_change
from tests import statements
from tests.doors import sign_in
from tests.factories import MONDAY, TODAY, World, insert, make_school

Client = Callable[[], httpx.AsyncClient]
LINK = re.compile(r'value="https?://[^/"]+(/timetable/feed/[\w-]{43}\.ics)"')


async def link_of(client: Client, world: World, login: str, hat: str, **sent: Any) -> str:
    """The path of a new link, as the page shows it once."""
    browser = await sign_in(client(), world, login, hat=hat)
    answer = await browser.post("/timetable/feeds", data={"_hat": hat, **sent})
    found = LINK.search(answer.text)
    assert found, answer.text
    assert "<svg" in answer.text
    assert found[1] not in (await browser.get("/timetable/feeds")).text
    return found[1]


async def events_of(client: Client, path: str) -> list[Event]:
    """What a calendar program reads."""
    answer = await client().get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "set-cookie" not in answer.headers
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


async def test_a_parents_link_gives_the_childs_lessons_and_nothing_else(client: Client) -> None:
    world = await make_school()
    path = await link_of(client, world, "anna", "parent", student=world.people["dasha"])
    events = await events_of(client, path)
    assert len(events) == 10
    first = events[0]
    lesson = world.lessons["7Б алгебра", MONDAY]
    assert str(first["summary"]) == "Алгебра"
    assert str(first["location"]) == "каб. 31"
    assert str(first["uid"]).startswith(f"lesson-{lesson}@")
    assert first["dtstart"].dt == clock.local(MONDAY, 8, 30)
    assert first["dtstart"].params["tzid"] == "Europe/Moscow"
    text = (await client().get(path)).text
    assert "BEGIN:VTIMEZONE" in text
    for name in ("Орлов", "Лебедев", "Осипов", "Даша", "Дарья"):
        assert name not in text


async def test_a_change_keeps_the_uid_and_raises_the_sequence(client: Client) -> None:
    world = await make_school()
    irina = world.viewer("irina", "head_teacher")
    path = await link_of(client, world, "dasha", "student")
    lesson = world.lessons["7Б алгебра", TODAY + timedelta(days=1)]
    change = await apply_change(irina, lesson, "ROOM_CHANGED", Wish(room=world.rooms["18"]))
    moved = next(e for e in await events_of(client, path) if f"lesson-{lesson}@" in e["uid"])
    assert (str(moved["location"]), moved["sequence"]) == ("каб. 18", 1)
    await withdraw_change(irina, change)
    await apply_change(irina, lesson, "CANCELLED", Wish())
    off = next(e for e in await events_of(client, path) if f"lesson-{lesson}@" in e["uid"])
    assert (str(off["status"]), off["sequence"], off["uid"]) == ("CANCELLED", 3, moved["uid"])


async def test_a_teacher_sees_own_lent_and_shared_lessons(client: Client) -> None:
    world = await make_school()
    path = await link_of(client, world, "elena", "teacher")
    given, shared = world.lessons["7Б алгебра", TODAY], world.lessons["5А русский язык", TODAY]
    await DB.execute("update lesson set beside = array[$2::int] where id = $1", shared, world.people["elena"])
    wish = Wish(teacher=world.people["olga"])
    await apply_change(world.viewer("irina", "head_teacher"), given, "TEACHER_SUBSTITUTED", wish)
    found = {int(str(e["uid"]).split("@")[0][7:]): e for e in await events_of(client, path)}
    assert len(found) == 6
    assert str(found[given]["status"]) == "CANCELLED"
    assert str(found[shared]["summary"]) == "Русский язык, 5А"


async def test_a_second_building_is_named_and_a_lesson_without_bells_is_of_the_day(client: Client) -> None:
    world = await make_school()
    house = await insert("building", name="корп. 2")
    room = await insert("room", building=house, number="301", key="301")
    lesson = world.lessons["7Б алгебра", MONDAY]
    await DB.execute("update lesson set room = $2, bell_schedule = null where id = $1", lesson, room)
    path = await link_of(client, world, "dasha", "student")
    event = next(e for e in await events_of(client, path) if f"lesson-{lesson}@" in e["uid"])
    assert str(event["location"]) == "каб. 301, корп. 2"
    assert event["dtstart"].dt == MONDAY


async def test_what_is_known_is_not_sent_again(client: Client) -> None:
    world = await make_school()
    path = await link_of(client, world, "dasha", "student")
    first = await client().get(path)
    tag, moment = first.headers["etag"], first.headers["last-modified"]
    for headers in ({"if-none-match": tag}, {"if-modified-since": moment}):
        again = await client().get(path, headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    await DB.execute("update lesson set room = $1 where on_date = $2", world.rooms["18"], TODAY)
    assert (await client().get(path, headers={"if-none-match": tag})).status_code == 200
    assert (await client().get(path, headers={"if-modified-since": "yesterday"})).status_code == 200


async def test_it_costs_few_statements_and_is_not_asked_every_second(client: Client) -> None:
    world = await make_school()
    path = await link_of(client, world, "anna", "parent", student=world.people["kirill"])
    browser = client()
    async with statements.counting() as told:
        await browser.get(path)
    assert len(told) <= 5
    answers = [await browser.get(path) for _ in range(32)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) > 0


ENDINGS = {
    "restricted by a court": "update guardianship set restricted_since = $1 where guardian = {anna}",
    "the link of the guardian ended": "update guardianship set until = $1::date - 1 where guardian = {anna}",
    "no longer legal": "update guardianship set is_legal = $1::date is null where guardian = {anna}",
    "the child is 18": "update person set born = $1::date - interval '18 years' where id = {dasha}",
    "left long ago": """update enrolment set since = '2025-09-01', until = $1::date - 181
        where student = {dasha}""",
    "account suspended": "update account set status = 'suspended' where $1::date is not null",
    "revoked": "update calendar_feed set revoked_at = $1::date",
}


@pytest.mark.parametrize("ending", ENDINGS)
async def test_a_parents_link_ends_with_the_access(client: Client, ending: str) -> None:
    world = await make_school()
    path = await link_of(client, world, "anna", "parent", student=world.people["dasha"])
    assert (await client().get(path)).status_code == 200
    await DB.execute(ENDINGS[ending].format(**world.people), TODAY)
    ended = await client().get(path)
    assert ended.status_code == 404
    assert "Алгебра" not in ended.text


async def test_a_teachers_link_ends_with_the_assignment(client: Client) -> None:
    world = await make_school()
    path = await link_of(client, world, "olga", "teacher")
    assert (await client().get(path)).status_code == 200
    await DB.execute(
        "update assignment set until = $1::date - 1 where teacher = $2", TODAY, world.people["olga"]
    )
    assert (await client().get(path)).status_code == 404


async def test_a_link_of_one_child_ends_alone(client: Client) -> None:
    world = await make_school()
    dasha = await link_of(client, world, "anna", "parent", student=world.people["dasha"])
    kirill = await link_of(client, world, "anna", "parent", student=world.people["kirill"])
    sql = "update guardianship set restricted_since = $1 where child = $2"
    await DB.execute(sql, TODAY, world.people["dasha"])
    assert (await client().get(dasha)).status_code == 404
    assert (await client().get(kirill)).status_code == 200


async def test_it_is_revoked_by_its_owner_only(client: Client) -> None:
    world = await make_school()
    path = await link_of(client, world, "anna", "parent", student=world.people["dasha"])
    feed = await DB.value("select id from calendar_feed")
    stop = f"/timetable/feeds/{feed}/revocation"
    boris = await sign_in(client(), world, "boris", hat="parent")
    assert (await boris.post(stop, data={"_hat": "parent"})).status_code == 404
    assert (await client().get(path)).status_code == 200
    anna = await sign_in(client(), world, "anna", hat="parent")
    assert (await anna.post(stop, data={"_hat": "parent"})).status_code == 303
    assert (await client().get(path)).status_code == 404
    assert (await anna.post(stop, data={"_hat": "parent"})).status_code == 404


async def test_nobody_makes_a_link_to_anothers_child(client: Client) -> None:
    world = await make_school()
    anna = await sign_in(client(), world, "anna", hat="parent")
    foreign = {"_hat": "parent", "student": world.people["vera"]}
    assert (await anna.post("/timetable/feeds", data=foreign)).status_code == 404
    for bad in ("", "x", "-1"):
        answer = await anna.post("/timetable/feeds", data={"_hat": "parent", "student": bad})
        assert answer.status_code == 422
        assert "Выберите, чьи уроки" in answer.text
    dasha = await sign_in(client(), world, "dasha", hat="student")
    await dasha.post("/timetable/feeds", data={"_hat": "student", "student": world.people["vera"]})
    assert await DB.value("select student from calendar_feed") is None
    office = await sign_in(client(), world, "svetlana", hat="secretary")
    assert (await office.get("/timetable/feeds")).status_code == 403
    assert (await office.post("/timetable/feeds", data={"_hat": "secretary"})).status_code == 403


async def test_guesses_open_nothing_and_the_token_is_not_kept(client: Client) -> None:
    world = await make_school()
    path = await link_of(client, world, "dasha", "student")
    token = path.rpartition("/")[2].removesuffix(".ics")
    kept = await DB.record("select token_hash, person from calendar_feed")
    assert token.encode() not in kept[0]
    for guess in (f"{token[:-1]}.ics", f"{token}", f"{kept[0].hex()}.ics", ".ics", "%00.ics", "..%2f.ics"):
        assert (await client().get(f"/timetable/feed/{guess}")).status_code == 404


async def test_there_are_at_most_ten(client: Client) -> None:
    world = await make_school()
    for n in range(10):
        await insert(
            "calendar_feed", person=world.people["dasha"], hat="student", token_hash=bytes([n]),
            made_at=datetime.now(tz=clock.local(date(2026, 1, 1)).tzinfo),
        )  # fmt: skip
    dasha = await sign_in(client(), world, "dasha", hat="student")
    answer = await dasha.post("/timetable/feeds", data={"_hat": "student"})
    assert answer.status_code == 422
    assert "Ссылок уже много" in answer.text
