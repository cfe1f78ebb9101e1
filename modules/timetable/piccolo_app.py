"""The timetable' tables for Piccolo."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from modules.timetable.tables import TABLES

APP_CONFIG = AppConfig(
    app_name="timetable",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=TABLES,
    migration_dependencies=["intranet.school.piccolo_app"],
)
