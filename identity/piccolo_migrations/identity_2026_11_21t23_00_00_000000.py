"""The provider every school has, append-only events, partial indexes; written by hand."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from intranet.kit.db import DB

ID = "2026-11-21T23:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "local provider, append-only events, indexes"

SQL = """
insert into identity_provider (slug, kind) values ('local', 'local') on conflict do nothing;
create or replace trigger append_only before update or delete on auth_event
  for each row execute function refuse_change();
create or replace trigger append_only_truncate before truncate on auth_event
  for each statement execute function refuse_change();
create index if not exists auth_event_account on auth_event (account, at desc);
create index if not exists auth_session_live on auth_session (account, ends_at) where revoked_at is null;
alter table auth_session add constraint auth_session_token_hashed check (octet_length(token_hash) = 32);
"""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="identity", description=DESCRIPTION)

    async def run():
        if not await DB.value("select 1 from pg_constraint where conname = 'auth_session_token_hashed'"):
            await DB.execute(SQL)

    manager.add_raw(run)
    return manager
