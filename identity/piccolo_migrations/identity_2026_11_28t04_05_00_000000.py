"""Indexes of the administrator's journal: what happened today, to a person, when a way was last used."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from intranet.kit.db import DB

ID = "2026-11-28T04:05:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of auth_event"

SQL = """
create index if not exists auth_event_at on auth_event (at);
create index if not exists auth_event_person on auth_event (person, id desc) where person is not null;
create index if not exists auth_event_entered on auth_event (provider, id desc) where kind = 'signed_in';
"""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="identity", description=DESCRIPTION)

    async def run():
        await DB.execute(SQL)

    manager.add_raw(run)
    return manager
