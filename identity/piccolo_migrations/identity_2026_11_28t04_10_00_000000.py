"""An address is looked up at the sign-in and for a recovery; written by hand, since it is partial."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from intranet.kit.db import DB

ID = "2026-11-28T04:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "people by address, proofs by value"

SQL = """
create index if not exists person_email on person (email) where email <> '';
create index if not exists contact_proof_value on contact_proof (value, asked_at);
"""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="identity", description=DESCRIPTION)

    async def run():
        await DB.execute(SQL)

    manager.add_raw(run)
    return manager
