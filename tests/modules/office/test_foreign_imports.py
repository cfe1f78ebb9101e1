"""A foreign timetable in a school: whom its names mean, what is made, what a second import changes."""

from __future__ import annotations

from datetime import date

import pytest

from intranet.kit.db import DB
from modules.office.lists.foreign.model import Left
from modules.office.service.imports.import_foreign import FORGET, LEAVE_OUT, change_name
from modules.office.service.imports.import_undo import undo_import
from tests.modules.office.foreign_school import DATA, found_foreign_school, loaded, slots
from tests.modules.office.imported_school import actor

pytestmark = pytest.mark.usefixtures("db")
FILE = (DATA / "asc-2012.xml").read_bytes()
TABLES = ("person", "staff_post", "school_class", "study_group", "subject", "room", "journal", "assignment",
          "timetable_version", "timetable_slot", "foreign_name", "lesson")  # fmt: skip


async def picture() -> list[str]:
    rows = "select md5(string_agg(t::text, '|' order by t.id)) from {} t"
    return [await DB.value(rows.format(table)) for table in TABLES]


async def test_what_the_school_knows_is_taken_and_the_rest_is_asked() -> None:
    await found_foreign_school()
    plan = await loaded(FILE)
    asked = [(one.kind, one.text, one.given) for one in plan.questions]
    assert asked == [
        ("foreign_room", "12", "new"),
        ("foreign_group", "5A Англ 1", "skip"),
        ("foreign_group", "5A Англ 2", "skip"),
        ("foreign_group", "5A, 5-Б", "skip"),
        ("foreign_teacher", "Новиков Пётр", "skip"),
        ("foreign_class", "Кружок", "skip"),
    ]
    assert await slots() == ["5А  1.1 Иванов 12", "5А  1.2 Иванов 12", "5Б  4.1A Иванов -"]
    assert plan.left == {Left.GROUP: 3, Left.TEACHER: 1, Left.CLASS: 1, Left.NO_TEACHER: 1, Left.UNPLACED: 1}
    assert plan.counts.refused == 0


ALL = [
    "5А  1.1 Иванов 12", "5А  1.2 Иванов 12", "5А Англ 1 2.1 Щербакова 12", "5А Англ 2 2.1 Ким 14",
    "5A, 5-Б 3.2 Иванов Спортзал", "5A, 5-Б 3.2 Новиков Спортзал", "5Б  4.1A Иванов -",
]  # fmt: skip


async def test_what_is_missing_is_made_and_a_second_import_changes_nothing() -> None:
    await found_foreign_school()
    plan = await loaded(FILE, creates=True)
    assert [(one.kind, one.text) for one in plan.questions] == [("foreign_class", "Кружок")]
    assert sorted(await slots()) == sorted(ALL)
    assert await DB.value("select count(*) from person") == 4
    assert await DB.value("select title from staff_post order by id desc limit 1") == "Учитель"
    assert await DB.value("select count(*) from granted_hat") == 0
    before = await picture()
    for creates in (True, False):
        counts = (await loaded(FILE, creates=creates)).counts
        assert (counts.writes, counts.unchanged, counts.gone) == (0, 7, 0)
    assert await picture() == before


async def test_two_teachers_of_one_lesson_stand_beside_each_other() -> None:
    await found_foreign_school()
    await loaded(FILE, creates=True)
    assert await DB.value(
        """select count(*) from journal j join study_group g on g.id = j.study_group
           where g.school_class is null and (select count(*) from assignment a where a.journal = j.id) = 2"""
    ) == 1  # fmt: skip


async def test_answers_are_remembered() -> None:
    await found_foreign_school()
    await DB.execute(
        "insert into study_group (year, school_class, name, key) select year, id, 'девочки', 'девочки'"
        " from school_class where letter = 'А'"
    )
    girls = await DB.value("select id from study_group where name = 'девочки'")
    kim = await DB.value("select id from person where surname = 'Ким'")
    plan = await loaded(
        FILE, foreign_group__G2=str(girls), foreign_group__G3="skip", foreign_teacher__A4=str(kim)
    )
    assert "5А девочки 2.1 Щербакова 12" in await slots()
    again = await loaded(FILE)
    assert again.counts.writes == 0
    assert {one.text for one in plan.questions} - {one.text for one in again.questions} == {
        "5A Англ 1", "5A Англ 2", "Новиков Пётр", "12",
    }  # fmt: skip
    rows = await DB.rows(str, "select key from foreign_name where target is null order by key")
    assert rows == ["G3"]


async def test_a_name_is_changed_for_the_next_import() -> None:
    await found_foreign_school()
    await loaded(FILE)
    ident = await DB.value("select id from foreign_name where kind = 'teacher' and key = 'A1'")
    kim = await DB.value("select id from person where surname = 'Ким'")
    await change_name(actor(), ident, str(kim))
    await loaded(FILE)
    assert "5А  1.1 Ким 12" in await slots()
    await change_name(actor(), ident, LEAVE_OUT)
    assert (await loaded(FILE)).left[Left.TEACHER] == 5
    await change_name(actor(), ident, FORGET)
    await loaded(FILE)
    assert "5А  1.1 Иванов 12" in await slots()


async def test_a_key_counted_anew_is_known_by_its_name() -> None:
    """aSc numbers "*1" anew in each file: the name decides, so nothing moves to another subject."""
    await found_foreign_school()
    await loaded(FILE, creates=True)
    before = await slots()
    turned = FILE.replace(b"*1", b"*x").replace(b"*3", b"*1").replace(b"*x", b"*3")
    plan = await loaded(turned, creates=True)
    assert plan.counts.writes == 0
    assert await slots() == before


async def test_a_changed_file_ends_the_old_version_and_leaves_the_past_alone() -> None:
    """DOMAIN 2.11 no. 7."""
    await found_foreign_school()
    await loaded(FILE, creates=True, from_day=date(2026, 9, 1))
    past = "select md5(string_agg(l::text, '|' order by l.id)) from lesson l where on_date < '2026-10-05'"
    before = await DB.value(past)
    moved = FILE.replace(b'lessonid="L1" period="2" days="10000"', b'lessonid="L1" period="3" days="01000"')
    plan = await loaded(moved, creates=True, from_day=date(2026, 10, 5))
    assert (plan.counts.created, plan.counts.unchanged, plan.counts.gone) == (1, 6, 1)
    spans = await DB.rows(
        str, "select since || ' ' || coalesce(until::text, '') from timetable_version order by 1"
    )
    assert spans == ["2026-09-01 2026-10-04", "2026-10-05 "]
    assert await DB.value(past) == before
    counts = (await loaded(moved, creates=True, from_day=date(2026, 10, 5))).counts
    assert (counts.writes, counts.gone) == (0, 0)


async def test_clashes_are_refused_with_the_line() -> None:
    await found_foreign_school()
    clash = FILE.replace(b'lessonid="L5" period="1" days="00010"', b'lessonid="L5" period="1" days="10000"')
    plan = await loaded(clash, creates=True)
    assert [(one.kind.value, one.row) for one in plan.found.errors] == [("clash_teacher", 58)]


async def test_our_bells_decide_and_else_the_place_in_the_day() -> None:
    await found_foreign_school()
    late = FILE
    for ours, theirs in ((b'"8:30"', b'"10:30"'), (b'"9:15"', b'"11:15"'), (b'"9:25"', b'"11:35"'),
                         (b'"10:10"', b'"12:20"'), (b'starttime="10:30" endtime="11:15"/>\n  </',
                          b'starttime="12:30" endtime="13:15"/>\n  </')):  # fmt: skip
        late = late.replace(ours, theirs)
    plan = await loaded(late)
    assert "5А  1.3 Иванов 12" in await slots()
    assert not [one for one in plan.questions if one.kind == "foreign_period"]


async def test_overlapping_periods_are_confirmed_by_a_person() -> None:
    await found_foreign_school()
    early = (DATA / "asc-2008.xml").read_bytes().replace(b'"8:', b'"5:').replace(b'"9:', b'"6:')
    plan = await loaded(early)
    periods = [(one.text, one.given) for one in plan.questions if one.kind == "foreign_period"]
    assert periods == [("А1", "1"), ("А2", "2"), ("А3", "3")]
    assert sorted(await slots()) == ["5А  2.1 Иванов 12", "5А  2.2 Иванов 12", "5Б  1.3B Иванов 12"]
    await loaded(early, foreign_period__3="7")
    assert "5А  2.2 Иванов 12" in await slots(), "what was confirmed once is remembered"


async def test_untis_goes_the_same_way() -> None:
    await found_foreign_school()
    content = (DATA / "GPU001.TXT").read_bytes()
    await loaded(content, creates=True)
    assert sorted(await slots()) == [
        "5А  1.1 Иванов 12", "5А  1.2 Иванов 12", "5А Англ Ким 2.1 Ким 15",
        "5А Англ Щербакова 2.1 Щербакова 14", "5А, 5Б 3.2 Иванов СЗ",
    ]  # fmt: skip
    assert (await loaded(content, creates=True)).counts.writes == 0


async def test_the_import_is_undone_with_everything_it_made() -> None:
    await found_foreign_school()
    await DB.execute("delete from study_group where school_class in (select id from school_class)")
    await DB.execute("delete from school_class")
    tables = ("person", "staff_post", "school_class", "class_scheme", "study_group", "room", "journal",
              "timetable_version", "foreign_name", "lesson")  # fmt: skip
    before = [await DB.value(f"select count(*) from {table}") for table in tables]
    await loaded(FILE, creates=True)
    assert await DB.value("select count(*) from school_class") == 2
    await undo_import(actor(), await DB.value("select max(id) from import_batch"))
    assert [await DB.value(f"select count(*) from {table}") for table in tables] == before
