"""The timetable on paper: what stands in the cells, whose it is, one sheet of A3."""

from __future__ import annotations

import io
from collections.abc import Callable

import httpx
import pypdf
import pytest

from intranet.kit.db import DB
from intranet.school.timetable.changes import Wish, apply_change
from tests.doors import sign_in
from tests.factories import MONDAY, TODAY, World, insert, make_school

Client = Callable[[], httpx.AsyncClient]
A3 = (842, 1191)


def main(answer: httpx.Response) -> str:
    """What the page says inside its main part."""
    assert answer.status_code == 200, answer.text
    return answer.text.split('id="main"')[1]


async def many_classes(world: World) -> None:
    """Forty more classes, each with seven lessons a day, two of them in two parts."""
    await DB.execute(
        """with c as (insert into school_class (year, grade_level, letter, building)
                select $1, 1 + n % 11, chr(1040 + 2 + n / 11), $2 from generate_series(0, 43) n returning id),
            g as (insert into study_group (year, school_class, is_roster, key)
                select $1, id, part = 0, part::text from c, generate_series(0, 1) part
                returning id, is_roster),
            j as (insert into journal (study_group, subject) select g.id, s.id from g, subject s
                returning id, study_group, subject)
        insert into lesson (journal, study_group, on_date, number, bell_schedule, planned_teacher, teacher,
            planned_room, room)
        select j.id, j.study_group, $3::date + d, n, $4, $5, $5, $6, $6
        from j join g on g.id = j.study_group, generate_series(0, 4) d, generate_series(1, 7) n
        where (n + d) % 2 = j.subject % 2 and (g.is_roster or n < 3)""",
        world.year, world.building, MONDAY, world.bells, world.people["olga"], world.rooms["31"],
    )  # fmt: skip


async def test_a_class_has_its_week_on_paper(client: Client) -> None:
    world = await make_school()
    irina = world.viewer("irina", "head_teacher")
    await apply_change(irina, world.lessons["7Б алгебра", TODAY], "CANCELLED", Wish())
    browser = await sign_in(client(), world, "dasha", hat="student")
    page = main(await browser.get("/reports/timetable.class", params={"class": world.classes["7Б"]}))
    assert "Расписание класса 7Б" in page
    assert "Лебедева Е. П., 31" in page
    assert "Алгебра: отменён" in page
    assert "8:30–9:15" in page
    pdf = await browser.get("/reports/timetable.class/pdf", params={"class": world.classes["7Б"]})
    assert "Понедельник, 16.11" in pypdf.PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()


@pytest.mark.parametrize("report", ["timetable.teacher", "timetable.room"])
async def test_teachers_and_rooms_are_the_staffs(client: Client, report: str) -> None:
    world = await make_school()
    family = await sign_in(client(), world, "anna", hat="parent")
    assert (await family.get(f"/reports/{report}")).status_code == 403
    chosen = {"teacher": world.people["elena"], "room": world.rooms["31"]}
    staff = await sign_in(client(), world, "olga", hat="teacher")
    page = main(await staff.get(f"/reports/{report}", params=chosen))
    assert "Алгебра" in page
    assert "7Б" in page
    assert (await staff.get(f"/reports/{report}?teacher=999999&room=999999")).status_code == 404


async def test_an_empty_week_says_why(client: Client) -> None:
    world = await make_school()
    await insert("timetable_version", year=world.year, since=MONDAY)
    browser = await sign_in(client(), world, "dasha", hat="student")
    for name in ("class", "school", "school_a4"):
        page = main(await browser.get(f"/reports/timetable.{name}?week=2026-11-23"))
        assert "Уроков на этой неделе нет" in page
    assert (await browser.get("/reports/timetable.school?week=2020-01-01")).status_code == 404


@pytest.mark.slow
async def test_the_whole_school_is_one_sheet(client: Client) -> None:
    world = await make_school()
    await many_classes(world)
    browser = await sign_in(client(), world, "dasha", hat="student")
    page = main(await browser.get("/reports/timetable.school"))
    assert "Алг. 31" in page
    made = await browser.get("/reports/timetable.school/pdf")
    sheets = pypdf.PdfReader(io.BytesIO(made.content)).pages
    assert len(sheets) == 1
    box = sheets[0].mediabox
    assert (round(box.width), round(box.height)) == A3
    for level in ("1-4", "5-9", "10-11"):
        made = await browser.get(f"/reports/timetable.school_a4/pdf?level={level}")
        sheets = pypdf.PdfReader(io.BytesIO(made.content)).pages
        assert len(sheets) == 1
        assert round(sheets[0].mediabox.width) == A3[0]
