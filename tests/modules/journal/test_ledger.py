"""The chain: nothing can be rewritten by the app, and what an intruder rewrites is found."""

from __future__ import annotations

from datetime import date

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet.kit import clock
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from modules.journal.cli import _verify
from modules.journal.ledger import Link, chain
from modules.journal.queries.chain import Flaw, flaws_of, flaws_of_seals, heads_of
from modules.journal.queries.records import flaws_of_records
from modules.journal.service import seal_ledgers
from tests.modules.journal.conftest import School

PAST = "set local session_replication_role = replica; "


async def flaws() -> list[Flaw]:
    viewer = system_actor()
    found: list[Flaw] = []
    for head in await heads_of(viewer):
        found += await flaws_of(viewer, head)
    return found + await flaws_of_seals(viewer)


async def fill(school: School) -> None:
    for offset in range(4):
        await school.put("dasha", "5", offset=offset)


@pytest.mark.parametrize("table", ["revision", "ledger_seal"])
@pytest.mark.parametrize("change", ["update {} set id = id", "delete from {}", "truncate {}"])
async def test_the_app_cannot_rewrite_it(school: School, table: str, change: str) -> None:
    await fill(school)
    await seal_ledgers(system_actor())
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await DB.execute(change.format(table))


async def test_not_even_the_owner_by_accident(school: School, superuser: asyncpg.Connection) -> None:
    await fill(school)
    for change in ("update revision set new = '2'", "delete from revision", "truncate revision"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await superuser.execute(change)


async def test_an_honest_chain_verifies(school: School) -> None:
    await fill(school)
    await seal_ledgers(system_actor(), date(2026, 11, 18))
    await school.put("dasha", "")
    await seal_ledgers(system_actor())
    assert await flaws() == []
    assert await _verify() == 0
    assert await DB.value("select seq from journal_head") == 5


@pytest.mark.parametrize(
    ("change", "kind", "seq"),
    [
        ("update revision set new = '2' where seq = 2", "tampered", 2),
        ("update revision set student = student + 1 where seq = 3", "tampered", 3),
        ("update revision set at = at + interval '1 microsecond' where seq = 1", "tampered", 1),
        ("delete from revision where seq = 2", "missing", 2),
        ("delete from revision where seq = 4", "head", 4),
        ("update journal_head set hash = hash || 'x'", "head", 4),
        ("delete from revision", "head", 4),
    ],
)
async def test_an_intruder_is_found(
    school: School, superuser: asyncpg.Connection, change: str, kind: str, seq: int
) -> None:
    await fill(school)
    async with superuser.transaction():
        await superuser.execute(PAST + change)
    assert await flaws() == [Flaw(kind, school.journal, seq)]
    assert await _verify() == 1


async def test_a_chain_rewritten_whole_breaks_the_seal(school: School, superuser: asyncpg.Connection) -> None:
    await fill(school)
    await seal_ledgers(system_actor())
    async with superuser.transaction():
        await superuser.execute(PAST + "delete from revision where seq > 2")
        await superuser.execute(
            "update journal_head set seq = 2, hash = (select hash from revision where seq = 2)"
        )
    assert await flaws() == [Flaw("seal", None, None, clock.today())]


async def test_sealing_twice_a_day_is_once(school: School) -> None:
    await fill(school)
    assert await seal_ledgers(system_actor()) == 1
    await seal_ledgers(system_actor())
    assert await DB.value("select count(*) from ledger_seal") == 1


async def test_no_names_and_no_free_text_in_it(school: School) -> None:
    await school.put("dasha", "5", comment="Секретные слова")
    texts = await DB.rows(str, "select r::text from revision r")
    assert "Секретные" not in "".join(texts)
    assert "Орлова" not in "".join(texts)


@given(st.lists(st.tuples(st.integers(1, 9), st.sampled_from(["5", "4", None])), min_size=1, max_size=8))
def test_every_link_depends_on_all_before(values: list[tuple[int, str | None]]) -> None:
    at = clock.local(date(2026, 11, 19), 13)
    links = [
        Link(1, seq, 1, student, "mark:1:1", None, new, "", 1, "teacher", None, at)
        for seq, (student, new) in enumerate(values, 1)
    ]
    honest = chain(b"", links)
    other = chain(b"x", links)
    assert len(set(honest)) == len(honest)
    assert not set(honest) & set(other)


@pytest.mark.parametrize(
    "table", ["mark", "work", "attendance", "term_mark", "lesson_record", "journal_head"]
)
async def test_no_record_is_ever_deleted(school: School, superuser: asyncpg.Connection, table: str) -> None:
    await fill(school)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await DB.execute(f"delete from {table}")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await DB.execute(f"truncate {table} cascade")
    if table == "mark":
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await superuser.execute("delete from mark")


@pytest.mark.parametrize(
    "change",
    [
        "update mark set value = '2', points = 2 where id = (select min(id) from mark)",
        "update mark set value = null where id = (select min(id) from mark)",
        (
            "update mark set student = (select id from person where name = 'Вера')"
            " where id = (select min(id) from mark)"
        ),
        (
            "insert into mark (work, student, ordinal, value, points, weight_tenths, work_type_name, hat,"
            " set_at) select work, student, 7, '5', 5, 10, 'x', 'teacher', now() from mark limit 1"
        ),
        (
            "insert into attendance (lesson, student, code, hat, set_at) select w.lesson, m.student,"
            " 'ILLNESS', 'teacher', now() from mark m join work w on w.id = m.work limit 1"
        ),
    ],
)
async def test_a_record_changed_past_the_journal_is_found(school: School, change: str) -> None:
    await fill(school)
    assert await flaws_of_records(system_actor()) == []
    await DB.execute(change)
    assert await flaws_of_records(system_actor()) == [Flaw("record", school.journal, None)]
    assert await _verify() == 1
