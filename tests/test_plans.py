"""On the data of several years no hot statement reads a growing table from end to end.

The statements are those the pages really send, explained as the pool runs them: one generic plan each.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import asyncpg
import httpx
import pytest

from intranet.kit import clock, mail
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from intranet.settings import ROOT
from modules.journal.service import start_reader, tell_settled
from modules.journal.settling import STILL
from modules.notices.service.delivery import deliver
from tests.doors import sign_in
from tests.factories import TODAY, World, make_school
from tests.statements import Statement, counting

YEARS = ROOT / "tests" / "data" / "many_years.sql"
Client = Callable[[], httpx.AsyncClient]
GROWING = {
    "lesson", "mark", "attendance", "work", "revision", "homework", "lesson_record", "auth_session",
    "audit_entry", "lesson_change", "term_mark", "notice", "receipt", "letter",
}  # fmt: skip
KINDS = "select parameter_types::text[] from pg_prepared_statements where name = 'explained'"
VERSION = "select coalesce(max(id), 0) from revision where lesson = $1 and student = $2"
SEEN = (
    ("dasha", "student", ("/", "/diary", "/diary/marks", "/diary/finals", "/timetable")),
    ("anna", "parent", ("/", "/diary", "/diary/marks", "/notices")),
    ("elena", "teacher", ("/", "/journal", "/journal/{journal}", "/journal/{journal}/terms",
                          "/journal/lessons/{lesson}", "/timetable", "/reports/journal.report_card",
                          "/reports/journal.class_summary", "/reports/journal.attendance",
                          "/reports/journal.page")),
    ("irina", "head_teacher", ("/journal/{journal}", "/journal/lessons/{lesson}", "/office/changes",
                               "/reports/journal.class_summary", "/reports/journal.report_card")),
    ("svetlana", "secretary", ("/", "/notices", "/office", "/office/checks", "/office/people",
                               "/office/people?q=уч", "/office/people/{dasha}", "/office/movements",
                               "/office/consents", "/office/slips", "/reports/office.class_list")),
)  # fmt: skip


def quoted(value: Any) -> str:
    """An element of an array as SQL text."""
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return "null" if value is None else f'"{escaped}"'


def literal(value: Any, kind: str) -> str:
    """A Python argument as SQL text for a parameter of PostgreSQL's type `kind`."""
    if value is None:
        return "null"
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'"
    if isinstance(value, date | datetime):
        return f"'{value.isoformat()}'"
    if isinstance(value, list | dict):
        is_array = kind.endswith("[]")
        text = "{" + ",".join(map(quoted, value)) + "}" if is_array else json.dumps(value, ensure_ascii=False)
        return "'" + text.replace("'", "''") + "'"
    return "'" + str(value).replace("'", "''") + "'"


def scanned(node: dict[str, Any]) -> Iterator[str]:
    """The tables a plan reads from end to end."""
    if node["Node Type"] == "Seq Scan":
        yield node["Relation Name"]
    for below in node.get("Plans", ()):
        yield from scanned(below)


async def whole_tables(connection: asyncpg.Connection, statement: Statement) -> set[str]:
    """Growing tables that the statement's generic plan scans."""
    await connection.execute("set plan_cache_mode = force_generic_plan")
    await connection.execute(f"prepare explained as {statement.text}")
    kinds = await connection.fetchval(KINDS)
    given = ", ".join(map(literal, statement.args, kinds))
    call = f"execute explained({given})" if given else "execute explained"
    try:
        found = await connection.fetchval(f"explain (format json) {call}")
    finally:
        await connection.execute("deallocate explained")
        await connection.execute("reset plan_cache_mode")
    return GROWING.intersection(scanned(json.loads(found)[0]["Plan"]))


async def sent(client: Client, world: World) -> list[tuple[str, Statement]]:
    """Every statement of the hot pages and of the two hot savings, with where it came from."""
    found: list[tuple[str, Statement]] = []
    dasha = world.people["dasha"]
    ids = {"journal": world.journals["7Б алгебра"], "lesson": world.lessons["7Б алгебра", TODAY],
           "dasha": dasha}  # fmt: skip
    for login, hat, paths in SEEN:
        browser = await sign_in(client(), world, login, hat=hat)
        for path in paths:
            async with counting() as seen:
                answer = await browser.get(path.format(**ids))
            assert answer.status_code == 200, path
            found += [(f"{path} {login}", statement) for statement in seen]
    teacher = await sign_in(client(), world, "elena", hat="teacher")
    version = await DB.value(VERSION, ids["lesson"], dasha)
    cell = {"lesson": str(ids["lesson"]), "student": str(dasha), "version": str(version), "text": "5"}
    async with counting() as seen:
        assert (await teacher.post(f"/journal/{ids['journal']}/cells", data=cell)).status_code == 200
        form = {"topic": "Степень", "homework": "п. 5", f"a{world.people['vera']}": "Н"}
        form[f"w{world.people['vera']}"] = "|"
        assert (await teacher.post(f"/journal/lessons/{ids['lesson']}", data=form)).status_code == 303
    found += [("saving", statement) for statement in seen]
    clock.start_at(clock.now() + STILL)
    async with counting() as seen:
        assert await tell_settled(system_actor())
        mail.use("smtp://127.0.0.1:1", "school@example.com", "https://school.test")
        await deliver(system_actor())
        mail.use("", "", "")
    return [*found, *(("telling", statement) for statement in seen)]


@pytest.mark.slow
async def test_hot_statements_scan_no_table_that_grows(client: Client, superuser: asyncpg.Connection) -> None:
    world = await make_school()
    await superuser.execute(YEARS.read_text())
    await superuser.execute("vacuum analyze")  # else PostgreSQL's own would come while plans are made
    await start_reader(system_actor())
    wrong = []
    for place, statement in await sent(client, world):
        if tables := await whole_tables(superuser, statement):
            wrong.append(f"{place}: {', '.join(sorted(tables))} in {' '.join(statement.text.split())[:300]}")
    assert not wrong, "\n".join(dict.fromkeys(wrong))
