"""The transaction that cannot leak: the three defects of the library's own, each cured."""

from __future__ import annotations

import asyncio

import asyncpg
import msgspec
import pytest

from intranet.kit import events
from intranet.kit.db import DB
from tests.factories import insert

pytestmark = pytest.mark.usefixtures("db")
COUNT = "select count(*) from building"


class Building(msgspec.Struct):
    id: int
    name: str


async def test_a_failed_commit_gives_the_connection_back(superuser: asyncpg.Connection) -> None:
    await superuser.execute(
        "create table late (n int unique deferrable initially deferred); grant all on late to parta_app"
    )
    try:
        for _ in range(12):  # more than the pool holds
            with pytest.raises(asyncpg.UniqueViolationError):
                async with DB.transaction():
                    await DB.execute("insert into late values (1), (1)")
        assert DB.current() is None
        assert await DB.value("select 1") == 1
    finally:
        await superuser.execute("drop table late")


async def test_a_task_inside_a_transaction_is_refused_and_nothing_leaks() -> None:
    async def together() -> None:
        await asyncio.gather(DB.value("select 1"), DB.value("select 2"))

    for _ in range(12):
        with pytest.raises(RuntimeError, match="task started inside"):
            async with DB.transaction():
                await together()
    assert await DB.value("select 1") == 1


async def test_a_swallowed_inner_error_rolls_everything_back() -> None:
    with pytest.raises(RuntimeError, match="swallowed"):
        async with DB.transaction():
            await insert("building", name="A")
            try:
                async with DB.transaction():
                    raise ValueError
            except ValueError:
                pass
    assert await DB.value(COUNT) == 0


async def test_rows_become_structs_inside_and_outside_a_transaction() -> None:
    ident = await insert("building", name="A")
    assert await DB.rows(Building, "select id, name from building") == [Building(ident, "A")]
    async with DB.transaction():
        await insert("building", name="B")
        assert len(await DB.rows(int, "select id from building")) == 2
    assert await DB.one(Building, "select id, name from building where id = 0") is None


async def test_json_columns_come_back_as_objects() -> None:
    assert await DB.value("select '{\"a\": [1]}'::jsonb") == {"a": [1]}


async def test_copy_and_enqueue_and_publish_need_a_transaction() -> None:
    with pytest.raises(RuntimeError):
        await DB.copy("building", ["name"], [("A",)])
    with pytest.raises(RuntimeError):
        await events.publish(object())
    async with DB.transaction():
        await DB.copy("building", ["name"], [("A",), ("B",)])
    assert await DB.value(COUNT) == 2


async def test_a_failing_subscriber_fails_the_publication() -> None:
    class Happened:
        pass

    async def refuse(_: Happened) -> None:
        raise ValueError("no")

    events.subscribe(Happened, refuse)
    with pytest.raises(ValueError, match="no"):
        async with DB.transaction():
            await insert("building", name="A")
            await events.publish(Happened())
    assert await DB.value(COUNT) == 0


async def test_the_audit_is_append_only_for_the_app_and_its_owner(superuser: asyncpg.Connection) -> None:
    from intranet.kit import audit
    from intranet.kit.access import system_actor

    async with DB.transaction():
        await audit.record(system_actor("cli"), "test.made", "building", 1, after={"name": "A"})
    for statement in ("update audit_entry set hat = 'x'", "delete from audit_entry", "truncate audit_entry"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await DB.execute(statement)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await superuser.execute(statement)
    assert await DB.value("select after from audit_entry") == {"name": "A"}
