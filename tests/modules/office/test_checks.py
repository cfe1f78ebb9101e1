"""Data checks: each finds what is amiss, says it by name and leads to where it is mended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from intranet.kit.db import DB
from modules.office.queries.checks import Finding, counts_of, findings_of, has_pupils
from tests.doors import make_account, sign_in
from tests.factories import FIRST, TODAY, World, insert, make_school
from tests.modules.office.test_pages import main_of

pytestmark = pytest.mark.usefixtures("db")
Client = Callable[[], httpx.AsyncClient]


async def found(world: World, name: str, hat: str = "secretary") -> list[tuple[str, str]]:
    """(title, note) of the rows of one check; its count is theirs."""
    login = {"secretary": "svetlana", "director": "pavel"}[hat]
    findings = {one.name: one for one in await findings_of(world.viewer(login, hat))}
    one: Finding = findings[name]
    counts = {count.name: count.found for count in await counts_of(world.viewer(login, hat))}
    assert one.found == len(one.rows) == counts[name]
    return [(row.title, row.note) for row in one.rows]


async def test_a_pupil_without_a_class() -> None:
    world = await make_school()
    assert await found(world, "unplaced") == []
    await DB.execute("update group_membership set until = $2 where student = $1",
                     world.people["vera"], TODAY - timedelta(1))  # fmt: skip
    assert await found(world, "unplaced") == [("Осипова Вера", "")]


async def test_a_pupil_whose_parent_may_not_read() -> None:
    world = await make_school()
    assert await found(world, "unguarded") == []
    await DB.execute(
        "update guardianship set restricted_since = $2 where child = $1", world.people["vera"], TODAY
    )
    assert await found(world, "unguarded") == [("Осипова Вера", "7Б")]


async def test_a_parent_without_an_address() -> None:
    world = await make_school()
    await DB.execute("update person set email = 'a@example.com' where id = $1", world.people["anna"])
    titles = [title for title, _note in await found(world, "unaddressed")]
    assert titles == ["Лебедева Елена", "Осипов Борис"]
    assert ("Осипов Борис", "Осипова Вера") in await found(world, "unaddressed")


async def test_a_class_without_teacher_timetable_terms() -> None:
    world = await make_school()
    assert await found(world, "leaderless") == [("5А", "")]
    assert await found(world, "unscheduled") == [("5А", ""), ("7Б", "")]
    version = await insert("timetable_version", year=world.year, since=FIRST)
    await insert("timetable_slot", version=version, journal=world.journals["7Б алгебра"], weekday=1, number=1,
                 teacher=world.people["elena"])  # fmt: skip
    assert await found(world, "unscheduled") == [("5А", "")]
    assert await found(world, "termless") == []
    await DB.execute("delete from class_scheme where school_class = $1", world.classes["7Б"])
    assert await found(world, "termless") == [("7Б", "")]


async def test_a_journal_and_lessons_without_their_teacher() -> None:
    world = await make_school()
    assert await found(world, "untaught") == []
    assert await found(world, "astray") == []
    journal = world.journals["7Б алгебра"]
    await DB.execute("update assignment set until = $2 where journal = $1", journal, TODAY)
    assert await found(world, "untaught") == []
    assert await found(world, "astray") == [("7Б алгебра", "Лебедева Е.")]
    await DB.execute("update assignment set until = $2 where journal = $1", journal, TODAY - timedelta(1))
    assert await found(world, "untaught") == [("7Б алгебра", "")]


async def test_a_teacher_who_cannot_enter() -> None:
    world = await make_school()
    await make_account(world.people["elena"], "elena")
    slip = await make_account(world.people["olga"], "olga", first_entry=True)
    await DB.execute("update local_credential set expires_on = $2 where account = $1", slip, TODAY)
    assert await found(world, "unentered") == [("Фёдорова Ирина", "")]
    await DB.execute(
        "update local_credential set expires_on = $2 where account = $1", slip, TODAY - timedelta(1)
    )
    assert [title for title, _note in await found(world, "unentered")] == ["Семёнова Ольга", "Фёдорова Ирина"]


async def make_group(world: World, name: str, login: str, subject: str, number: int) -> int:
    """A part of 7Б with Вера in it, and a lesson tomorrow."""
    group = await insert(
        "study_group", year=world.year, school_class=world.classes["7Б"], name=name, key=name.lower()
    )
    world.groups[f"7Б {name}"] = group
    journal = await insert("journal", study_group=group, subject=world.subjects[subject])
    person = world.people[login]
    await insert("assignment", journal=journal, teacher=person, since=FIRST)
    await insert(
        "lesson", journal=journal, study_group=group, on_date=TODAY + timedelta(1), number=number,
        bell_schedule=world.bells, planned_teacher=person, teacher=person,
    )  # fmt: skip
    await insert("group_membership", study_group=group, student=world.people["vera"], since=FIRST)
    return group


async def test_a_pupil_in_two_groups_of_one_subject_or_one_hour() -> None:
    world = await make_school()
    await make_group(world, "англ. 1", "olga", "Русский язык", 5)
    assert await found(world, "overlaps") == []
    second = await make_group(world, "англ. 2", "irina", "Русский язык", 6)
    assert await found(world, "overlaps") == [("Осипова Вера", "7Б англ. 1 / англ. 2")]
    await DB.execute("delete from group_membership where study_group = $1", second)
    assert await found(world, "overlaps") == []
    await make_group(world, "проф.", "irina", "Алгебра", 5)
    assert await found(world, "overlaps") == [("Осипова Вера", "7Б англ. 1 / проф.")]
    await DB.execute(
        "update lesson set status = 'cancelled' where study_group = $1", world.groups["7Б проф."]
    )
    assert await found(world, "overlaps") == []


async def test_the_eighteenth_birthday_is_told_a_month_ahead() -> None:
    world = await make_school()
    born = TODAY.replace(year=TODAY.year - 18)
    for days, names in ((31, []), (30, ["Осипова Вера"]), (1, ["Осипова Вера"])):
        born_on = born + timedelta(days)
        await DB.execute("update person set born = $2 where id = $1", world.people["vera"], born_on)
        assert [title for title, _note in await found(world, "adults_soon")] == names
    await DB.execute(
        "update guardianship set adult_consent_since = $2 where child = $1", world.people["vera"], TODAY
    )
    assert await found(world, "adults_soon") == []


async def test_one_person_written_twice() -> None:
    world = await make_school()
    assert await found(world, "doubles") == []
    await DB.execute(
        """insert into person (surname, name, name_key, sort_key, born)
           select surname, name, name_key, sort_key, born from person where id = $1""",
        world.people["vera"],
    )
    assert await found(world, "doubles") == [("Осипова Вера", "02.05.2013 × 2")]


async def test_lessons_whose_number_has_no_bell() -> None:
    world = await make_school()
    await DB.execute("delete from bell where number = 2")
    assert await found(world, "bellless") == [("5А", "2"), ("7Б", "2")]


async def test_the_page_leads_to_where_it_is_mended(client: Client) -> None:
    world = await make_school()
    name = "<script>alert(1)</script>"
    await DB.execute("update person set surname = $2 where id = $1", world.people["vera"], name)
    await DB.execute("update group_membership set until = $2 where student = $1",
                     world.people["vera"], TODAY - timedelta(1))  # fmt: skip
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    page = main_of(await browser.get("/office/checks"))
    assert f'<a href="/office/people/{world.people["vera"]}">&lt;script&gt;' in page
    assert "<script>" not in page
    assert f'href="/office/classes/{world.classes["5А"]}/card"' in page
    assert "Похоже, один человек записан дважды" in page.split("Здесь всё в порядке")[1]
    home = main_of(await browser.get("/office"))
    assert '<a href="/office/checks#unplaced">Ученики без класса<span class="n">1</span></a>' in home


async def test_whoever_only_reads_gets_no_links_to_issue(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "pavel", hat="director")
    page = main_of(await browser.get("/office/checks"))
    assert "Учителя, которые не могут войти" in page
    assert "/office/slips" not in page
    assert "/office/import" not in page
    assert "Лебедева Елена" in page


async def test_many_are_shown_on_demand(client: Client) -> None:
    world = await make_school()
    await DB.execute(
        """with fresh as (insert into person (surname, name, name_key, sort_key)
               select 'Пупкин' || n, 'Иван', n::text, n::text from generate_series(1, 28) n returning id)
           insert into enrolment (student, since) select id, $1 from fresh""",
        FIRST,
    )
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    page = main_of(await browser.get("/office/checks"))
    assert "Показать ещё 18" in page
    assert page.count("Пупкин") == 20  # ten of those without a class, ten without a parent
    whole = main_of(await browser.get("/office/checks?whole=unplaced"))
    assert whole.count("Пупкин") == 38


async def test_who_may_look(client: Client) -> None:
    world = await make_school()
    assert (await client().get("/office/checks")).headers["location"].startswith("/login")
    for login, hat in (
        ("elena", "teacher"),
        ("anna", "parent"),
        ("dasha", "student"),
        ("gleb", "guest_staff"),
    ):
        browser = await sign_in(client(), world, login, hat=hat)
        assert (await browser.get("/office/checks")).status_code == 403


async def test_a_school_without_pupils_has_nothing_to_check(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    await DB.execute("delete from enrolment")
    assert not await has_pupils(world.viewer("svetlana", "secretary"))
    for table in ("lesson", "assignment", "guardianship", "group_membership", "journal", "study_group",
                  "class_teacher", "class_scheme", "school_class"):  # fmt: skip
        await DB.execute(f"delete from {table}")
    page = main_of(await browser.get("/office/checks"))
    assert "Проверять ещё нечего" in page
    assert "Всё сошлось" not in page
