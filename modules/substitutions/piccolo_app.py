"""The substitutions' tables for Piccolo."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from modules.substitutions.tables import TABLES

APP_CONFIG = AppConfig(
    app_name="substitutions",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=TABLES,
    migration_dependencies=["intranet.kit.piccolo_app", "intranet.school.piccolo_app"],
)
