"""A day, a lesson, free rooms, the whole school: what stands there, on any date, and who opens it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta

import httpx
import pytest

from intranet.kit.db import DB
from intranet.school.timetable.changes import Wish, apply_change
from tests.doors import sign_in
from tests.factories import FIRST, MONDAY, TODAY, World, insert, make_school

Client = Callable[[], httpx.AsyncClient]


def main(answer: httpx.Response) -> str:
    """What the page says inside its main part."""
    assert answer.status_code == 200, answer.text
    return answer.text.split('id="main"')[1]


async def ring_at_one() -> None:
    """Let the first two lessons of the day lie around 13:00, when the tests stand."""
    await DB.execute("update bell set starts = '12:40', ends = '13:25' where number = 1")
    await DB.execute("update bell set starts = '13:35', ends = '14:20' where number = 2")


async def test_the_day_says_in_words_what_is_now_and_next(client: Client) -> None:
    world = await make_school()
    await ring_at_one()
    browser = await sign_in(client(), world, "dasha", hat="student")
    page = main(await browser.get("/timetable/day"))
    lessons = page.split("<ol")[1].split("</ol>")[0].split("<li")[1:]
    assert ["сейчас" in one for one in lessons] == [True, False]
    assert ["дальше" in one for one in lessons] == [False, True]
    assert "каб. 31" in lessons[0]
    assert "Лебедева Е. П." in lessons[0]
    tomorrow = main(await browser.get("/timetable/day", params={"day": str(TODAY + timedelta(days=1))}))
    assert "сейчас" not in tomorrow.split("<ol")[1].split("</ol>")[0]


async def test_any_date_says_why_it_is_empty(client: Client) -> None:
    world = await make_school()
    await insert("timetable_version", year=world.year, since=FIRST)
    browser = await sign_in(client(), world, "dasha", hat="student")
    assert "В этот день уроков нет" in main(await browser.get("/timetable/day?day=2026-11-22"))
    assert "Учебный год закончился" in main(await browser.get("/timetable/day?day=2027-07-05"))
    await insert(
        "calendar_exception", year=world.year, kind="holiday", begins=TODAY, ends=TODAY, title="Праздник"
    )
    await DB.execute("delete from lesson where on_date = $1", TODAY)
    assert "Праздник" in main(await browser.get("/timetable/day"))
    assert "Праздник" in main(await browser.get("/timetable/school"))


async def test_a_parent_chooses_a_child_and_only_an_own_one(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "anna", hat="parent")
    page = main(await browser.get("/timetable/day", params={"child": world.people["kirill"]}))
    assert "Семёнова О. И." in page
    foreign = {"child": world.people["vera"]}
    assert (await browser.get("/timetable/day", params=foreign)).status_code == 404
    assert (await browser.get("/timetable/day", params={"teacher": world.people["olga"]})).status_code == 404


async def test_a_teachers_day_has_shared_lessons_and_watches(client: Client) -> None:
    world = await make_school()
    lesson = world.lessons["5А русский язык", TODAY]
    await DB.execute("update lesson set beside = array[$2::int] where id = $1", lesson, world.people["elena"])
    await insert(
        "break_duty", teacher=world.people["elena"], building=world.building, place="2 этаж", weekday=4,
        after_number=1, since=FIRST,
    )  # fmt: skip
    browser = await sign_in(client(), world, "elena", hat="teacher")
    page = main(await browser.get("/timetable/day"))
    lines = page.split("<ol")[1].split("</ol>")[0].split("<li")[1:]
    assert "Алгебра" in lines[0]
    assert "Дежурство после 1-го урока" in lines[1]
    assert "2 этаж" in lines[1]
    assert "9:15" in lines[1]
    assert "5А, Семёнова О. И., Лебедева Е. П." in lines[2]
    assert "is-off" not in lines[2]
    week = main(await browser.get("/timetable"))
    assert "5А, Семёнова О. И., Лебедева Е. П." in week
    kirill = main(await (await sign_in(client(), world, "anna", hat="parent")).get(
        "/timetable/day", params={"child": world.people["kirill"]}
    ))  # fmt: skip
    assert "Семёнова О. И., Лебедева Е. П." in kirill


async def test_changes_stand_in_the_day(client: Client) -> None:
    world = await make_school()
    irina = world.viewer("irina", "head_teacher")
    await apply_change(irina, world.lessons["7Б алгебра", TODAY], "CANCELLED", Wish())
    wish = Wish(teacher=world.people["olga"])
    await apply_change(irina, world.lessons["7Б русский язык", TODAY], "TEACHER_SUBSTITUTED", wish)
    page = main(await (await sign_in(client(), world, "dasha", hat="student")).get("/timetable/day"))
    assert "отменён" in page
    assert "замена, вместо: Фёдорова И. Ю." in page
    olga = main(await (await sign_in(client(), world, "olga", hat="teacher")).get("/timetable/day"))
    assert "7Б" in olga


async def test_a_lesson_tells_who_and_where_and_no_contacts(client: Client) -> None:
    world = await make_school()
    await insert("building", name="Корпус 2")
    lesson = world.lessons["7Б алгебра", TODAY]
    browser = await sign_in(client(), world, "anna", hat="parent")
    page = main(await browser.get(f"/timetable/lessons/{lesson}"))
    for words in ("Алгебра, 7Б", "Лебедева Елена Павловна", "31, Главное здание", "8:30–9:15", "1-й урок"):
        assert words in page
    assert "@" not in page
    assert (await browser.get("/timetable/lessons/999999")).status_code == 404


async def test_free_rooms_go_by_the_clock(client: Client) -> None:
    world = await make_school()
    second = await insert("bell_schedule", year=world.year, kind="normal", shift=2)
    await insert("bell", schedule=second, number=1, starts=time(9, 0), ends=time(9, 40))
    await DB.execute(
        "update lesson set room = $2, bell_schedule = $3, number = 1 where journal = $1 and on_date = $4",
        world.journals["5А русский язык"], world.rooms["18"], second, TODAY,
    )  # fmt: skip
    gym = await insert("room", building=world.building, number="спортзал", key="спортзал", parallel=2)
    browser = await sign_in(client(), world, "elena", hat="teacher")

    async def free(**asked: str) -> list[int]:
        page = main(await browser.get("/timetable/rooms/free", params=asked))
        return [room for room in (*world.rooms.values(), gym) if f"room={room}&amp;" in page]

    day = str(TODAY)
    assert await free(day=day, number="1 08:30") == [gym]
    assert await free(day=day, number="2") == [gym]
    assert await free(day=day, number="3") == [world.rooms["31"], world.rooms["18"], gym]
    assert await free(day=day, number="1 09:00") == [gym]
    await DB.execute("update lesson set room = $1 where on_date = $2", gym, TODAY)
    assert await free(day=day, number="1 08:30") == [world.rooms["31"], world.rooms["18"]]
    assert (await browser.get("/timetable/rooms/free?number=9")).status_code == 404
    assert "уроков нет" in main(await browser.get("/timetable/rooms/free?day=2026-11-22"))


@pytest.mark.parametrize(("login", "hat"), [("dasha", "student"), ("anna", "parent")])
async def test_free_rooms_are_for_the_staff(client: Client, login: str, hat: str) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, login, hat=hat)
    assert (await browser.get("/timetable/rooms/free")).status_code == 403


async def test_the_whole_school_stands_on_one_page(client: Client) -> None:
    world = await make_school()
    irina = world.viewer("irina", "head_teacher")
    await apply_change(irina, world.lessons["7Б алгебра", TODAY], "CANCELLED", Wish())
    across = await insert("study_group", year=world.year, name="хор", key="хор")
    for login in ("dasha", "kirill"):
        await insert("group_membership", study_group=across, student=world.people[login], since=FIRST)
    journal = await insert("journal", study_group=across, subject=world.subjects["Алгебра"])
    await insert(
        "lesson", journal=journal, study_group=across, on_date=TODAY, number=7, bell_schedule=world.bells,
        planned_teacher=world.people["olga"], teacher=world.people["olga"], room=world.rooms["18"],
    )  # fmt: skip
    page = main(await (await sign_in(client(), world, "dasha", hat="student")).get("/timetable/school"))
    fifth, seventh = page.split("<tbody")[1].split("<tr>")[1:3]
    assert ">5А<" in fifth
    assert "<b>18</b>" in fifth
    assert "<b>18</b>" in seventh
    assert "<s>Алгебра</s>" in seventh
    assert "отменён" in seventh
    assert "Орлов" not in page


async def test_strangers_are_sent_to_sign_in(client: Client) -> None:
    world: World = await make_school()
    for path in ("/timetable/day", "/timetable/school", "/timetable/rooms/free", "/timetable/feeds"):
        assert (await client().get(path)).status_code == 303
    lesson = world.lessons["7Б алгебра", MONDAY]
    assert (await client().get(f"/timetable/lessons/{lesson}")).status_code == 303
    assert date(2026, 11, 19) == TODAY
