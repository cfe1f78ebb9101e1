"""Identity's tables for Piccolo."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from identity.tables import Account, AuthEvent, AuthSession, AuthThrottle, IdentityProvider, LocalCredential

APP_CONFIG = AppConfig(
    app_name="identity",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[IdentityProvider, Account, LocalCredential, AuthSession, AuthThrottle, AuthEvent],
    migration_dependencies=["intranet.school.piccolo_app"],
)
