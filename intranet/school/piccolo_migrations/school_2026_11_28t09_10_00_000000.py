"""Indexes of the changes: those of a day, those by what a lesson became, those given to somebody."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from intranet.kit.db import DB

ID = "2026-11-28T09:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "changes by day"

SQL = """
create index if not exists lesson_change_day on lesson_change (was_date);
create index if not exists lesson_change_became on lesson_change (became) where became is not null;
"""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="school", description=DESCRIPTION)

    async def run():
        for statement in filter(str.strip, SQL.split(";")):
            await DB.execute(statement)

    manager.add_raw(run)
    return manager
