"""What the timetable keeps of its own: drafts of a version, duties in breaks, calendar links."""

from piccolo.columns import Bytea, Date, ForeignKey, Integer, Serial, SmallInt, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from intranet.kit.db import DB
from intranet.school.tables.classes import AcademicYear, Building, Journal, Room
from intranet.school.tables.people import Person


class TimetableDraft(Table, db=DB):
    """A whole week's plan in the making; publishing puts it as the school's version from `since` on."""

    id: Serial
    year = ForeignKey(AcademicYear, null=False, on_delete=OnDelete.cascade)
    title = Varchar(length=100, default="")
    since = Date()
    made_by = Integer(null=True, default=None)
    made_at = Timestamptz()
    published_at = Timestamptz(null=True, default=None)


class DraftSlot(Table, db=DB):
    """A journal on a weekday at a lesson number, every week or in weeks A or B; as TimetableSlot."""

    id: Serial
    draft = ForeignKey(TimetableDraft, null=False, on_delete=OnDelete.cascade, index=True)
    journal = ForeignKey(Journal, null=False, on_delete=OnDelete.restrict, index=True)
    weekday = SmallInt(help_text="1 Monday ... 7 Sunday")
    number = SmallInt()
    week = Varchar(length=1, default="", help_text="'', 'A' or 'B' (Latin)")
    teacher = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    room = ForeignKey(Room, null=True, on_delete=OnDelete.restrict)

    draft_slot_once = Unique(["draft", "journal", "weekday", "number", "week", "teacher"])
    draft_slot_week = Check("week in ('', 'A', 'B')")
    draft_slot_weekday = Check("weekday between 1 and 7")
    draft_slot_number = Check("number between 0 and 12")


class TeacherHours(Table, db=DB):
    """When a teacher cannot be put into the timetable: a methodical day, another school, a part of a day."""

    id: Serial
    teacher = ForeignKey(Person, null=False, on_delete=OnDelete.cascade, index=True)
    weekday = SmallInt()
    first_number = SmallInt(default=0)
    last_number = SmallInt(default=12)
    note = Varchar(length=100, default="")

    teacher_hours_once = Unique(["teacher", "weekday", "first_number"])
    teacher_hours_numbers = Check("last_number >= first_number and weekday between 1 and 7")


class BreakDuty(Table, db=DB):
    """A teacher keeps watch in the break after lesson `after_number` (0: before the first) somewhere."""

    id: Serial
    teacher = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    building = ForeignKey(Building, null=True, on_delete=OnDelete.restrict)
    place = Varchar(length=100)
    weekday = SmallInt()
    after_number = SmallInt()
    since = Date()
    until = Date(null=True, default=None)

    break_duty_once = Unique(["teacher", "weekday", "after_number", "since"])
    break_duty_days = Check("weekday between 1 and 7 and after_number between 0 and 12")


class CalendarFeed(Table, db=DB):
    """A link to somebody's lessons for a calendar program, as this person under this hat sees them.

    `student`: whose lessons, for a parent. Only the token's hash is kept; the link ends with the access.
    `digest` and `changed_at`: what was given last and since when it is so, for programs that ask again.
    """

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.cascade, index=True)
    hat = Varchar(length=20)
    student = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.cascade)
    token_hash = Bytea()
    made_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)
    digest = Bytea(default=b"")
    changed_at = Timestamptz(null=True, default=None)

    calendar_feed_token = Unique(["token_hash"])


TABLES: list[type[Table]] = [TimetableDraft, DraftSlot, TeacherHours, BreakDuty, CalendarFeed]
