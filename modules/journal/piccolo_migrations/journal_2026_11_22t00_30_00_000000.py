"""What was recorded before there were notices is not news; written by hand."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from intranet.kit.db import DB

ID = "2026-11-22T00:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the family's reader of the ledger starts at its end"

START = """insert into ledger_reader (name, upto) select 'family', coalesce(max(id), 0) from revision
    on conflict (name) do nothing"""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="journal", description=DESCRIPTION)

    async def run():
        await DB.execute(START)

    manager.add_raw(run)
    return manager
