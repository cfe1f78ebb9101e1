"""The papers of one person, newest first; written by hand."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from intranet.kit.db import DB

ID = "2026-11-22T00:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "index of papers"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="kit", description=DESCRIPTION)

    async def run():
        await DB.execute("create index if not exists paper_person on paper (person, hat, id desc)")

    manager.add_raw(run)
    return manager
