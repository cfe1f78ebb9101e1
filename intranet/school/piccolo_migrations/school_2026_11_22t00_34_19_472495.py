from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Date
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Unique

ID = "2026-11-22T00:34:19:472495"
VERSION = "1.38.0"
DESCRIPTION = "bells by date"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="school", description=DESCRIPTION
    )

    manager.add_column(
        table_class_name="BellSchedule",
        tablename="bell_schedule",
        column_name="since",
        db_column_name="since",
        column_class_name="Date",
        column_class=Date,
        params={
            "default": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    manager.drop_constraint(
        table_class_name="BellSchedule",
        tablename="bell_schedule",
        constraint_name="bell_schedule_once",
        schema=None,
    )

    manager.add_constraint(
        table_class_name="BellSchedule",
        tablename="bell_schedule",
        constraint_name="bell_schedule_dated",
        constraint_class=Unique,
        params={
            "columns": ["year", "kind", "shift", "weekday", "building", "since"],
            "nulls_distinct": False,
        },
        schema=None,
    )

    return manager
