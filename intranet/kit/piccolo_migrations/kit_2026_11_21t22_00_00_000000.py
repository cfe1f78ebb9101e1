"""Append-only rows, the job queue's tables, indexes; written by hand."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from intranet.kit.db import DB

ID = "2026-11-21T22:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "append-only audit, job queue"

APPEND_ONLY = """
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append only', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create or replace trigger append_only before update or delete on audit_entry
  for each row execute function refuse_change();
create or replace trigger append_only_truncate before truncate on audit_entry
  for each statement execute function refuse_change();
create index if not exists audit_entry_subject on audit_entry (subject, subject_id, at desc);
create index if not exists audit_entry_person on audit_entry (person, at desc);
create index if not exists stored_file_owner on stored_file (module, kind, owner_id);
"""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="kit", description=DESCRIPTION)

    async def run():
        from intranet.kit.jobs import install_sql

        exists = await DB.value("select to_regclass('public.pgqueuer') is not null")
        await DB.execute(APPEND_ONLY)
        if not exists:
            await DB.execute(install_sql())

    manager.add_raw(run)
    return manager
