"""Bring a database up to the code: migrations under one lock, then the app role's rights.

The owner role makes tables; the app role only reads and writes rows. A table with a trigger called
`append_only` can be read and added to, nothing else; in one with `keep_rows` no row is ever deleted.
`python -m intranet.migrate --check` compares the tables with the migrations (no database needed).
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import sys
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import asyncpg

LOCK = 7_031_701

GRANTS = """
do $do$
declare t record;
begin
  execute format('grant usage on schema public to %I', '{role}');
  execute format('grant select, insert, update, delete on all tables in schema public to %I', '{role}');
  execute format('grant usage, select on all sequences in schema public to %I', '{role}');
  for t in select c.relname from pg_trigger g join pg_class c on c.oid = g.tgrelid
           where g.tgname = 'append_only' loop
    execute format('revoke update, delete, truncate on %I from %I', t.relname, '{role}');
  end loop;
  for t in select c.relname from pg_trigger g join pg_class c on c.oid = g.tgrelid
           where g.tgname = 'keep_rows' loop
    execute format('revoke delete, truncate on %I from %I', t.relname, '{role}');
  end loop;
end $do$
"""


def role_of(url: str) -> str:
    """The role's name in a DSN."""
    return unquote(urlsplit(url).username or "")


async def _forwards() -> str:
    from piccolo.apps.migrations.commands.forwards import run_forwards

    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        result = await run_forwards("all")
    if not result.success:
        raise SystemExit(f"The database could not be migrated: {result.message}")
    return told.getvalue()


async def migrate(owner_url: str, app_url: str) -> None:
    """Run what has not run yet (one process at a time), then grant. SystemExit with a sentence on failure."""
    os.environ.setdefault("PICCOLO_CONF", "piccolo_conf")
    from intranet.kit import db

    guard = await asyncpg.connect(owner_url)
    try:
        if guard.get_server_version().major < 15:
            raise SystemExit("PostgreSQL 15 or newer is needed.")
        await guard.execute("select pg_advisory_lock($1)", LOCK)
        before = db.DB.config
        db.DB.config = {**db.config_of(owner_url), "server_settings": {"lock_timeout": "5000"}}
        try:
            await _forwards()
        finally:
            db.DB.config = before
        role = role_of(app_url)
        if role and role != role_of(owner_url):
            await guard.execute(GRANTS.replace("{role}", role.replace("'", "''")))
    finally:
        await guard.close()


async def pending() -> list[str]:
    """Apps whose tables differ from their migrations; empty when none does."""
    os.environ.setdefault("PICCOLO_CONF", "piccolo_conf")
    from piccolo.apps.migrations.auto import AlterStatements
    from piccolo.apps.migrations.commands.new import AutoMigrationManager
    from piccolo.conf.apps import Finder

    found = []
    for config in Finder().get_app_registry().app_configs.values():
        if not config.table_classes:
            continue
        changes: list[AlterStatements] = await AutoMigrationManager().get_alter_statements(config)
        if any(change.statements for change in changes):
            found.append(config.app_name)
    return found


@cache
def _on_disk() -> int:
    from piccolo.conf.apps import Finder

    folders = [c.resolved_migrations_folder_path for c in Finder().get_app_registry().app_configs.values()]
    return sum(1 for folder in folders for file in Path(folder).glob("*.py") if file.name != "__init__.py")


async def is_current() -> bool:
    """Whether as many migrations have run in the engine's database as the code has."""
    from intranet.kit.db import DB

    return bool(await DB.value("select count(*) from migration") >= _on_disk())


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        names = asyncio.run(pending())
        print(
            "\n".join(f"tables and migrations differ: {name}" for name in names) or "migrations are complete"
        )
        raise SystemExit(1 if names else 0)
    asyncio.run(
        migrate(os.environ.get("DATABASE_OWNER_URL", os.environ["DATABASE_URL"]), os.environ["DATABASE_URL"])
    )
