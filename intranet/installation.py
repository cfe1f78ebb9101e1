"""One installation as processes see it: its data folder, its database, its clock.

A data folder is either a demo's (its own PostgreSQL inside) or the place of keys and files beside a
real server named by DATABASE_URL. A command joins the server a running demo has, else starts one; it never
makes a demo: that is what `bin/demo` is for.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

import asyncpg
import click

from intranet import migrate
from intranet.embedded import EmbeddedPostgres, running
from intranet.kit import clock, crypto, db, files, mail, secrets, shelf, sms
from intranet.settings import ROOT, Settings, from_environment

DATABASE, OWNER, APP = "parta", "parta_owner", "parta_app"
DEMO = ROOT / ".demo"


class NoDemo(click.ClickException):
    """A command was given no database and the demo's folder holds none."""

    exit_code = 2

    def __init__(self) -> None:
        super().__init__("Демо ещё не заведено: запустите bin/demo или укажите --data либо DATABASE_URL.")

    def show(self, file: IO[str] | None = None) -> None:
        """The sentence alone, as commands say theirs."""
        click.echo(self.message, file=file, err=True)


@dataclass(frozen=True)
class Urls:
    """The two roles' addresses."""

    app: str
    owner: str


async def _prepare(server: str) -> None:
    connection = await asyncpg.connect(server)
    try:
        for role in (OWNER, APP):
            if not await connection.fetchval("select 1 from pg_roles where rolname = $1", role):
                await connection.execute(f"create role {role} login")
        if not await connection.fetchval("select 1 from pg_database where datname = $1", DATABASE):
            await connection.execute(f"create database {DATABASE} owner {OWNER}")
    finally:
        await connection.close()


@contextmanager
def embedded(data: Path) -> Iterator[Urls]:
    """The demo's server over this folder: joined when it runs, else started for the block."""
    data.mkdir(parents=True, exist_ok=True)
    server = data / "postgres"
    if running(server):
        yield _urls(server)
        return
    with EmbeddedPostgres(server) as postgres:
        asyncio.run(_prepare(postgres.dsn()))
        urls = _urls(server)
        asyncio.run(migrate.migrate(urls.owner, urls.app))
        yield urls


def _urls(server: Path) -> Urls:
    postgres = EmbeddedPostgres(server)
    return Urls(postgres.dsn(APP, DATABASE), postgres.dsn(OWNER, DATABASE))


@contextmanager
def database(data: Path | None) -> Iterator[Settings]:
    """The settings a command works with, their database reachable.

    `data` names a demo's folder; without it DATABASE_URL is used, and without that the default demo.
    NoDemo when the folder has no database.
    """
    if data is None and os.environ.get("DATABASE_URL"):
        yield from_environment()
        return
    folder = (data or DEMO).resolve()
    if not EmbeddedPostgres(folder / "postgres").cluster.exists():
        raise NoDemo
    with embedded(folder) as urls:
        os.environ.update(DATABASE_URL=urls.app, DATABASE_OWNER_URL=urls.owner, PARTA_DATA=str(folder))
        if moment := demo_moment(folder):
            os.environ["PARTA_DEMO_CLOCK"] = moment.isoformat()
        yield from_environment()


def equip(settings: Settings) -> None:
    """What a process needs before it opens anything: key, files, clock, post, the database's address."""
    crypto.use_key(settings.data / "secret.key")
    files.use_folder(settings.data / "files")
    secrets.use_folder(settings.data / "secrets")
    shelf.use_folder(settings.data / "day-sheets")
    clock.start_at(settings.demo_clock)
    mail.use(settings.smtp, settings.mail_from, settings.origin)
    sms.use(settings.sms)
    if settings.database_url:
        db.use(settings.database_url)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[None]:
    """Everything a command needs of the process, its pool open."""
    equip(settings)
    await db.DB.open(size=4)
    try:
        zone = await db.DB.value("select timezone from school limit 1")
        clock.use_zone(zone or "Europe/Moscow")
        yield
    finally:
        await db.DB.close()


def demo_moment(folder: Path) -> datetime | None:
    """Where the school's clock of a demo starts; None for another folder."""
    note = folder / "demo.json"
    if not note.exists():
        return None
    return datetime.fromisoformat(json.loads(note.read_text())["clock"])


def remember_demo(folder: Path, size: str, moment: datetime, accounts: list[tuple[str, str]]) -> None:
    """Write down what this demo is, so that a second start reuses it."""
    note = {"size": size, "clock": moment.isoformat(), "accounts": accounts}
    (folder / "demo.json").write_text(json.dumps(note, ensure_ascii=False, indent=1))
