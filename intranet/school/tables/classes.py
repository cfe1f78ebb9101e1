"""Years, classes, study groups, subjects, and who teaches whom."""

from piccolo.columns import (
    JSONB,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Serial,
    SmallInt,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from intranet.kit.db import DB
from intranet.school.tables.people import Person


class School(Table, db=DB):
    """The one school of this installation (one row)."""

    id: Serial
    name = Varchar(length=200)
    contacts = Varchar(length=300, default="")
    address = Varchar(length=300, default="")
    timezone = Varchar(length=60, default="Europe/Moscow")


class Setting(Table, db=DB):
    """A rule of the school by name, with history: in force from `since` until a later row of the same key."""

    id: Serial
    key = Varchar(length=60)
    value = JSONB()
    since = Date()
    set_by = Integer(null=True, default=None)
    set_at = Timestamptz()

    setting_once = Unique(["key", "since"])


class AcademicYear(Table, db=DB):
    """1 September to 31 August; `teaching_until` is the last day of lessons."""

    id: Serial
    title = Varchar(length=20)
    begins = Date()
    teaching_until = Date()
    ends = Date()
    week_parity_anchor = Date(help_text="a day of a week A; holidays do not shift the weeks")

    academic_year_once = Unique(["title"])


class Rollover(Table, db=DB):
    """A year's classes carried into the next by one order: what it made (ids), whether it was undone."""

    id: Serial
    year = ForeignKey(AcademicYear, null=False, on_delete=OnDelete.restrict, index=True)
    into = ForeignKey(AcademicYear, null=False, on_delete=OnDelete.restrict)
    order_number = Varchar(length=40, default="")
    order_date = Date(null=True, default=None)
    moved = Integer(default=0)
    finished = Integer(default=0)
    made = JSONB(default="{}", help_text="classes: new ones; leads: class teachers it ended")
    made_by = Integer(null=True, default=None)
    made_at = Timestamptz()
    undone_at = Timestamptz(null=True, default=None)


class Building(Table, db=DB):
    """A house of the school; room numbers repeat between houses."""

    id: Serial
    name = Varchar(length=100)


class Room(Table, db=DB):
    """A room by its number as people write it; `parallel` classes fit at once (a gym holds 2-3)."""

    id: Serial
    building = ForeignKey(Building, null=False, on_delete=OnDelete.restrict, index=True)
    number = Varchar(length=40)
    key = Varchar(length=40)
    parallel = SmallInt(default=1)

    room_once = Unique(["building", "key"])


class Subject(Table, db=DB):
    """What is taught, by the curriculum's name."""

    id: Serial
    name = Varchar(length=120)
    key = Varchar(length=120)
    short = Varchar(length=30, default="")

    subject_once = Unique(["key"])


class SubjectAlias(Table, db=DB):
    """Another way lists write a subject, remembered from an answered question."""

    id: Serial
    key = Varchar(length=120)
    subject = ForeignKey(Subject, null=False, on_delete=OnDelete.cascade)

    subject_alias_once = Unique(["key"])


class RoomAlias(Table, db=DB):
    """Another way lists write a room, remembered from an answered question."""

    id: Serial
    key = Varchar(length=40)
    room = ForeignKey(Room, null=False, on_delete=OnDelete.cascade)

    room_alias_once = Unique(["key"])


class SchoolClass(Table, db=DB):
    """A stable group of children for one year; its pupils are the members of its roster group.

    The next year it is a new row, `successor_of` this one.
    """

    id: Serial
    year = ForeignKey(AcademicYear, null=False, on_delete=OnDelete.restrict)
    grade_level = SmallInt()
    letter = Varchar(length=15)
    building = ForeignKey(Building, null=False, on_delete=OnDelete.restrict)
    shift = SmallInt(default=1)
    week_days = SmallInt(default=5)
    successor_of: "ForeignKey[SchoolClass]" = ForeignKey(
        "self", null=True, default=None, on_delete=OnDelete.restrict
    )

    school_class_once = Unique(["year", "grade_level", "letter"])
    school_class_grade = Check("grade_level between 1 and 11")
    school_class_shift = Check("shift in (1, 2)")
    school_class_week = Check("week_days in (5, 6)")


class Movement(Table, db=DB):
    """An order about one pupil: enrolled, moved, left, returned as of `since` (DOMAIN 1.1, 4.1 no. 20).

    For `leave` `since` is the last day. An undone one keeps its row.
    """

    id: Serial
    student = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    kind = Varchar(length=10)
    order_number = Varchar(length=40, default="")
    order_date = Date(null=True, default=None)
    since = Date()
    from_class = ForeignKey(SchoolClass, null=True, default=None, on_delete=OnDelete.restrict)
    to_class = ForeignKey(SchoolClass, null=True, default=None, on_delete=OnDelete.restrict)
    reason = Varchar(length=200, default="")
    before = JSONB(default="[]", help_text="the memberships it closed, as they were")
    made_by = Integer(null=True, default=None)
    made_at = Timestamptz()
    undone_at = Timestamptz(null=True, default=None)
    rollover = ForeignKey(Rollover, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    movement_kind = Check("kind in ('enrol', 'move', 'leave', 'return')")


class ClassFate(Table, db=DB):
    """What was chosen for a class before its year ends: up, finish or wait; no row: as its grade goes."""

    id: Serial
    school_class = ForeignKey(SchoolClass, null=False, on_delete=OnDelete.cascade)
    fate = Varchar(length=10)

    class_fate_once = Unique(["school_class"])
    class_fate_known = Check("fate in ('up', 'finish', 'wait')")


class PupilFate(Table, db=DB):
    """What was chosen for one pupil of a class instead; no row: as the class."""

    id: Serial
    school_class = ForeignKey(SchoolClass, null=False, on_delete=OnDelete.cascade)
    student = ForeignKey(Person, null=False, on_delete=OnDelete.cascade, index=True)
    fate = Varchar(length=10)

    pupil_fate_once = Unique(["school_class", "student"])
    pupil_fate_known = Check("fate in ('up', 'repeat', 'finish', 'wait')")


class StudyGroup(Table, db=DB):
    """Children taught together: a class (its roster), a part of it, or pupils of several classes.

    `school_class` is null only for a group across classes; `name` is empty for a roster.
    """

    id: Serial
    year = ForeignKey(AcademicYear, null=False, on_delete=OnDelete.restrict)
    school_class = ForeignKey(SchoolClass, null=True, on_delete=OnDelete.restrict, index=True)
    is_roster = Boolean(default=False)
    name = Varchar(length=60, default="")
    key = Varchar(length=60, default="", help_text="folded name; empty for a roster")

    study_group_once = Unique(["school_class", "key"])
    study_group_kind = Unique(["id", "is_roster"], name="study_group_kind")
    study_group_roster = Check("not is_roster or (school_class is not null and name = '')")


class GroupMembership(Table, db=DB):
    """A pupil is in a group on the days since..until; rosters of one pupil never overlap (EXCLUDE)."""

    id: Serial
    study_group = ForeignKey(StudyGroup, null=False, on_delete=OnDelete.restrict, index=True)
    is_roster = Boolean(default=False)
    student = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    since = Date()
    until = Date(null=True, default=None)


class ClassTeacher(Table, db=DB):
    """Who leads a class, and when."""

    id: Serial
    school_class = ForeignKey(SchoolClass, null=False, on_delete=OnDelete.restrict, index=True)
    teacher = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    since = Date()
    until = Date(null=True, default=None)


class TeacherSubject(Table, db=DB):
    """What a teacher is able to teach, from the staff list."""

    id: Serial
    teacher = ForeignKey(Person, null=False, on_delete=OnDelete.cascade)
    subject = ForeignKey(Subject, null=False, on_delete=OnDelete.cascade)

    teacher_subject_once = Unique(["teacher", "subject"])


class Journal(Table, db=DB):
    """The register of journals: study group x subject (the group has the year)."""

    id: Serial
    study_group = ForeignKey(StudyGroup, null=False, on_delete=OnDelete.restrict)
    subject = ForeignKey(Subject, null=False, on_delete=OnDelete.restrict, index=True)

    journal_once = Unique(["study_group", "subject"])
    journal_group = Unique(["id", "study_group"], name="journal_group")


class Assignment(Table, db=DB):
    """Who teaches a journal, and when: the source of a teacher's rights. Hours are in quarters of one."""

    id: Serial
    journal = ForeignKey(Journal, null=False, on_delete=OnDelete.restrict, index=True)
    teacher = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    hours_quarters = SmallInt(default=0, help_text="hours a week x 4")
    since = Date()
    until = Date(null=True, default=None)
