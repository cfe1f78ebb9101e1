"""The plumbing's tables for Piccolo."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from intranet.kit.tables import AuditEntry, Heartbeat, Paper, StoredFile

APP_CONFIG = AppConfig(
    app_name="kit",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[AuditEntry, StoredFile, Heartbeat, Paper],
    migration_dependencies=[],
)
