"""Indexes of the notices; written by hand."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from intranet.kit.db import DB

ID = "2026-11-22T00:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes"

INDEXES = """
create index if not exists receipt_person on receipt (person, hat, id desc);
create index if not exists receipt_unread on receipt (person, hat) where read_at is null;
create index if not exists letter_due on letter (send_after) where state in ('waiting', 'sending');
create unique index if not exists letter_one_digest on letter (person, send_after)
  where is_digest and state = 'waiting';
"""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="notices", description=DESCRIPTION)

    async def run():
        await DB.execute(INDEXES)

    manager.add_raw(run)
    return manager
