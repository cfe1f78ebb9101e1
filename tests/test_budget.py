"""The table page -> SQL statements, bytes. Session and informers are counted, BEGIN and COMMIT are not.

Every page of the app stands in it; a page asks as much of a class of 30 as of a class of 2.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import httpx
import pytest
from litestar import Litestar

from intranet import permissions_check
from intranet.kit.db import DB
from intranet.permissions_check import PAGE, expectations
from tests.conftest import NOW
from tests.doors import make_account, sign_in
from tests.factories import FIRST, TODAY, World, insert, make_school
from tests.papers import finished_paper
from tests.statements import Statement, counting

Client = Callable[[], httpx.AsyncClient]


class Page(NamedTuple):
    """An address (ids by name of the world), who opens it, at most so many statements and kilobytes."""

    path: str
    login: str
    hat: str
    statements: int
    kilobytes: int

    @property
    def route(self) -> str:
        """The address as docs/permissions.md has it."""
        return self.path.partition("?")[0]


PAGES = (
    Page("/login", "", "", 0, 8),
    Page("/", "dasha", "student", 6, 22),
    Page("/", "anna", "parent", 7, 26),
    Page("/", "elena", "teacher", 8, 26),
    Page("/", "irina", "head_teacher", 5, 20),
    Page("/", "svetlana", "secretary", 5, 20),
    Page("/diary", "dasha", "student", 6, 40),
    Page("/diary?child={kirill}", "anna", "parent", 6, 40),
    Page("/diary/marks", "dasha", "student", 5, 30),
    Page("/diary/finals", "anna", "parent", 6, 20),
    Page("/timetable", "dasha", "student", 6, 40),
    Page("/timetable", "elena", "teacher", 6, 40),
    Page("/timetable?class={class_id}", "irina", "head_teacher", 6, 40),
    Page("/directory", "dasha", "student", 4, 24),
    Page("/directory/class", "elena", "teacher", 4, 24),
    Page("/journal", "elena", "teacher", 5, 24),
    Page("/journal", "irina", "head_teacher", 5, 24),
    Page("/journal/{journal}", "elena", "teacher", 6, 60),
    Page("/journal/{journal}", "irina", "head_teacher", 6, 60),
    Page("/journal/{journal}/terms", "elena", "teacher", 5, 60),
    Page("/journal/{journal}/cells/_cell?lesson={lesson}&student={dasha}", "elena", "teacher", 3, 4),
    Page("/journal/lessons/{lesson}", "elena", "teacher", 6, 90),
    Page("/journal/lessons/{lesson}/told", "elena", "teacher", 8, 20),
    Page("/reports", "anna", "parent", 2, 16),
    Page("/reports/{report}", "irina", "head_teacher", 8, 90),
    Page("/reports/{report}/xlsx", "irina", "head_teacher", 7, 40),
    Page("/reports/{report}/pdf", "irina", "head_teacher", 7, 600),
    Page("/reports/{report}/csv", "elena", "teacher", 7, 20),
    Page("/reports/journal.report_card?class={class_id}", "elena", "teacher", 8, 300),
    Page("/reports/journal.attendance?class={class_id}", "elena", "teacher", 8, 60),
    Page("/reports/journal.page?class={class_id}", "irina", "head_teacher", 8, 60),
    Page("/reports/office.class_list?class={class_id}", "svetlana", "secretary", 8, 60),
    Page("/reports/files", "svetlana", "secretary", 3, 16),
    Page("/reports/files/_list", "svetlana", "secretary", 2, 4),
    Page("/reports/files/{token}", "svetlana", "secretary", 3, 1),
    Page("/notices", "anna", "parent", 4, 40),
    Page("/notices", "elena", "teacher", 3, 40),
    Page("/notices/{receipt_id}", "anna", "parent", 5, 16),
    Page("/notices/settings", "anna", "parent", 4, 20),
    Page("/notices/kinds", "irina", "head_teacher", 3, 24),
    Page("/notices/queue", "oleg", "administrator", 4, 60),
    Page("/notices/announcements", "svetlana", "secretary", 3, 24),
    Page("/notices/announcements/new", "svetlana", "secretary", 3, 24),
    Page("/notices/announcements/{announcement_id}", "svetlana", "secretary", 3, 20),
    Page("/office", "svetlana", "secretary", 6, 32),
    Page("/office/checks", "svetlana", "secretary", 5, 32),
    Page("/office/classes", "svetlana", "secretary", 4, 20),
    Page("/office/classes/{class_id}", "svetlana", "secretary", 6, 40),
    Page("/office/classes/{class_id}", "elena", "teacher", 6, 40),
    Page("/office/slips", "svetlana", "secretary", 5, 24),
    Page("/office/slips/{person_id}", "elena", "teacher", 7, 16),
    Page("/office/slips/told?whom=staff&reach=all", "svetlana", "secretary", 7, 16),
    Page("/office/import", "svetlana", "secretary", 5, 24),
    Page("/office/import/{batch_id}", "svetlana", "secretary", 6, 24),
    Page("/office/import/{batch_id}/_progress", "svetlana", "secretary", 3, 4),
    Page("/office/import/{batch_id}/refused", "svetlana", "secretary", 3, 16),
    Page("/office/people", "svetlana", "secretary", 6, 40),
    Page("/office/people?q=о&who=parents", "elena", "teacher", 6, 24),
    Page("/office/people/new", "svetlana", "secretary", 3, 20),
    Page("/office/people/{person_id}", "svetlana", "secretary", 8, 40),
    Page("/office/people/{elena}", "irina", "head_teacher", 8, 40),
    Page("/office/people/{person_id}/edit", "elena", "teacher", 4, 16),
    Page("/office/movements", "svetlana", "secretary", 4, 20),
    Page("/office/people/{person_id}/movements/new?kind=move", "svetlana", "secretary", 4, 16),
    Page("/office/people/{person_id}/posts/new", "svetlana", "secretary", 4, 16),
    Page("/office/people/{person_id}/posts/{post_id}", "svetlana", "secretary", 5, 16),
    Page("/office/people/{person_id}/guardians/new?q=о", "svetlana", "secretary", 5, 40),
    Page("/office/people/{person_id}/guardians/{link_id}", "svetlana", "secretary", 4, 20),
    Page("/office/people/{person_id}/contacts/new", "elena", "teacher", 4, 16),
    Page("/office/people/{person_id}/contacts/{contact_id}", "elena", "teacher", 5, 16),
    Page("/office/people/{person_id}/consents/new", "svetlana", "secretary", 5, 20),
    Page("/office/people/{person_id}/consents/{consent_id}/withdrawal", "svetlana", "secretary", 5, 16),
    Page("/office/consents", "svetlana", "secretary", 7, 40),
    Page("/office/hats?q=о", "oleg", "administrator", 5, 40),
    Page("/office/hats/{grant_id}", "oleg", "administrator", 4, 16),
    Page("/office/classes/{class_id}/card", "irina", "head_teacher", 8, 40),
    Page("/office/classes/{class_id}/groups", "irina", "head_teacher", 5, 40),
    Page("/office/groups", "irina", "head_teacher", 4, 16),
    Page("/office/groups/{group_id}", "irina", "head_teacher", 5, 40),
    Page("/office/load", "irina", "head_teacher", 8, 40),
    Page("/office/load/{assignment_id}", "irina", "head_teacher", 3, 16),
    Page("/office/load/teachers", "irina", "head_teacher", 5, 40),
    Page("/office/load/teachers/{teacher_id}", "irina", "head_teacher", 5, 40),
    Page("/office/subjects", "svetlana", "secretary", 3, 24),
    Page("/office/subjects/{subject_id}", "svetlana", "secretary", 4, 24),
    Page("/office/rooms", "svetlana", "secretary", 5, 24),
    Page("/office/rooms/{room_id}", "svetlana", "secretary", 5, 20),
    Page("/office/calendar", "irina", "head_teacher", 5, 40),
    Page("/office/calendar/{exception_id}", "irina", "head_teacher", 4, 24),
    Page("/office/bells", "irina", "head_teacher", 6, 40),
    Page("/office/bells/{schedule_id}", "irina", "head_teacher", 3, 24),
    Page("/office/terms", "irina", "head_teacher", 7, 40),
    Page("/office/terms/{scheme_id}", "irina", "head_teacher", 3, 20),
    Page("/office/years/{year_id}", "irina", "head_teacher", 4, 20),
    Page("/office/changes", "irina", "head_teacher", 3, 40),
    Page("/office/settings", "irina", "head_teacher", 4, 20),
    Page("/office/rights", "elena", "teacher", 3, 24),
    Page("/reports/journal.report_card", "anna", "parent", 6, 24),
    Page("/reports/journal.report_card", "elena", "teacher", 7, 160),
    Page("/reports/journal.class_summary", "elena", "teacher", 8, 60),
    Page("/reports/journal.attendance", "elena", "teacher", 6, 60),
    Page("/reports/journal.page", "elena", "teacher", 8, 60),
    Page("/reports/journal.page", "irina", "head_teacher", 8, 60),
    Page("/profile", "elena", "teacher", 3, 20),
    Page("/profile/password", "elena", "teacher", 3, 16),
)
WEEKLY = """insert into work (lesson, type, weight_tenths) select l.id, t.id, 10 from lesson l, work_type t
    where t.code = 'ОТВ' and l.on_date <= $1 on conflict do nothing"""
MARKED = """insert into mark (work, student, value, points, weight_tenths, work_type_name, hat, set_at)
    select w.id, m.student, '4', 4, 10, 'Ответ', 'teacher', now() from work w join lesson l on l.id = w.lesson
    join group_membership m on m.study_group = l.study_group
    on conflict do nothing"""
ABSENT = """insert into attendance (lesson, student, code, hat, set_at)
    select l.id, m.student, 'ILLNESS', 'teacher', now() from lesson l
    join group_membership m on m.study_group = l.study_group where l.on_date = $1 on conflict do nothing"""
SET = """insert into homework (lesson, due_lesson, text, set_at) select a.id, b.id, 'п. 4, № 1-8', now()
    from lesson a join lesson b on b.journal = a.journal and b.on_date = a.on_date + 1
    on conflict do nothing"""
PEOPLE = """with fresh as (
        insert into person (surname, name, patronymic, name_key, sort_key, sex, born)
        select 'Пупкин', 'Иван' || n, 'Петрович', n::text, n::text, 'm', '2013-01-01'
        from generate_series(1, 28) n returning id),
    school as (insert into enrolment (student, since) select id, '2026-09-01' from fresh)
    insert into group_membership (study_group, is_roster, student, since)
    select $1, true, id, '2026-09-01' from fresh"""


async def fill(world: World) -> None:
    """Every lesson till today has marks; yesterday everybody was ill; homework for each next day."""
    await DB.execute(WEEKLY, TODAY)
    await DB.execute(MARKED)
    await DB.execute(ABSENT, TODAY.replace(day=TODAY.day - 1))
    await DB.execute(SET)
    if not world.batch:
        world.batch = await insert(
            "import_batch", kind="staff", file_name="staff.csv", made_by_hat="secretary", made_at=NOW
        )
        await hang_on_card(world)
        await hang_on_notices(world)
        await hang_on_school(world)
        world.paper = await finished_paper(world, "svetlana", "secretary")


async def hang_on_card(world: World) -> None:
    """One of each that a card shows: whom to call, a consent, a post, a granted hat, a change."""
    pupil = world.people["dasha"]
    world.rows |= {
        "contact_id": await insert(
            "emergency_contact", child=pupil, name="Орлова Нина", phone="+79120000000"
        ),
        "consent_id": await insert("consent", person=pupil, kind="photo", since=FIRST, recorded_at=NOW),
        "post_id": await insert("staff_post", person=pupil, title="вожатая", since=FIRST),
        "grant_id": await DB.value("select id from granted_hat where hat = 'director'"),
        "link_id": await DB.value("select id from guardianship where child = $1", pupil),
    }
    await insert(
        "audit_entry", at=NOW, person=world.people["anna"], hat="secretary", subject="person",
        action="school.guardianship.add", subject_id=pupil, after={"guardian": world.people["anna"]},
    )  # fmt: skip


async def hang_on_notices(world: World) -> None:
    """An announcement that Анна was told, and a letter about it that has not gone."""
    body = {"title": "Собрание", "body": "В четверг.", "audience": {"kind": "parents", "ids": []}}
    made = await insert("announcement", **body, made_by_hat="secretary", published_at=NOW)
    notice = await insert(
        "notice", kind="notices.announcement", event_key=f"announcement:{made}", path="",
        words={"announcement": made, "title": "Собрание"}, made_by_hat="secretary", made_at=NOW,
    )  # fmt: skip
    letter = await insert("letter", person=world.people["anna"], send_after=NOW)
    receipt = await insert(
        "receipt", notice=notice, person=world.people["anna"], hat="parent", letter=letter,
        children=[world.people["dasha"]],
    )  # fmt: skip
    world.rows |= {"receipt_id": receipt, "announcement_id": made}


async def hang_on_school(world: World) -> None:
    """A part of 7Б and a special day, and an id of each list the office keeps."""
    seventh = world.classes["7Б"]
    part = await insert("study_group", year=world.year, school_class=seventh, name="англ. 1", key="англ1")
    day = await insert(
        "calendar_exception", year=world.year, kind="holiday", begins=TODAY, ends=TODAY, title="Праздник"
    )
    world.rows |= {
        "group_id": part, "exception_id": day, "year_id": world.year, "schedule_id": world.bells,
        "scheme_id": world.scheme, "room_id": world.rooms["31"], "subject_id": world.subjects["Алгебра"],
        "teacher_id": world.people["elena"],
        "assignment_id": await DB.value("select id from assignment order by id limit 1"),
    }  # fmt: skip


async def grow(world: World) -> None:
    """28 more pupils in 7Б, with everything recorded of the others."""
    await DB.execute(PEOPLE, world.groups["7Б"])
    await fill(world)


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
    machines = ("/health", "/metrics")
    assert [path for path in asked if path not in known and not path.startswith(machines)] == []
    assert permissions_check.problems(app) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.path} {page.login}")
async def test_a_page_keeps_its_budget_whatever_the_class(client: Client, page: Page) -> None:
    world = await make_school()
    await fill(world)
    browser = await sign_in(client(), world, page.login, hat=page.hat) if page.login else client()
    path = address(page.path, world)
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
    assert len(seen) <= 14, seen
