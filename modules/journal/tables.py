"""What is recorded about lessons and pupils, and the append-only chain of its changes."""

from piccolo.columns import (
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
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
from intranet.school.tables.calendar import Term
from intranet.school.tables.classes import Journal, Movement, Subject
from intranet.school.tables.people import Person
from intranet.school.tables.timetable import Lesson


class WorkType(Table, db=DB):
    """A kind of work (ответ, КР, ...); `weight_tenths` 10 = x1; `counts` = goes into the average."""

    id: Serial
    code = Varchar(length=12, help_text="short, shown in the grid's head")
    name = Varchar(length=60)
    weight_tenths = SmallInt(default=10)
    counts = Boolean(default=True)
    ordinal = SmallInt(default=0)

    work_type_once = Unique(["code"])
    work_type_weight = Check("weight_tenths between 0 and 100")


class Work(Table, db=DB):
    """A column of a journal: one work of one lesson. The family sees its marks from `visible_from` on."""

    id: Serial
    lesson = ForeignKey(Lesson, null=False, on_delete=OnDelete.restrict)
    type = ForeignKey(WorkType, null=False, on_delete=OnDelete.restrict)
    title = Varchar(length=200, default="")
    weight_tenths = SmallInt(default=10)
    ordinal = SmallInt(default=1)
    visible_from = Timestamptz(null=True, default=None)

    work_once = Unique(["lesson", "ordinal"])
    work_weight = Check("weight_tenths between 0 and 100")


class Mark(Table, db=DB):
    """A pupil's mark for a work; several are told apart by `ordinal`. Cleared = value null, never deleted.

    `value` as written ('5'..'1', '.', 'зч', 'нзч'); `points` only if it counts as a number.
    `weight_tenths` and `work_type_name` are snapshots (DOMAIN 1.4).
    """

    id = BigSerial(primary_key=True)
    work = ForeignKey(Work, null=False, on_delete=OnDelete.restrict)
    student = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    ordinal = SmallInt(default=1)
    value = Varchar(length=4, null=True, default=None)
    points = SmallInt(null=True, default=None)
    weight_tenths = SmallInt(default=10)
    work_type_name = Varchar(length=60)
    comment = Text(default="")
    set_by = Integer(null=True, default=None)
    hat = Varchar(length=20)
    set_at = Timestamptz()

    mark_once = Unique(["work", "student", "ordinal"])
    mark_value = Check("value in ('5', '4', '3', '2', '1', '.', 'зч', 'нзч')")
    mark_points = Check("points is null or value = points::text")


class Attendance(Table, db=DB):
    """How a pupil missed a lesson; no row or code null = nothing recorded. Letters are never stored.

    `comment` is a word to the family about a lesson without a mark.
    """

    id = BigSerial(primary_key=True)
    lesson = ForeignKey(Lesson, null=False, on_delete=OnDelete.restrict)
    student = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    code = Varchar(length=20, null=True, default=None)
    minutes = SmallInt(null=True, default=None, help_text="of being late")
    comment = Text(default="")
    set_by = Integer(null=True, default=None)
    hat = Varchar(length=20)
    set_at = Timestamptz()

    attendance_once = Unique(["lesson", "student"])
    attendance_code = Check(
        "code in ('ABSENT_UNSPECIFIED', 'ILLNESS', 'EXCUSED', 'UNEXCUSED', 'LATE', 'EXEMPT_PRESENT',"
        " 'REMOTE', 'SCHOOL_EVENT')"
    )
    attendance_minutes = Check("minutes is null or (code = 'LATE' and minutes between 1 and 90)")


class LessonRecord(Table, db=DB):
    """What was done at a lesson. No `attendance_taken_at` = not "all present" (DOMAIN 2.5)."""

    id: Serial
    lesson = ForeignKey(Lesson, null=False, on_delete=OnDelete.restrict)
    topic = Varchar(length=500, default="")
    attendance_taken_at = Timestamptz(null=True, default=None)
    taken_by = Integer(null=True, default=None)
    filled_by = Integer(null=True, default=None)
    filled_at = Timestamptz(null=True, default=None)

    lesson_record_once = Unique(["lesson"])


class Homework(Table, db=DB):
    """What was set at a lesson; the diary shows it at `due_lesson` (null: no lesson ahead yet)."""

    id: Serial
    lesson = ForeignKey(Lesson, null=False, on_delete=OnDelete.restrict)
    due_lesson = ForeignKey(Lesson, null=True, on_delete=OnDelete.set_null, index=True)
    text = Text(default="")
    is_none = Boolean(default=False, help_text="nothing set, said explicitly")
    minutes = SmallInt(null=True, default=None)
    set_by = Integer(null=True, default=None)
    set_at = Timestamptz()

    homework_once = Unique(["lesson"])
    homework_later = Check("due_lesson <> lesson")
    homework_said = Check("is_none = (text = '')")


class TermMark(Table, db=DB):
    """The mark of a term: one per pupil, subject and term, whatever journals it came from (DOMAIN 1.4)."""

    id: Serial
    student = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    subject = ForeignKey(Subject, null=False, on_delete=OnDelete.restrict)
    term = ForeignKey(Term, null=False, on_delete=OnDelete.restrict)
    value = Varchar(length=4, null=True, default=None)
    points = SmallInt(null=True, default=None)
    journal = ForeignKey(Journal, null=False, on_delete=OnDelete.restrict, index=True)
    comment = Text(default="")
    set_by = Integer(null=True, default=None)
    hat = Varchar(length=20)
    set_at = Timestamptz()

    term_mark_once = Unique(["student", "subject", "term"])
    term_mark_value = Check("value in ('5', '4', '3', '2', 'н/а', 'осв', 'зч', 'нзч')")


class JournalHead(Table, db=DB):
    """The last link of a journal's chain; its row lock makes writers of one journal take turns."""

    journal = ForeignKey(Journal, null=False, primary_key=True, on_delete=OnDelete.restrict)
    seq = BigInt(default=0)
    hash = Bytea(default=b"")


class Revision(Table, db=DB):
    """One change of one value: append only, chained by `hash` (see ledger). No names, no free text.

    `field`: "mark:<work>:<ordinal>", "attendance", "comment", "term:<term>".
    """

    id = BigSerial(primary_key=True)
    journal = ForeignKey(Journal, null=False, on_delete=OnDelete.restrict)
    seq = BigInt()
    lesson = Integer(null=True, default=None)
    student = Integer()
    field = Varchar(length=40)
    old = Varchar(length=30, null=True, default=None)
    new = Varchar(length=30, null=True, default=None)
    reason = Varchar(length=20, default="")
    person = Integer(null=True, default=None)
    hat = Varchar(length=20)
    session = BigInt(null=True, default=None)
    at = Timestamptz()
    hash = Bytea()

    revision_once = Unique(["journal", "seq"])


class LedgerSeal(Table, db=DB):
    """A night's digest over all heads as they stood after revision `upto`; chained to the night before."""

    id: Serial
    day = Date()
    upto = BigInt()
    heads = Integer()
    digest = Bytea()
    sealed_at = Timestamptz()

    ledger_seal_once = Unique(["day"])


class CellTold(Table, db=DB):
    """Up to which revision of a part of a cell the family has been told; forgotten once the reader is there.

    `part`: "marks" and "attendance" of a lesson, "terms" (then `lesson` is the journal).
    """

    id: Serial
    lesson = Integer()
    student = Integer()
    part = Varchar(length=10, default="")
    upto = BigInt()

    cell_part_told_once = Unique(["lesson", "student", "part"])


class LedgerReader(Table, db=DB):
    """How far a reader of the ledger has come: everything up to `upto` is done with."""

    id: Serial
    name = Varchar(length=40)
    upto = BigInt()

    ledger_reader_once = Unique(["name"])


class Rehomed(Table, db=DB):
    """A record that an order found on a day when the pupil is no longer in the lesson's group (DOMAIN 2.9).

    `fate`: moved (to `to_lesson`, a mark to `to_work`), kept (where it stands), cleared (`value` is put back
    when the pupil is: `back_at`). `work` and `ordinal` are a mark's.
    """

    id: Serial
    movement = ForeignKey(Movement, null=False, on_delete=OnDelete.restrict, index=True)
    student = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    fate = Varchar(length=10)
    lesson = ForeignKey(Lesson, null=False, on_delete=OnDelete.restrict)
    work = ForeignKey(Work, null=True, default=None, on_delete=OnDelete.restrict)
    ordinal = SmallInt(null=True, default=None)
    value = Varchar(length=30, null=True, default=None)
    to_lesson = ForeignKey(Lesson, null=True, default=None, on_delete=OnDelete.restrict)
    to_work = ForeignKey(Work, null=True, default=None, on_delete=OnDelete.restrict)
    to_ordinal = SmallInt(null=True, default=None)
    back_at = Timestamptz(null=True, default=None)

    rehomed_fate = Check("fate in ('moved', 'kept', 'cleared')")
    rehomed_place = Check("(work is null) = (ordinal is null)")


TABLES = [
    WorkType, Work, Mark, Attendance, LessonRecord, Homework, TermMark, JournalHead, Revision, LedgerSeal,
    CellTold, LedgerReader, Rehomed,
]  # fmt: skip
