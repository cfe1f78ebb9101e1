"""Classes and foreign names that an import makes are traced too; written by hand."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from intranet.kit.db import DB

ID = "2026-11-28T07:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the trace of a foreign timetable"

TRACE = """
do $$
declare name text;
begin
  foreach name in array array['school_class', 'class_scheme', 'foreign_name'] loop
    execute format('create or replace trigger import_trace after insert or update or delete on %I
      for each row when (current_setting(''parta.import_batch'', true) <> '''')
      execute function trace_import()', name);
  end loop;
end $$;
"""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="office", description=DESCRIPTION)

    async def run():
        await DB.execute(TRACE)

    manager.add_raw(run)
    return manager
