"""What Piccolo cannot say: no overlaps, composite keys, composite and partial indexes; written by hand."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from intranet.kit.db import DB

ID = "2026-11-21T22:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "no overlaps, composite keys, indexes"

NO_OVERLAPS = """
alter table group_membership
  add constraint membership_in_order check (until is null or until >= since),
  add constraint membership_kind foreign key (study_group, is_roster)
    references study_group (id, is_roster) on update cascade,
  add constraint one_class_at_a_time exclude using gist
    (int4range(student, student, '[]') with &&, daterange(since, until, '[]') with &&) where (is_roster),
  add constraint one_membership_at_a_time exclude using gist
    (int8range(study_group * 4294967296::bigint + student, study_group * 4294967296::bigint + student, '[]')
     with &&, daterange(since, until, '[]') with &&);
alter table enrolment add constraint one_enrolment_at_a_time exclude using gist
    (int4range(student, student, '[]') with &&, daterange(since, until, '[]') with &&);
alter table assignment
  add constraint assignment_in_order check (until is null or until >= since),
  add constraint one_assignment_at_a_time exclude using gist
    (int8range(journal * 4294967296::bigint + teacher, journal * 4294967296::bigint + teacher, '[]')
     with &&, daterange(since, until, '[]') with &&);
alter table class_teacher add constraint one_class_teacher_at_a_time exclude using gist
    (int4range(school_class, school_class, '[]') with &&, daterange(since, until, '[]') with &&);
alter table term add constraint terms_apart exclude using gist
    (int4range(scheme, scheme, '[]') with &&, daterange(begins, ends, '[]') with &&);
alter table timetable_version
  add constraint version_in_order check (until is null or until >= since),
  add constraint one_version_at_a_time exclude using gist
    (int4range(year, year, '[]') with &&, daterange(since, until, '[]') with &&);
alter table lesson add constraint lesson_group foreign key (journal, study_group)
    references journal (id, study_group);
"""

INDEXES = """
create index if not exists lesson_group_day on lesson (study_group, on_date);
create index if not exists lesson_teacher_day on lesson (teacher, on_date);
create index if not exists lesson_planned_teacher_day on lesson (planned_teacher, on_date);
create index if not exists lesson_room_day on lesson (room, on_date) where room is not null;
create index if not exists lesson_day on lesson (on_date);
create index if not exists granted_hat_person on granted_hat (person, hat);
create unique index if not exists one_roster_a_class on study_group (school_class) where is_roster;
create index if not exists lesson_change_days on lesson_change (was_date) where withdrawn_at is null;
"""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="school", description=DESCRIPTION)

    async def run():
        if not await DB.value("select 1 from pg_constraint where conname = 'one_class_at_a_time'"):
            await DB.execute(NO_OVERLAPS)
        await DB.execute(INDEXES)

    manager.add_raw(run)
    return manager
