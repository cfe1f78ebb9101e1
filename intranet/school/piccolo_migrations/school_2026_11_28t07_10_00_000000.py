"""An index of lessons with several teachers: the week of somebody who stands beside is found by it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from intranet.kit.db import DB

ID = "2026-11-28T07:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "lessons with several teachers"

SQL = "create index if not exists lesson_beside_day on lesson (on_date) where beside <> '{}'"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="school", description=DESCRIPTION)

    async def run():
        await DB.execute(SQL)

    manager.add_raw(run)
    return manager
