"""Absences, drafts of changes, what was published when, and the register's lines."""

from piccolo.columns import (
    Array,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    Serial,
    SmallInt,
    Text,
    Time,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from intranet.kit.db import DB
from intranet.kit.tables import StoredFile
from intranet.school.tables.classes import Journal, Room
from intranet.school.tables.people import Person
from intranet.school.tables.timetable import Lesson, LessonChange


class TeacherAbsence(Table, db=DB):
    """A teacher is away from `begins` to `ends`, on each of these days from `first_number` to `last_number`.

    Without numbers: all day. `reason` and `details` are the office's and the teacher's own, nobody else's.
    """

    id: Serial
    teacher = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    begins = Date(index=True)
    ends = Date()
    first_number = SmallInt(null=True, default=None)
    last_number = SmallInt(null=True, default=None)
    reason = Varchar(length=10)
    details = Text(default="")
    reported_by = Integer(null=True, default=None)
    reported_hat = Varchar(length=20)
    reported_at = Timestamptz()
    withdrawn_at = Timestamptz(null=True, default=None)

    teacher_absence_order = Check("ends >= begins")
    teacher_absence_numbers = Check(
        "(first_number is null) = (last_number is null) and coalesce(last_number >= first_number, true)"
    )
    teacher_absence_reason = Check("reason in ('sick', 'courses', 'trip', 'leave', 'other')")


class SubstituteTask(Table, db=DB):
    """What the substitute shall do in one lesson; its files are `TaskFile` rows."""

    id: Serial
    lesson = ForeignKey(Lesson, null=False, on_delete=OnDelete.cascade)
    text = Text(default="")
    set_by = Integer(null=True, default=None)
    set_at = Timestamptz()

    substitute_task_once = Unique(["lesson"])


class TaskFile(Table, db=DB):
    """A file of a task; the same file may hang on the tasks of several lessons, it goes with the last one."""

    id: Serial
    task = ForeignKey(SubstituteTask, null=False, on_delete=OnDelete.cascade)
    file = ForeignKey(StoredFile, null=False, on_delete=OnDelete.cascade, index=True)

    task_file_once = Unique(["task", "file"])


class StandbyHours(Table, db=DB):
    """On a weekday, from lesson to lesson, a teacher is ready to substitute, or never does (no consent)."""

    id: Serial
    teacher = ForeignKey(Person, null=False, on_delete=OnDelete.cascade, index=True)
    weekday = SmallInt(help_text="1 Monday ... 7 Sunday")
    first_number = SmallInt()
    last_number = SmallInt()
    is_ready = Boolean(help_text="false: asks not to be called then")

    standby_hours_once = Unique(["teacher", "weekday", "first_number"])
    standby_hours_numbers = Check("last_number >= first_number and weekday between 1 and 7")


class PlannedChange(Table, db=DB):
    """A draft: what a lesson shall become. Publishing withdraws the lesson's changes and makes this one.

    `kind` is a ChangeKind; empty: back to the timetable. Two drafts with the same `pair` go together
    (a swap). `version` grows with each save, so that two dispatchers overwrite nothing unseen.
    """

    id: Serial
    lesson = ForeignKey(Lesson, null=False, on_delete=OnDelete.cascade)
    kind = Varchar(length=24, default="")
    teacher = ForeignKey(Person, null=True, on_delete=OnDelete.restrict, index=True)
    room = ForeignKey(Room, null=True, on_delete=OnDelete.restrict)
    to_date = Date(null=True, default=None)
    to_number = SmallInt(null=True, default=None)
    journal = ForeignKey(Journal, null=True, on_delete=OnDelete.restrict)
    merged_with = ForeignKey(Lesson, null=True, on_delete=OnDelete.cascade)
    note = Text(default="", help_text="seen by everybody who sees the change")
    override_reason = Text(default="", help_text="why a rule was overridden; the office's")
    absence = ForeignKey(TeacherAbsence, null=True, on_delete=OnDelete.set_null)
    pair = Integer(null=True, default=None)
    is_proposed = Boolean(default=False, help_text="by the plan of the day, not chosen by a person yet")
    version = Integer(default=1)
    made_by = Integer(null=True, default=None)
    made_at = Timestamptz()

    planned_change_once = Unique(["lesson"])
    planned_change_kind = Check(
        "kind in ('', 'TEACHER_SUBSTITUTED', 'SUBJECT_REPLACED', 'GROUPS_MERGED', 'CANCELLED', 'MOVED',"
        " 'ROOM_CHANGED', 'SUPERVISED', 'EVENT')"
    )


class SubstitutionDay(Table, db=DB):
    """A day's board: its message, and how many times it was published (0: never)."""

    id: Serial
    on_date = Date()
    message = Varchar(length=300, default="")
    revision = Integer(default=0)
    published_at = Timestamptz(null=True, default=None)
    published_by = Integer(null=True, default=None)

    substitution_day_once = Unique(["on_date"])


class ChangeEntry(Table, db=DB):
    """A published change's line in the register of missed and substituted lessons (DOMAIN 2.6, 4.1 no. 13).

    `code` and `quarters` (of an hour, x 4) are empty until somebody corrects what the rules say.
    """

    id: Serial
    change = ForeignKey(LessonChange, null=False, on_delete=OnDelete.restrict)
    absence = ForeignKey(TeacherAbsence, null=True, on_delete=OnDelete.set_null, index=True)
    override_reason = Text(default="")
    code = Varchar(length=10, default="")
    quarters = SmallInt(null=True, default=None)
    comment = Varchar(length=300, default="")
    confirmed_at = Timestamptz(null=True, default=None)
    confirmed_by = Integer(null=True, default=None)
    order_number = Varchar(length=40, default="")

    change_entry_once = Unique(["change"])
    change_entry_quarters = Check("quarters is null or quarters between 0 and 16")


class BoardScreen(Table, db=DB):
    """A hall screen that opens the board without signing in: by its token, or from its networks."""

    id: Serial
    name = Varchar(length=100)
    token_hash = Bytea(null=True, default=None)
    networks = Array(base_column=Varchar(), default=list)
    next_day_from = Time(null=True, default=None, help_text="from this hour it shows the next school day")
    made_by = Integer(null=True, default=None)
    made_at = Timestamptz()
    revoked_at = Timestamptz(null=True, default=None)

    board_screen_token = Unique(["token_hash"])


TABLES: list[type[Table]] = [
    TeacherAbsence, SubstituteTask, TaskFile, StandbyHours, PlannedChange, SubstitutionDay, ChangeEntry,
    BoardScreen,
]  # fmt: skip
