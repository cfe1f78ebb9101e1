"""An import is taken back within a day while nothing hangs on its rows; else it says what does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from identity.local.slips import issue_entry
from intranet.kit import clock
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.service import PersonCard, update_person
from modules.office.jobs import forget_lists
from modules.office.queries.imports.import_trace import TRACED, Hanging
from modules.office.service.imports.import_undo import UndoRefused, undo_import
from tests.doors import sign_in
from tests.factories import World, insert
from tests.modules.office.imported_school import (
    DAY,
    ORDER,
    actor,
    found_sample_school,
    imported,
    imported_text,
)

pytestmark = pytest.mark.usefixtures("db")
Client = Callable[[], httpx.AsyncClient]
HEAD = "Фамилия;Имя;Дата рождения;Пол;Класс"
PUPIL = "{};Иван;01.02.2014;м;{}"
TABLES = (*TRACED, "lesson", "school_class", "granted_hat")


async def picture() -> dict[str, Any]:
    """Every row of the tables a list may write to; lessons without their ids, which are made anew."""
    rows = {
        table: await DB.value(f"select md5(string_agg(t::text, '|' order by t.id)) from {table} t")
        for table in TABLES
        if table != "lesson"
    }
    rows["lesson"] = await DB.value(
        """select md5(string_agg(concat_ws('|', journal, on_date, number, status, teacher, room,
           bell_schedule), ',' order by journal, on_date, number)) from lesson"""
    )
    return rows


async def last_batch() -> int:
    return int(await DB.value("select max(id) from import_batch"))


async def undo_last() -> None:
    await undo_import(actor(), await last_batch())


async def refused() -> list[Hanging]:
    """Why the last import stays; nothing has changed."""
    before = await picture()
    with pytest.raises(UndoRefused) as refusal:
        await undo_last()
    assert await picture() == before
    assert await DB.value("select count(*) from import_batch where undone_at is not null") == 0
    return list(refusal.value.hanging)


async def pupil(surname: str) -> int:
    found: int = await DB.value("select id from person where surname = $1", surname)
    return found


@pytest.mark.parametrize("name", ORDER)
async def test_every_list_goes_without_a_trace(name: str) -> None:
    await found_sample_school(*ORDER[: ORDER.index(name)])
    before = await picture()
    await imported(name)
    assert await picture() != before
    await undo_last()
    assert await picture() == before
    assert await DB.value("select count(*) from audit_entry where action = 'office.import.undo'") == 1
    again = await imported(name)
    assert again.counts.created


async def test_lists_go_one_after_another_to_the_empty_school() -> None:
    await found_sample_school()
    before = await picture()
    for name in ORDER:
        await imported(name)
    for batch in await DB.rows(int, "select id from import_batch order by id desc"):
        await undo_import(actor(), batch)
    assert await picture() == before


async def test_an_undone_timetable_brings_the_one_before_back() -> None:
    await found_sample_school(*ORDER)
    before = await picture()
    await imported("timetable.csv", from_day=date(2026, 9, 21))
    assert await DB.value("select count(*) from timetable_version") == 2
    await undo_last()
    assert await picture() == before
    slot = await DB.record("select journal, weekday, number, week, teacher, room from timetable_slot limit 1")
    await DB.execute("update timetable_slot set number = 9 where id = (select min(id) from timetable_slot)")
    changed = await picture()
    assert slot is not None
    await imported("timetable.csv")
    await undo_last()
    assert {**await picture(), "lesson": ""} == {**changed, "lesson": ""}


async def test_changed_rows_get_their_values_back() -> None:
    await found_sample_school("students.xlsx")
    person = await DB.value("select id from person order by id limit 1")
    await DB.execute("update person set patronymic = 'Прежнее', phone = '+70000000000' where id = $1", person)
    before = await picture()
    again = await imported("students.xlsx")
    assert again.counts.changed
    assert await picture() != before
    await undo_last()
    assert await picture() == before


async def test_a_way_in_keeps_the_pupil_and_the_whole_list() -> None:
    await found_sample_school()
    await imported_text("students", HEAD, PUPIL.format("Петров", "5А"), PUPIL.format("Сидоров", "5А"))
    await issue_entry(actor(), [await pupil("Петров")])
    assert await refused() == [Hanging("Петров Иван", "вход в систему, уведомления")]


async def test_a_mark_keeps_a_pupil_who_was_here_before(client: Client) -> None:
    await found_sample_school(*ORDER)
    row = await DB.record(
        """select m.student, m.study_group, l.id from group_membership m
           join lesson l on l.study_group = m.study_group where not m.is_roster order by 1, 3 limit 1"""
    )
    student, group, lesson = row
    await DB.execute("delete from group_membership where student = $1 and study_group = $2", student, group)
    await imported("students.xlsx")
    work = await insert("work", lesson=lesson, type=await DB.value("select min(id) from work_type"))
    await insert(
        "mark", work=work, student=student, value="5", points=5, weight_tenths=10, work_type_name="Ответ",
        hat="teacher", set_at=clock.now(),
    )  # fmt: skip
    who = await DB.value("select surname || ' ' || name from person where id = $1", student)
    assert await refused() == [Hanging(who, "отметки")]


async def test_a_card_changed_by_hand_keeps_the_list() -> None:
    await found_sample_school()
    await imported_text("students", HEAD, PUPIL.format("Петров", "5А"))
    person = await pupil("Петров")
    card = PersonCard(surname="Петров", name="Иван", born=date(2014, 2, 1), sex="m", phone="+79751200001")
    await update_person(actor(), person, card)
    assert await refused() == [Hanging("Петров Иван", "с тех пор изменено")]


async def test_a_later_list_goes_first() -> None:
    await found_sample_school()
    await imported_text("students", HEAD, PUPIL.format("Петров", "5А"))
    await imported_text("students", f"{HEAD};Телефон", f"{PUPIL.format('Петров', '5А')};89751200001")
    first = await last_batch() - 1
    with pytest.raises(UndoRefused) as refusal:
        await undo_import(actor(), first)
    assert refusal.value.hanging[0].what.startswith("изменено более поздней загрузкой")
    await undo_last()
    await undo_import(actor(), first)
    assert await DB.value("select count(*) from enrolment") == 0


async def test_a_load_stays_while_a_timetable_stands_on_it() -> None:
    await found_sample_school(*ORDER)
    batch = await DB.value("select id from import_batch where kind = 'load'")
    with pytest.raises(UndoRefused) as refusal:
        await undo_import(actor(), batch)
    assert "уроки" in refusal.value.hanging[0].what


async def test_a_lesson_with_records_keeps_its_timetable() -> None:
    await found_sample_school(*ORDER)
    lesson = await DB.value("select min(id) from lesson")
    await DB.execute("update lesson set is_touched = true, status = 'held' where id = $1", lesson)
    assert [one.what for one in await refused()] == ["уроки"]


async def test_a_day_later_it_is_too_late() -> None:
    await found_sample_school()
    await imported_text("students", HEAD, PUPIL.format("Петров", "5А"))
    clock.start_at(DAY + timedelta(hours=24, minutes=1))
    assert await refused() == []
    await forget_lists()
    assert await DB.value("select count(*) from import_trace") > 0
    clock.start_at(DAY + timedelta(hours=49))
    await forget_lists()
    assert await DB.value("select count(*) from import_trace") == 0


async def test_it_is_undone_once() -> None:
    await found_sample_school("students.xlsx")
    await undo_last()
    with pytest.raises(UndoRefused, match="уже отменили"):
        await undo_last()
    planned = await insert(
        "import_batch", kind="staff", file_name="a.csv", made_by_hat="secretary", made_at=DAY
    )
    with pytest.raises(UndoRefused, match="ещё не записан"):
        await undo_import(actor(), planned)
    with pytest.raises(NotFound):
        await undo_import(actor(), planned + 1)


async def test_a_snils_is_traced_as_it_is_sealed() -> None:
    await found_sample_school("students.xlsx")
    traced = await DB.rows(
        str,
        "select after->>'snils_sealed' from import_trace where after->>'snils_sealed' is not null order by 1",
    )
    kept = await DB.rows(
        str, "select snils_sealed::text from person where snils_sealed is not null order by 1"
    )
    assert traced == kept != []


async def test_every_traced_table_has_its_trigger_and_nothing_is_traced_outside() -> None:
    found = await DB.rows(
        str,
        """select c.relname::text from pg_trigger t join pg_class c on c.oid = t.tgrelid
           where t.tgname = 'import_trace' order by 1""",
    )
    assert found == sorted(TRACED)
    await insert("subject", name="Черчение", key="черчение")
    assert await DB.value("select count(*) from import_trace") == 0


@pytest.fixture
async def office(client: Client) -> httpx.AsyncClient:
    """The secretary of the sample school, with one pupil imported."""
    await found_sample_school()
    person = await insert(
        "person", surname="Зайцева", name="Света", name_key="зайцева света", sort_key="зайцева"
    )
    await insert("granted_hat", person=person, hat="secretary", since=actor().day)
    await imported_text("students", HEAD, PUPIL.format("Петров", "5А"))
    return await sign_in(client(), World(people={"svetlana": person}), "svetlana", hat="secretary")


async def test_the_page_takes_back_in_one_click(office: httpx.AsyncClient) -> None:
    place = f"/office/import/{await last_batch()}"
    page = await office.get(place)
    assert "Отменить загрузку" in page.text
    assert "Места в классах и группах" in page.text
    answer = await office.post(f"{place}/undo")
    assert (answer.status_code, answer.headers["location"]) == (303, place)
    page = await office.get(place)
    assert "Загрузка отменена" in page.text
    assert "Зайцева С." in page.text
    assert "Отменить загрузку" not in page.text
    assert await DB.value("select count(*) from enrolment") == 0
    assert "отменён" in (await office.get("/office/import")).text
    assert (await office.post(f"{place}/undo")).status_code == 409


async def test_the_page_says_what_hangs(office: httpx.AsyncClient) -> None:
    await DB.execute("update person set surname = '<b>Петров</b>' where surname = 'Петров'")
    place = f"/office/import/{await last_batch()}"
    answer = await office.post(f"{place}/undo")
    assert answer.status_code == 409
    assert "Отменить нельзя" in answer.text
    assert "&lt;b&gt;Петров&lt;/b&gt; Иван" in answer.text
    assert "с тех пор изменено" in answer.text
