"""The weekly timetable by date, the dated lessons made of it, and the changes to them."""

from piccolo.columns import (
    Array,
    BigInt,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Serial,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from intranet.kit.db import DB
from intranet.school.tables.calendar import BellSchedule
from intranet.school.tables.classes import AcademicYear, Journal, Room, StudyGroup
from intranet.school.tables.people import Person


class TimetableVersion(Table, db=DB):
    """A whole week's plan, in force since..until; versions of a year do not overlap (EXCLUDE)."""

    id: Serial
    year = ForeignKey(AcademicYear, null=False, on_delete=OnDelete.restrict)
    since = Date()
    until = Date(null=True, default=None)


class TimetableSlot(Table, db=DB):
    """A journal is taught on a weekday at a lesson number, every week or in weeks A or B only."""

    id: Serial
    version = ForeignKey(TimetableVersion, null=False, on_delete=OnDelete.cascade, index=True)
    journal = ForeignKey(Journal, null=False, on_delete=OnDelete.restrict, index=True)
    weekday = SmallInt(help_text="1 Monday ... 7 Sunday")
    number = SmallInt()
    week = Varchar(length=1, default="", help_text="'', 'A' or 'B' (Latin)")
    teacher = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    room = ForeignKey(Room, null=True, on_delete=OnDelete.restrict)

    timetable_slot_once = Unique(["version", "journal", "weekday", "number", "week", "teacher"])
    timetable_slot_week = Check("week in ('', 'A', 'B')")
    timetable_slot_weekday = Check("weekday between 1 and 7")
    timetable_slot_number = Check("number between 0 and 12")


class Lesson(Table, db=DB):
    """One lesson on one day. Planned teacher and room are the timetable's, the others are in effect.

    `study_group` repeats the journal's (a composite key keeps it true) for the pupil's own reads.
    `bell_schedule` gives the clock time of `number` on that day. A moved lesson keeps its row: the
    change remembers where it was.
    """

    id: Serial
    journal = ForeignKey(Journal, null=False, on_delete=OnDelete.restrict)
    study_group = ForeignKey(StudyGroup, null=False, on_delete=OnDelete.restrict)
    on_date = Date()
    number = SmallInt()
    status = Varchar(length=10, default="planned")
    bell_schedule = ForeignKey(BellSchedule, null=True, on_delete=OnDelete.set_null)
    planned_teacher = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    teacher = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    planned_room = ForeignKey(Room, null=True, on_delete=OnDelete.restrict)
    room = ForeignKey(Room, null=True, on_delete=OnDelete.restrict)
    is_manual = Boolean(default=False, help_text="made by hand or by a change: the timetable leaves it")
    beside = Array(
        base_column=Integer(), default=list, help_text="persons who teach it with the planned teacher"
    )
    is_touched = Boolean(default=False, help_text="something hangs on it: it can be cancelled, not deleted")

    lesson_once = Unique(["journal", "on_date", "number"])
    lesson_status = Check("status in ('planned', 'held', 'cancelled')")
    lesson_number = Check("number between 0 and 12")


class LessonChange(Table, db=DB):
    """A published change of one dated lesson (DOMAIN 2.6); what was before stays readable."""

    id: Serial
    lesson = ForeignKey(Lesson, null=False, on_delete=OnDelete.restrict, index=True)
    kind = Varchar(length=24)
    teacher = ForeignKey(Person, null=True, on_delete=OnDelete.restrict, index=True)
    room = ForeignKey(Room, null=True, on_delete=OnDelete.restrict)
    became = ForeignKey(Lesson, null=True, on_delete=OnDelete.restrict, help_text="the lesson held instead")
    was_date = Date()
    was_number = SmallInt()
    was_teacher = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    was_room = ForeignKey(Room, null=True, on_delete=OnDelete.restrict)
    note = Text(default="")
    published_at = Timestamptz(null=True, default=None)
    withdrawn_at = Timestamptz(null=True, default=None)
    rights_until = Date(null=True, default=None, help_text="the substitute's last day in the journal")
    made_by = BigInt(null=True, default=None)

    lesson_change_kind = Check(
        "kind in ('TEACHER_SUBSTITUTED', 'SUBJECT_REPLACED', 'GROUPS_MERGED', 'CANCELLED', 'MOVED',"
        " 'ROOM_CHANGED', 'SUPERVISED', 'EVENT')"
    )
