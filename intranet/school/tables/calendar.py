"""Terms, holidays and bells: what turns a week's timetable into dated lessons."""

from piccolo.columns import Date, ForeignKey, Serial, SmallInt, Time, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from intranet.kit.db import DB
from intranet.school.tables.classes import AcademicYear, Building, SchoolClass, Subject


class TermScheme(Table, db=DB):
    """Quarters, trimesters, half-years: several live side by side."""

    id: Serial
    year = ForeignKey(AcademicYear, null=False, on_delete=OnDelete.restrict)
    kind = Varchar(length=20)

    term_scheme_once = Unique(["year", "kind"])
    term_scheme_kind = Check("kind in ('quarter', 'trimester', 'half_year', 'module')")


class Term(Table, db=DB):
    """One study period of a scheme; terms of a scheme do not overlap (EXCLUDE)."""

    id: Serial
    scheme = ForeignKey(TermScheme, null=False, on_delete=OnDelete.cascade)
    ordinal = SmallInt()
    begins = Date()
    ends = Date()

    term_once = Unique(["scheme", "ordinal"])
    term_in_order = Check("ends > begins")


class ClassScheme(Table, db=DB):
    """Which scheme a class follows; with a subject, for that subject only."""

    id: Serial
    school_class = ForeignKey(SchoolClass, null=False, on_delete=OnDelete.cascade)
    subject = ForeignKey(Subject, null=True, on_delete=OnDelete.cascade)
    scheme = ForeignKey(TermScheme, null=False, on_delete=OnDelete.restrict)

    class_scheme_once = Unique(["school_class", "subject"], nulls_distinct=False)


class CalendarException(Table, db=DB):
    """Days unlike their weekday (DOMAIN 2.8), for all classes or one grade or one class.

    kind: holiday, vacation, no_lessons (nobody is taught); transfer (works as `works_as` weekday 1-7,
    optionally of week `works_as_week`); shortened (the bells of kind "shortened").
    """

    id: Serial
    year = ForeignKey(AcademicYear, null=False, on_delete=OnDelete.cascade, index=True)
    kind = Varchar(length=20)
    begins = Date()
    ends = Date()
    title = Varchar(length=120, default="")
    works_as = SmallInt(null=True, default=None)
    works_as_week = Varchar(length=1, null=True, default=None)
    grade_level = SmallInt(null=True, default=None)
    school_class = ForeignKey(SchoolClass, null=True, on_delete=OnDelete.cascade)

    calendar_exception_kind = Check("kind in ('holiday', 'vacation', 'no_lessons', 'transfer', 'shortened')")
    calendar_exception_order = Check("ends >= begins")
    calendar_transfer = Check("kind <> 'transfer' or (works_as between 1 and 7 and begins = ends)")


class BellSchedule(Table, db=DB):
    """A set of bells: for a kind of day, a shift, and optionally one weekday or building only.

    In force from `since` (null: from the year's first day) until another of the same sort begins.
    """

    id: Serial
    year = ForeignKey(AcademicYear, null=False, on_delete=OnDelete.cascade)
    kind = Varchar(length=20, default="normal")
    shift = SmallInt(default=1)
    weekday = SmallInt(null=True, default=None)
    building = ForeignKey(Building, null=True, on_delete=OnDelete.cascade)
    since = Date(null=True, default=None)

    bell_schedule_dated = Unique(
        ["year", "kind", "shift", "weekday", "building", "since"], nulls_distinct=False
    )
    bell_schedule_kind = Check("kind in ('normal', 'shortened')")


class Bell(Table, db=DB):
    """From when to when a lesson number lasts; numbers are labels, clashes are of clock time."""

    id: Serial
    schedule = ForeignKey(BellSchedule, null=False, on_delete=OnDelete.cascade)
    number = SmallInt()
    starts = Time()
    ends = Time()

    bell_once = Unique(["schedule", "number"])
    bell_in_order = Check("ends > starts")
