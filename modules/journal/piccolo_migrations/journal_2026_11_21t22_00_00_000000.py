"""The append-only chain, indexes, and the kinds of work a school starts with; written by hand."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from intranet.kit.db import DB

ID = "2026-11-21T22:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "append-only ledger, indexes, kinds of work"

SQL = """
create or replace trigger append_only before update or delete on revision
  for each row execute function refuse_change();
create or replace trigger append_only_truncate before truncate on revision
  for each statement execute function refuse_change();
create or replace trigger append_only before update or delete on ledger_seal
  for each row execute function refuse_change();
create or replace trigger append_only_truncate before truncate on ledger_seal
  for each statement execute function refuse_change();
create or replace function refuse_delete() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are kept', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create or replace trigger keep_rows before delete on mark for each row execute function refuse_delete();
create or replace trigger keep_rows before delete on attendance for each row execute function refuse_delete();
create or replace trigger keep_rows before delete on term_mark for each row execute function refuse_delete();
create or replace trigger keep_rows before delete on work for each row execute function refuse_delete();
create or replace trigger keep_rows before delete on lesson_record for each row execute function refuse_delete();
create or replace trigger keep_rows before delete on journal_head for each row execute function refuse_delete();
create index if not exists revision_cell on revision (lesson, student, id);
create index if not exists mark_student on mark (student, work);
create index if not exists attendance_student on attendance (student, lesson);
create index if not exists work_type_of on work (type);
create index if not exists term_mark_term on term_mark (term, subject);
insert into work_type (code, name, weight_tenths, counts, ordinal) values
  ('ОТВ', 'Ответ на уроке', 10, true, 1),
  ('СР', 'Самостоятельная работа', 20, true, 2),
  ('КР', 'Контрольная работа', 30, true, 3),
  ('ДИК', 'Диктант', 20, true, 4),
  ('ДЗ', 'Домашняя работа', 10, true, 5),
  ('ЛР', 'Лабораторная работа', 20, true, 6),
  ('ПР', 'Проект', 20, true, 7),
  ('ЗАЧ', 'Зачёт', 20, true, 8),
  ('ВПР', 'Всероссийская проверочная работа', 30, true, 9)
  on conflict (code) do nothing;
"""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="journal", description=DESCRIPTION)

    async def run():
        await DB.execute(SQL)

    manager.add_raw(run)
    return manager
