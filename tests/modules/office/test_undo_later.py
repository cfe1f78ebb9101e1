"""A change is taken back only while what it wrote stands; every action has its inverse or a reason."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from intranet.kit import clock
from intranet.kit.db import DB
from intranet.school import service as school
from intranet.school.calendar.terms import follow_scheme
from intranet.school.classes import cards, groups, succession, teaching
from intranet.school.people import consents, guardians
from modules.office.queries.changes import UNDONE
from modules.office.service.final import FINAL
from modules.office.service.undo import INVERSES
from tests.doors import sign_in
from tests.factories import FIRST, TODAY, World, insert
from tests.modules.office.school_pages import halves, head, world

Client = Callable[[], httpx.AsyncClient]
ROOT = Path(__file__).parents[3]
NEXT = TODAY + timedelta(7)
SCHEME = "select scheme from class_scheme where school_class = $1 and subject is null"
LOAD = """select concat_ws(' ', journal, teacher, hours_quarters, range_agg(daterange(since, until, '[]')))
    from assignment group by journal, teacher, hours_quarters"""
ENTRIES = "select id from audit_entry where action = $1 order by id"
STATE = """select json_build_array(
    (select json_agg(g order by g.id) from group_membership g),
    (select json_agg(t order by t.id) from class_teacher t),
    (select json_agg(a order by a.id) from assignment a),
    (select json_agg(s order by s.school_class, s.subject) from class_scheme s),
    (select count(*) from audit_entry))"""
__all__ = ["head", "world"]  # fixtures


async def undo(browser: httpx.AsyncClient, entry: int) -> httpx.Response:
    return await browser.post(f"/office/changes/{entry}/undo", data={"next": "/office/changes"})


async def refused(browser: httpx.AsyncClient, entry: int, who: str = "Фёдорова И. Ю.") -> None:
    """It is not taken back, nothing is written, and whoever came later is named."""
    before: list[Any] = await DB.value(STATE)
    answer = await undo(browser, entry)
    assert answer.status_code == 422, answer.text
    assert f"позже это изменили ещё раз ({who}, 19.11.2026)" in answer.text
    assert await DB.value(STATE) == before


async def back_in_turn(browser: httpx.AsyncClient, entries: list[int]) -> None:
    """The newest first, each is taken back."""
    for entry in reversed(entries):
        answer = await undo(browser, entry)
        assert answer.status_code == 303, answer.text


async def test_a_later_division_is_not_dropped(head: httpx.AsyncClient, world: World) -> None:
    first, second = await halves(head, world)
    actor, dasha, seventh = world.viewer("irina", "head_teacher"), world.people["dasha"], world.classes["7Б"]
    await groups.divide_class(actor, seventh, [first, second], {dasha: first}, TODAY)
    await groups.divide_class(actor, seventh, [first, second], {dasha: second}, NEXT)
    entries = await DB.rows(int, ENTRIES, "school.groups.divide")
    await refused(head, entries[0])
    await back_in_turn(head, entries)
    assert await DB.value("select count(*) from group_membership where not is_roster") == 0


async def test_a_later_order_keeps_its_groups(head: httpx.AsyncClient, world: World) -> None:
    first, second = await halves(head, world)
    actor, dasha = world.viewer("irina", "head_teacher"), world.people["dasha"]
    await groups.divide_class(actor, world.classes["7Б"], [first, second], {dasha: first}, TODAY)
    await school.leave(
        world.viewer("svetlana", "secretary"), dasha, NEXT, school.Order(number="5", reason="переезд")
    )
    await refused(head, (await DB.rows(int, ENTRIES, "school.groups.divide"))[0], "Зайцева С. А.")


async def test_a_later_scheme_stays(head: httpx.AsyncClient, world: World) -> None:
    seventh, actor = world.classes["7Б"], world.viewer("irina", "head_teacher")
    now = await DB.value(SCHEME, seventh)
    others = [await insert("term_scheme", year=world.year, kind=kind) for kind in ("half_year", "module")]
    for scheme in others:
        await follow_scheme(actor, seventh, scheme)
    entries = await DB.rows(int, ENTRIES, "school.class.scheme")
    subject = await DB.value("select min(id) from subject")
    await follow_scheme(world.viewer("svetlana", "secretary"), seventh, others[0], subject)
    await refused(head, entries[0])
    await back_in_turn(head, entries)
    assert await DB.value(SCHEME, seventh) == now


async def led(world: World, people: str, since: date) -> None:
    actor = world.viewer("irina", "head_teacher")
    await teaching.set_class_teacher(actor, world.classes["5А"], world.people[people], since)


async def test_a_later_class_teacher_stays(head: httpx.AsyncClient, world: World) -> None:
    fifth, actor = world.classes["5А"], world.viewer("irina", "head_teacher")
    await led(world, "elena", FIRST)
    await cards.end_class_teacher(actor, fifth, TODAY)
    await led(world, "olga", NEXT)
    ended = await DB.rows(int, ENTRIES, "school.class_teacher.end")
    named = await DB.rows(int, ENTRIES, "school.class_teacher.set")
    await refused(head, ended[0])
    await refused(head, named[0])
    await back_in_turn(head, [named[0], ended[0], named[1]])
    assert await DB.value("select count(*) from class_teacher where school_class = $1", fifth) == 0


async def handed(world: World, teacher: str, successor: str, since: date) -> None:
    await succession.replace_teacher(
        world.viewer("irina", "head_teacher"), world.people[teacher], world.people[successor], since
    )


async def test_a_later_teacher_of_a_journal_stays(head: httpx.AsyncClient, world: World) -> None:
    before = sorted(await DB.rows(str, LOAD))
    await handed(world, "elena", "gleb", TODAY)
    await handed(world, "gleb", "olga", NEXT)
    entries = await DB.rows(int, ENTRIES, "school.teacher.replace")
    await refused(head, entries[0])
    await back_in_turn(head, entries)
    assert sorted(await DB.rows(str, LOAD)) == before


async def test_later_hours_of_a_successor_stay(head: httpx.AsyncClient, world: World) -> None:
    await handed(world, "elena", "gleb", TODAY)
    held = await DB.rows(int, "select id from assignment where teacher = $1", world.people["gleb"])
    await teaching.set_hours(world.viewer("svetlana", "secretary"), held[-1], 6)
    await refused(head, (await DB.rows(int, ENTRIES, "school.teacher.replace"))[0], "Зайцева С. А.")


async def test_own_load_of_a_successor_is_not_given_away(head: httpx.AsyncClient, world: World) -> None:
    group, subject = await DB.record(
        """select j.study_group, j.subject from assignment a join journal j on j.id = a.journal
           where a.teacher = $1 order by a.id limit 1""",
        world.people["elena"],
    )
    actor = world.viewer("irina", "head_teacher")
    await teaching.assign_teacher(actor, world.people["gleb"], group, subject, FIRST, hours_quarters=4)
    await handed(world, "elena", "gleb", TODAY)
    before: list[Any] = await DB.value(STATE)
    answer = await undo(head, (await DB.rows(int, ENTRIES, "school.teacher.replace"))[0])
    assert (answer.status_code, "была и своя нагрузка" in answer.text) == (422, True)
    assert await DB.value(STATE) == before


async def test_an_assignment_that_changed_is_not_dropped(head: httpx.AsyncClient, world: World) -> None:
    actor = world.viewer("irina", "head_teacher")
    journal = await DB.value("select min(journal) from assignment")
    group, subject = await DB.record("select study_group, subject from journal where id = $1", journal)
    made = await teaching.assign_teacher(actor, world.people["gleb"], group, subject, TODAY, hours_quarters=4)
    await teaching.set_hours(actor, made, 8)
    await teaching.end_assignment(actor, made, NEXT)
    added = (await DB.rows(int, ENTRIES, "school.assignment.add"))[-1]
    hours = (await DB.rows(int, ENTRIES, "school.assignment.hours"))[-1]
    ended = (await DB.rows(int, ENTRIES, "school.assignment.end"))[-1]
    await refused(head, added)
    await back_in_turn(head, [added, hours, ended])
    assert await DB.value("select count(*) from assignment where id = $1", made) == 0


# -- every action has its inverse or its reason

FOUND = """import sys, modules.office.module, importlib, pkgutil
from modules.office import service
from modules.office.service.undo import INVERSES
known = set(INVERSES)
names = (one.name for one in pkgutil.iter_modules(service.__path__, "modules.office.service."))
for one in names: importlib.import_module(one)
print(" ".join(sorted(known)), "|", " ".join(sorted(set(INVERSES) - known)))"""


@pytest.mark.parametrize("imported", ["modules.office.module", "modules.office.service.undo"])
def test_every_inverse_is_there_by_itself(imported: str) -> None:
    code = FOUND.replace("modules.office.module", imported)
    known, late = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("|")
    assert (set(known.split()), late.split()) == (set(INVERSES), [])


def recorded() -> set[str]:
    """Actions as the services name them: "school.group.add"; those of lists by their kinds."""
    named = re.compile(r"school(\.[a-z_]+)+|office\.(import|change)(\.[a-z_]+)+")
    files = [*(ROOT / "intranet/school").rglob("*.py"), *(ROOT / "modules/office/service").rglob("*.py")]
    nodes = (node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8"))))
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {text for text in texts if named.fullmatch(text)} - {UNDONE}


def test_every_action_is_taken_back_or_refused_with_a_reason() -> None:
    actions = recorded()
    assert len(actions) > 70
    assert actions - set(INVERSES) - set(FINAL) == set()
    assert set(INVERSES) & set(FINAL) == set()
    assert set(INVERSES) <= actions
    assert all(str(reason).endswith(".") for reason in FINAL.values())


@pytest.mark.parametrize("action", sorted(FINAL))
async def test_a_final_change_says_why(client: Client, world: World, action: str) -> None:
    subject = "person" if action.startswith(("school.person", "school.staff")) else "school_class"
    entry = await insert(
        "audit_entry", at=clock.now(), hat="secretary", action=action, subject=subject,
        subject_id=world.people["dasha"], after={"name": "х"},
    )  # fmt: skip
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    answer = await undo(browser, entry)
    assert (answer.status_code, str(FINAL[action]) in answer.text) == (422, True)


async def test_what_is_in_no_history_of_the_hat_does_not_exist(client: Client, world: World) -> None:
    kept = {"at": clock.now(), "hat": "teacher", "subject": "lesson", "subject_id": 1}
    mark = await insert("audit_entry", action="journal.lesson.save", **kept)
    room = await insert("audit_entry", action="school.room.remove", **kept)
    days = await insert("audit_entry", action="school.calendar.add", **kept)
    secretary = await sign_in(client(), world, "svetlana", hat="secretary")
    teacher = await sign_in(client(), world, "elena", hat="teacher")
    assert (await undo(secretary, mark)).status_code == 404
    for entry in (mark, room, days):
        assert (await undo(teacher, entry)).status_code == 404
    other = await undo(secretary, days)
    assert (other.status_code, "тот, кто вправе" in other.text) == (422, True)


async def test_kinds_have_words_beside_them() -> None:
    for name, titles in (("guardianship", guardians.KIND_TITLES), ("consent", consents.KIND_TITLES)):
        check = await DB.value(
            "select pg_get_constraintdef(oid) from pg_constraint where conname = $1", f"{name}_kind"
        )
        assert set(re.findall(r"'(\w+)'", check)) == set(titles)
