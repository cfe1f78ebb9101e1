"""Orders and the journals: what a backdated order touches is re-homed, cleared or put back (DOMAIN 2.9)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import httpx
import pytest

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.school import service
from modules.journal.queries.family import term_marks_of
from modules.journal.queries.report_presence import presence_of_pupils
from modules.journal.queries.report_pupils import Asked
from modules.journal.queries.terms import term_pupils
from tests.doors import sign_in
from tests.factories import TODAY
from tests.modules.journal.sixth import MOVE, Sixth, flaws, make_sixth
from tests.statements import counting

Client = Callable[[], httpx.AsyncClient]
MATHS, NEW_MATHS = "6А математика", "6Б математика"
FRIDAY, MONDAY = date(2026, 11, 13), date(2026, 11, 16)
COUNT = "select (select count(*) from mark) + (select count(*) from attendance)"


@pytest.fixture
async def sixth(db: None) -> Sixth:
    return await make_sixth()


async def test_marks_and_absences_go_to_the_new_class(sixth: Sixth) -> None:
    await sixth.put(MATHS, date(2026, 11, 11), "4")
    await sixth.put(MATHS, FRIDAY, "5 3")
    await sixth.put("6А русский язык", FRIDAY, "Н 4")
    before = await DB.rows(int, "select set_by from mark order by id")
    done = await sixth.move()
    assert {(one.kind, one.fate, one.to_group) for one in done.touched} == {
        ("mark", "moved", "6Б"), ("absence", "moved", "6Б")
    }  # fmt: skip
    assert await sixth.cell(MATHS, date(2026, 11, 11)) == "4"
    assert await sixth.cell(MATHS, FRIDAY) == ""
    assert await sixth.cell(NEW_MATHS, FRIDAY) == "5 3"
    assert await sixth.cell("6Б русский язык", FRIDAY) == "ABSENT_UNSPECIFIED 4"
    assert await DB.rows(int, "select set_by from mark where value is not null order by id") == before
    links = "select count(*) from revision where reason = 'move' and person = $1"
    assert await DB.value(links, sixth.id("svetlana")) == 2 * 4
    audit = "select after->>'touched' from audit_entry where action = 'school.class.move'"
    assert await DB.value(audit) == "4"
    assert await flaws() == []


async def test_a_work_of_the_same_type_is_used_else_made(sixth: Sixth) -> None:
    kinds = {row: await DB.value("select id from work_type where code = $1", row) for row in ("КР", "ОТВ")}
    add = """insert into work (lesson, type, weight_tenths, ordinal) values ($1, $2, $3, $4) returning id"""
    for ordinal, (code, tenths) in enumerate((("ОТВ", 10), ("КР", 30)), 1):
        await DB.value(add, sixth.lesson(MATHS, FRIDAY), kinds[code], tenths, ordinal)
    theirs = await DB.value(add, sixth.lesson(NEW_MATHS, FRIDAY), kinds["КР"], 50, 1)
    await sixth.put(MATHS, FRIDAY, "4 5")
    await sixth.move()
    rows = """select t.code, w.title, w.weight_tenths, m.weight_tenths, m.value from mark m
        join work w on w.id = m.work join work_type t on t.id = w.type
        where w.lesson = $1 and m.value is not null order by w.ordinal"""
    async with DB.transaction() as inside:
        found = [tuple(row) for row in await inside.connection.fetch(rows, sixth.lesson(NEW_MATHS, FRIDAY))]
    assert found == [("КР", "", 50, 30, "5"), ("ОТВ", "перенесено из 6А", 10, 10, "4")]
    assert await DB.value("select count(*) from mark where work = $1", theirs) == 1


async def test_without_a_lesson_of_the_date_the_nearest_is_taken(sixth: Sixth) -> None:
    cancel = "update lesson set status = $2 where id = $1"
    for day in (FRIDAY, MOVE):
        await DB.execute(cancel, sixth.lesson(NEW_MATHS, day), "cancelled")
    await sixth.put(MATHS, FRIDAY, "5")
    await DB.execute(cancel, sixth.lesson(NEW_MATHS, date(2026, 11, 17)), "held")
    await sixth.put(MATHS, TODAY, "3")
    await DB.execute(cancel, sixth.lesson(NEW_MATHS, TODAY), "cancelled")
    done = await sixth.move()
    places = [(one.day, one.to_day) for one in done.touched]
    assert places == [(FRIDAY, date(2026, 11, 17)), (TODAY, date(2026, 11, 18))]


async def test_a_subject_the_new_class_has_not_stays_and_counts(sixth: Sixth) -> None:
    await sixth.put("6А музыка", FRIDAY, "5")
    await sixth.put("6А музыка", MONDAY, "Н")
    done = await sixth.move()
    assert [(one.kind, one.fate) for one in done.touched] == [("mark", "kept"), ("absence", "moved")]
    family = Viewer(sixth.id("anna"), "parent", TODAY)
    rows = await term_marks_of(family, sixth.id("dasha"), date(2026, 11, 2), date(2026, 12, 30))
    music = next(row for row in rows if row.subject == "Музыка")
    assert [mark.value for _day, mark in music.marks] == ["5"]
    assert music.average == 5


async def test_an_absence_finds_the_same_hour_or_stays(sixth: Sixth) -> None:
    await sixth.put("6А музыка", FRIDAY, "Н")
    await DB.execute("update lesson set number = 5 where id = $1", sixth.lesson("6Б рисование", FRIDAY))
    done = await sixth.move()
    assert [(one.kind, one.fate) for one in done.touched] == [("absence", "kept")]
    assert await sixth.cell("6А музыка", FRIDAY) == "ABSENT_UNSPECIFIED"


async def test_taken_back_everything_is_where_it_was(sixth: Sixth) -> None:
    await DB.execute(
        "update lesson set status = 'cancelled' where id = $1", sixth.lesson(NEW_MATHS, FRIDAY)
    )  # the mark of Friday goes to Thursday, and must come back to Friday
    await sixth.put(MATHS, FRIDAY, "5 3")
    await sixth.put("6А русский язык", FRIDAY, "О10 4")
    await sixth.put("6А музыка", FRIDAY, "5")
    rows = await DB.value(COUNT)
    done = await sixth.move()
    assert await sixth.cell(NEW_MATHS, MOVE) == "5 3"
    await sixth.put(NEW_MATHS, MONDAY, "2")
    back = await service.withdraw_movement(sixth.clerk, done.movement)
    assert {one.fate for one in back.touched} == {"moved"}
    assert await sixth.cell(MATHS, FRIDAY) == "5 3"
    assert await sixth.cell("6А русский язык", FRIDAY) == "LATE 4"
    assert await sixth.cell(MATHS, MONDAY) == "2"
    assert await sixth.cell(NEW_MATHS, MOVE) == ""
    assert await DB.value(COUNT) >= rows
    assert await flaws() == []
    member = "select count(*) from group_membership where student = $1 and until is null"
    assert await DB.value(member, sixth.id("dasha")) == 1
    with pytest.raises(DomainError, match="уже отменили"):
        await service.withdraw_movement(sixth.clerk, done.movement)


async def test_leaving_clears_and_undoing_puts_back(sixth: Sixth) -> None:
    await sixth.put(MATHS, FRIDAY, "5 3")
    await sixth.put("6А русский язык", MONDAY, "О10")
    done = await service.leave(sixth.clerk, sixth.id("dasha"), MOVE)
    assert [one.fate for one in done.touched] == ["cleared"] * 3
    assert await sixth.cell(MATHS, FRIDAY) == ""
    assert await flaws() == []
    back = await service.withdraw_movement(sixth.clerk, done.movement)
    assert [one.fate for one in back.touched] == ["restored"] * 3
    assert await sixth.cell(MATHS, FRIDAY) == "5 3"
    assert await sixth.cell("6А русский язык", MONDAY) == "LATE"
    assert await DB.value("select minutes from attendance where code = 'LATE'") == 10
    assert await flaws() == []


async def test_a_return_without_a_gap_puts_back_with_the_parts(sixth: Sixth) -> None:
    world, dasha = sixth.world, sixth.id("dasha")
    part = await service.add_group(sixth.clerk, world.classes["6А"], "англ. 1")
    await service.add_to_group(sixth.clerk, part, dasha, date(2026, 9, 1))
    await sixth.put(MATHS, FRIDAY, "5")
    await service.leave(sixth.clerk, dasha, MOVE)
    done = await service.return_pupil(sixth.clerk, dasha, world.classes["6А"], MOVE + timedelta(1))
    assert [one.fate for one in done.touched] == ["restored"]
    assert await sixth.cell(MATHS, FRIDAY) == "5"
    member = "select count(*) from group_membership where study_group = $1 and until is null"
    assert await DB.value(member, part) == 1
    with pytest.raises(DomainError, match="уже есть записи"):
        await service.withdraw_movement(sixth.clerk, done.movement)
    assert await sixth.cell(MATHS, FRIDAY) == "5"
    assert await flaws() == []


async def test_an_enrolment_is_taken_back_while_nothing_hangs_on_it(sixth: Sixth) -> None:
    gleb = sixth.id("gleb")
    done = await service.enrol(sixth.clerk, gleb, sixth.world.classes["6А"], MOVE)
    await sixth.put(MATHS, FRIDAY, "5", "gleb")
    with pytest.raises(DomainError, match="уже есть записи"):
        await service.withdraw_movement(sixth.clerk, done.movement)
    await sixth.put(MATHS, FRIDAY, "", "gleb")
    await service.withdraw_movement(sixth.clerk, done.movement)
    assert await DB.value("select count(*) from enrolment where student = $1", gleb) == 0


async def test_a_move_of_tomorrow_touches_nothing(sixth: Sixth) -> None:
    await sixth.put(MATHS, TODAY, "5")
    assert (await sixth.move(TODAY + timedelta(1))).touched == []


async def test_scenario_2_moves_and_marks(sixth: Sixth, client: Client) -> None:
    world, dasha = sixth.world, sixth.id("dasha")
    await sixth.put(MATHS, date(2026, 11, 9), "4")
    await sixth.put(MATHS, date(2026, 11, 10), "5")
    await sixth.put(MATHS, date(2026, 11, 11), "Н")
    await sixth.move()
    await sixth.put(NEW_MATHS, FRIDAY, "3")
    await sixth.put(NEW_MATHS, MONDAY, "Н")
    head = Viewer(sixth.id("irina"), "head_teacher", TODAY)
    old = await term_pupils(head, world.journals[MATHS], world.terms[1], TODAY)
    new = {p.student: p for p in await term_pupils(head, world.journals[NEW_MATHS], world.terms[1], TODAY)}
    assert dasha not in {pupil.student for pupil in old}  # the statistics of 6А's quarter exclude her
    assert new[dasha].average == 4
    browser = await sign_in(client(), world, "irina", hat="head_teacher")
    there = row_of(await browser.get(f"/journal/{world.journals[MATHS]}"), dasha)
    assert 'class="gone"' in there
    assert "переведена в 6Б" in there
    assert "45-к" in there
    assert ">5</td>" in there  # what was before the date stays
    assert "4,00" not in there  # she is counted in 6Б only
    here = row_of(await browser.get(f"/journal/{world.journals[NEW_MATHS]}"), dasha)
    assert "из 6А: 4 5, пропусков: 1" in here
    assert ">4,00</span>" in here
    missed = await presence_of_pupils(
        head, Asked(world.classes["6Б"]), date(2026, 11, 2), date(2026, 12, 30)
    )  # fmt: skip
    assert {row.student: row.missed for row in missed}[dasha] == 0  # no roll was taken yet
    await DB.execute("update lesson set status = 'held' where on_date < $1", TODAY)
    await DB.execute(
        """insert into lesson_record (lesson, attendance_taken_at) select id, now() from lesson
           where on_date < $1""", TODAY
    )  # fmt: skip
    missed = await presence_of_pupils(
        head, Asked(world.classes["6Б"]), date(2026, 11, 2), date(2026, 12, 30)
    )  # fmt: skip
    assert {row.student: row.missed for row in missed}[dasha] == 2  # absences of both parts
    gone = await presence_of_pupils(
        head, Asked(world.classes["6А"]), date(2026, 11, 2), date(2026, 12, 30)
    )  # fmt: skip
    assert dasha not in {row.student for row in gone}


def row_of(answer: httpx.Response, student: int) -> str:
    """A pupil's row of the grid."""
    found = re.search(rf'<tr data-s="{student}".*?</tr>', answer.text, re.DOTALL)
    assert found, answer.text
    return found[0]


async def test_sixty_marks_take_as_many_statements_as_one(sixth: Sixth) -> None:
    await sixth.put(MATHS, FRIDAY, "5")
    async with counting() as few:
        done = await sixth.move()
    await service.withdraw_movement(sixth.clerk, done.movement)
    for name in (MATHS, "6А русский язык", "6А музыка"):
        for day in (MOVE, FRIDAY, MONDAY, date(2026, 11, 17), date(2026, 11, 18)):
            await sixth.put(name, day, "5 4 3 5")
    async with counting() as many:
        done = await sixth.move()
    assert len(done.touched) == 60
    assert len(many) <= len(few) + 1  # ids for the works it makes
    assert len(many) <= 18
    assert await flaws() == []
