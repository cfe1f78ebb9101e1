from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Unique

ID = "2026-11-22T00:36:06:696587"
VERSION = "1.38.0"
DESCRIPTION = "parts of a told cell"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="journal", description=DESCRIPTION
    )

    manager.add_column(
        table_class_name="CellTold",
        tablename="cell_told",
        column_name="part",
        db_column_name="part",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 10,
            "default": "",
            "null": False,
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
        table_class_name="CellTold",
        tablename="cell_told",
        constraint_name="cell_told_once",
        schema=None,
    )

    manager.add_constraint(
        table_class_name="CellTold",
        tablename="cell_told",
        constraint_name="cell_part_told_once",
        constraint_class=Unique,
        params={"columns": ["lesson", "student", "part"], "nulls_distinct": True},
        schema=None,
    )

    return manager
