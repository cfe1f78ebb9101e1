"""For each path parameter: whose object a hat sees as its own, and one that exists but is not its own."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from intranet.kit import clock
from intranet.kit.db import DB
from intranet.kit.module import reports_of
from intranet.permissions_check import Expectation
from tests.doors import make_account
from tests.factories import TODAY, World, insert
from tests.objects_of_substitutions import SUBSTITUTION_OBJECTS
from tests.objects_of_the_door import DOOR_OBJECTS
from tests.objects_of_the_planner import PLANNER_OBJECTS
from tests.objects_of_views import VIEW_OBJECTS
from tests.papers import finished_paper

NOW = datetime(2026, 11, 19, tzinfo=UTC)
Find = Callable[[World, str, str, bool, Expectation], Awaitable[int | str | None]]
ALL = {"head_teacher", "director", "secretary", "administrator"}


async def _journal(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    """Елена teaches algebra in 7Б; Russian in 5А is neither hers nor her class's."""
    if foreign:
        return None if line.cells[hat] == "all" else world.journals["5А русский язык"]
    return world.journals["7Б алгебра"]


async def _lesson(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    if foreign:
        return None if line.cells[hat] == "all" else world.lessons["5А русский язык", TODAY]
    return world.lessons["7Б алгебра", TODAY]


async def _class(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    if foreign:
        return None if line.cells[hat] == "all" else world.classes["5А"]
    return world.classes["7Б"]


async def _person(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    """Whom a slip is issued to: Елена leads Вера's class, not Миша's."""
    if foreign:
        return None if line.cells[hat] == "all" else world.people["misha"]
    return world.people["vera"]


async def _code(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    """A code that waits for Вера, or for Миша, whose class is not Елена's."""
    if foreign and line.cells[hat] == "all":
        return None
    return await insert(
        "entry_code", code_hash=secrets.token_bytes(32), relation="student", issued_hat="secretary",
        person=world.people["misha" if foreign else "vera"], issued_at=NOW, expires_on=TODAY,
    )  # fmt: skip


async def _request(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    """A request that names Елена's class, or another one."""
    if foreign and line.cells[hat] == "all":
        return None
    return await insert(
        "access_request", made_at=NOW, source="online", surname="Осипова", name="Нина",
        child_surname="Осипова" if not foreign else "Лебедев", child_name="Вера" if not foreign else "Михаил",
        class_name="5А" if foreign else "7Б", kind="mother",
    )  # fmt: skip


async def _batch(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    """An import that was checked; whoever may import sees everybody's."""
    if foreign:
        return None
    return await insert(
        "import_batch", kind="staff", file_name="staff.csv", made_by_hat="secretary", made_at=NOW
    )


async def _foreign_name(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    """A name of another program; whoever may import sees all of them."""
    if foreign:
        return None
    known = await DB.value("select max(id) from foreign_name")
    return known or await insert("foreign_name", system="asc", kind="subject", key="A1", text="Мат")


async def _receipt(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int:
    """A notice told to the person under the worn hat; foreign is Вера's."""
    whose = ("vera", "student") if foreign else (login, hat)
    notice = await insert(
        "notice", kind="notices.announcement", event_key=f"{line.method}:{whose}", path="/diary",
        made_by_hat="secretary", made_at=NOW,
    )  # fmt: skip
    return await insert(
        "receipt", notice=notice, person=world.people[whose[0]], hat=whose[1], children=[]
    )  # fmt: skip


async def _announcement(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    """A teacher looks after the own announcements, the others after everybody's."""
    if foreign and line.cells[hat] == "all":
        return None
    return await insert(
        "announcement", title="Собрание", body="В четверг.", audience={"kind": "staff", "ids": []},
        made_by=world.people["olga" if foreign else login], made_by_hat=hat, published_at=NOW,
    )  # fmt: skip


def _of_family(table: str, **values: object) -> Find:
    """A row that hangs on Вера, or on Миша, whose class is not Елена's."""

    async def find(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
        if foreign and line.cells[hat] == "all":
            return None
        whose = world.people["misha" if foreign else "vera"]
        people = {name: whose if value == "whose" else value for name, value in values.items()}
        return await insert(table, **people)

    return find


async def _link(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    if foreign:
        return None
    return int(await DB.value("select id from guardianship where child = $1", world.people["vera"]))


async def _grant(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    """The guest's hat: nobody of the tests wears it while it is changed."""
    if foreign:
        return None
    return await insert("granted_hat", person=world.people["olga"], hat="director", since=TODAY)


async def _change(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    """Somebody called about Вера is there; about Миша too, which Елена does not see."""
    if foreign and line.cells[hat] == "all":
        return None
    whose = world.people["misha" if foreign else "vera"]
    return await insert(
        "audit_entry", at=NOW, hat="secretary", action="school.contact.add", subject="person",
        subject_id=whose, after={"contact": 0, "name": "Осипова Нина"},
    )  # fmt: skip


CONTACT = {"child": "whose", "name": "Осипова Нина", "phone": "+79120000000"}
CONSENT = {"person": "whose", "kind": "photo", "since": TODAY, "recorded_at": NOW}
POST = {"person": "whose", "title": "вожатая", "since": TODAY}


async def _report(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> str | None:
    """A report the hat has, one of every class where it has such."""
    mine = sorted(reports_of(hat), key=lambda one: not one.whole)
    return "office.nothing" if foreign else (mine[0].name if mine else None)


async def _paper(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> str:
    """A finished long file: the own one, or that of another hat of the same person."""
    return await finished_paper(world, login, "guest_staff" if foreign else hat)


async def _teacher(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    """Елена teaches; whoever reads the load reads everybody's."""
    return None if foreign else world.people["elena"]


async def _year(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    """The year of the classes; the whole office sees every year."""
    return None if foreign else world.year


def _of_school(table: str, **values: object) -> Find:
    """The newest row of a table that the whole office sees, made when there is none."""

    async def find(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
        if foreign:
            return None
        known = await DB.value(f"select max(id) from {table}")
        if known is not None:
            return int(known)
        return await insert(table, **values, **({} if table == "building" else {"year": world.year}))

    return find


async def _part(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    """A part of 7Б."""
    if foreign:
        return None
    known = await DB.value("select id from study_group where not is_roster limit 1")
    return (
        int(known)
        if known
        else await insert("study_group", year=world.year, **PART, school_class=world.classes["7Б"])
    )


DAYS_OFF = {"kind": "no_lessons", "begins": TODAY, "ends": TODAY, "title": "Карантин"}
PART = {"name": "англ. 1", "key": "англ1"}


async def _session(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int:
    """Another browser of one's own; foreign is Борис's."""
    if foreign and await DB.value("select 1 from account where login_key = 'boris'") is None:
        await make_account(world.people["boris"], "boris")
    whose = await DB.value("select id from account where login_key = $1", "boris" if foreign else login)
    ends = clock.real_now() + timedelta(hours=1)
    return await insert(
        "auth_session", account=whose, token_hash=os.urandom(32), hat="parent" if foreign else hat,
        created_at=NOW, last_seen_at=NOW, idle_until=ends, ends_at=ends,
    )  # fmt: skip


async def _any_session(
    world: World, login: str, hat: str, foreign: bool, line: Expectation
) -> int | str | None:
    """One's own on the profile, anybody's for the administrator."""
    find = _session if line.path.startswith("/profile") else DOOR_OBJECTS["session_id"]
    return await find(world, login, hat, foreign, line)


async def _proof(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> str:
    """The link of a letter to an address that the person gave; foreign is somebody else's."""
    token = secrets.token_urlsafe(32)
    whose = world.people["boris" if foreign else login]
    if foreign and await DB.value("select 1 from account where person = $1", whose) is None:
        await make_account(whose, "boris")
    await insert(
        "contact_proof", account=await DB.value("select id from account where person = $1", whose),
        kind="email", value=f"{login}@example.com", proof_hash=hashlib.sha256(token.encode()).digest(),
        asked_at=clock.real_now(), expires_at=clock.real_now() + timedelta(hours=1),
    )  # fmt: skip
    return token


async def _recovery(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> str:
    """The link of a letter with which Борис may set a new password; foreign is none."""
    token = secrets.token_urlsafe(32)
    if not foreign:
        known = await DB.value("select id from account where person = $1", world.people["boris"])
        await insert(
            "recovery", account=known or await make_account(world.people["boris"], "boris"),
            token_hash=hashlib.sha256(token.encode()).digest(), asked_at=clock.real_now(),
            expires_at=clock.real_now() + timedelta(hours=1),
        )  # fmt: skip
    return token


async def _phone(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    """A number that Вера gave, or Миша, whose class is not Елена's."""
    if foreign and line.cells[hat] == "all":
        return None
    who = "misha" if foreign else "vera"
    account = await DB.value("select id from account where login_key = $1", who)
    return await insert(
        "contact_proof", account=account or await make_account(world.people[who], who), kind="phone",
        value="+79120000000", asked_at=clock.real_now(), expires_at=clock.real_now() + timedelta(hours=1),
    )  # fmt: skip


OBJECTS: dict[str, Find] = {
    **DOOR_OBJECTS, **SUBSTITUTION_OBJECTS, **PLANNER_OBJECTS, **VIEW_OBJECTS,
    "teacher_id": _teacher, "group_id": _part, "assignment_id": _of_school("assignment"),
    "session_id": _any_session, "proof": _proof, "phone_id": _phone, "recovery": _recovery,
    "subject_id": _of_school("subject"), "room_id": _of_school("room"),
    "building_id": _of_school("building", name="Корпус 2"),
    "exception_id": _of_school("calendar_exception", **DAYS_OFF), "schedule_id": _of_school("bell_schedule"),
    "scheme_id": _of_school("term_scheme", kind="trimester"), "year_id": _year,
    "report": _report, "token": _paper,
    "link_id": _link, "grant_id": _grant, "audit_id": _change,
    "contact_id": _of_family("emergency_contact", **CONTACT),
    "consent_id": _of_family("consent", **CONSENT), "post_id": _of_family("staff_post", **POST),
    "code_id": _code, "request_id": _request,
    "receipt_id": _receipt, "announcement_id": _announcement,
    "journal": _journal, "lesson": _lesson,
    "class_id": _class, "person_id": _person, "batch_id": _batch,
    "name_id": _foreign_name,
}  # fmt: skip

# (login, hat, path with a foreign id): Вера is another family's child of the same class.
QUERIES = [
    ("anna", "parent", "/diary?child={vera}"),
    ("anna", "parent", "/diary/marks?child={vera}"),
    ("anna", "parent", "/diary/finals?child={vera}"),
    ("dasha", "student", "/diary?child={vera}"),
    ("dasha", "student", "/diary?child={kirill}"),
    ("boris", "parent", "/diary/marks?child={dasha}"),
    ("elena", "parent", "/diary?child={dasha}"),
    ("anna", "parent", "/reports/journal.report_card?child={vera}"),
    ("elena", "parent", "/reports/journal.report_card/pdf?child={dasha}"),
    ("dasha", "student", "/reports/journal.report_card?child={vera}"),
]
