"""PostgreSQL: Piccolo's engine with a transaction that cannot leak, and `rows()` for reads.

Piccolo's own `transaction()` loses its connection when COMMIT fails or a task is started inside,
and commits half when an inner error is swallowed; this subclass cures all three.
Hot reads use asyncpg's own `$1` placeholders and one conversion into msgspec Structs.
The pool sends no reset after use, so session state is forbidden: only `SET LOCAL`,
`pg_advisory_xact_lock`, and LISTEN on a connection of its own.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterable, Sequence
from typing import Any, Literal, TypeVar, cast

import asyncpg
import msgspec
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

T = TypeVar("T")

# Something hangs on the row: PostgreSQL 18 has a code of its own for ON DELETE RESTRICT, 15 has not.
HANGS = (asyncpg.ForeignKeyViolationError, asyncpg.RestrictViolationError)
POOL_SIZE = 8
ACQUIRE_SECONDS = 10
STATEMENT_MS = "20000"


def _to_json(value: Any) -> str:
    """A string is JSON already (the queue's library passes it so), anything else is turned into it."""
    return value if isinstance(value, str) else json.dumps(value)


class Transaction(PostgresTransaction):
    """One BEGIN ... COMMIT, owned by one task; an inner `transaction()` joins the outer one."""

    __slots__ = ("doomed", "owner")
    _parent: Transaction | None
    engine: Database

    async def __aenter__(self) -> Transaction:
        if self._parent is not None:
            return self._parent
        self.owner, self.doomed = asyncio.current_task(), False
        self.connection = await self.engine.acquire()
        try:
            self.transaction = self.connection.transaction()
            await self.transaction.start()
        except BaseException:
            await self._give_back()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> Literal[False]:
        if self._parent is not None:
            self._parent.doomed |= error is not None  # a swallowed inner error must not commit half
            return False
        try:
            if error is not None or self.doomed:
                if not self._rolled_back:
                    await self.transaction.rollback()
            elif not self._committed and not self._rolled_back:
                await self.transaction.commit()
        finally:
            self.engine.current_transaction.reset(self.context)
            await self._give_back()
        if self.doomed and error is None:
            raise RuntimeError("an inner transaction() failed and its error was swallowed: rolled back")
        return False

    async def _give_back(self) -> None:
        if self.engine.pool:
            await asyncio.shield(self.engine.pool.release(self.connection))
        else:
            await self.connection.close()


class Database(PostgresEngine):
    """The one engine of a process. `rows`, `one`, `value`, `execute` join the current transaction."""

    __slots__ = ("on_connect",)

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config=config, extensions=())
        self.on_connect: list[Any] = []

    def transaction(self, allow_nested: bool = True) -> Transaction:
        """The transaction of a service: nested calls join, an error anywhere rolls all back."""
        return Transaction(self, allow_nested)

    async def check_version(self) -> None:
        """Piccolo would connect at import; `migrate` checks the server instead."""

    async def open(self, size: int = POOL_SIZE) -> None:
        """Open the pool; raises OSError or PostgresError, so that a start without a database stops."""

        async def reset(connection: object) -> None:
            """No statement after every use: the pool carries no session state."""

        await self.start_connection_pool(
            min_size=1,
            max_size=size,
            init=self._prepare,
            reset=reset,
            command_timeout=30,
            server_settings={
                "statement_timeout": STATEMENT_MS,
                "plan_cache_mode": "force_generic_plan",  # long statements are planned once, not at each use
                "application_name": "parta",
            },
        )

    async def close(self) -> None:
        """Close the pool; open transactions are waited for."""
        await self.close_connection_pool()

    async def _prepare(self, connection: asyncpg.Connection) -> None:
        for kind in ("json", "jsonb"):
            await connection.set_type_codec(kind, encoder=_to_json, decoder=json.loads, schema="pg_catalog")
        for prepare in self.on_connect:
            prepare(connection)

    async def acquire(self) -> asyncpg.Connection:
        """A connection of the pool within ACQUIRE_SECONDS, else TimeoutError; without a pool a new one."""
        if self.pool is None:
            connection = await self.get_new_connection()
            await self._prepare(connection)
            return connection
        return await self.pool.acquire(timeout=ACQUIRE_SECONDS)

    def current(self) -> Transaction | None:
        """The transaction of this task; RuntimeError when a task started inside one would use it."""
        found = cast("Transaction | None", self.current_transaction.get())
        if found is not None and found.owner is not asyncio.current_task():
            raise RuntimeError("a task started inside a transaction would use its connection")
        return found

    async def run_querystring(self, querystring: Any, in_pool: bool = True) -> Any:
        self.current()
        return await super().run_querystring(querystring, in_pool)

    async def _call(self, method: str, *args: Any) -> Any:
        if inside := self.current():
            return await getattr(inside.connection, method)(*args)
        connection = await self.acquire()
        try:
            return await getattr(connection, method)(*args)
        finally:
            if self.pool is None:
                await connection.close()
            else:
                await self.pool.release(connection)

    async def rows(self, kind: type[T], sql: str, *args: object) -> list[T]:
        """Every row as a Struct (or a scalar type for one column: `rows(int, ...)`)."""
        found = await self._call("fetch", sql, *args)
        if kind in (int, str):
            return [row[0] for row in found]
        return msgspec.convert(found, list[kind])  # type: ignore[valid-type]

    async def one(self, kind: type[T], sql: str, *args: object) -> T | None:
        """The first row, or None."""
        found = await self._call("fetchrow", sql, *args)
        return None if found is None else msgspec.convert(found, kind)

    async def record(self, sql: str, *args: object) -> Sequence[Any]:
        """The first row as a tuple-like record; LookupError when there is none."""
        found = await self._call("fetchrow", sql, *args)
        if found is None:
            raise LookupError("the statement gave no row")
        return cast("Sequence[Any]", found)

    async def value(self, sql: str, *args: object) -> Any:
        """The first column of the first row, or None."""
        return await self._call("fetchval", sql, *args)

    async def execute(self, sql: str, *args: object) -> str:
        """A statement without rows; the answer is PostgreSQL's tag ("UPDATE 3")."""
        return cast(str, await self._call("execute", sql, *args))

    async def execute_many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """The same statement for each row, in one round trip."""
        await self._call("executemany", sql, rows)

    async def copy(self, table: str, columns: Sequence[str], records: Iterable[Sequence[object]]) -> None:
        """COPY rows into a table; joins the current transaction."""
        inside = self.current()
        if inside is None:
            raise RuntimeError("copy() belongs in a transaction")
        await inside.connection.copy_records_to_table(table, columns=list(columns), records=records)


def config_of(url: str) -> dict[str, Any]:
    """asyncpg's arguments for a DSN."""
    return {"dsn": url}


DB = Database(config=config_of(os.environ.get("DATABASE_URL", "postgresql://postgres@/parta")))


def use(url: str) -> None:
    """Point the engine at another server, before the pool is open."""
    if DB.pool is not None:
        raise RuntimeError("the pool is open already")
    DB.config = config_of(url)
