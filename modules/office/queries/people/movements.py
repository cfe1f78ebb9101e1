"""Orders about pupils: the year's, by date, and the classes an order may name (DOMAIN 4.1 no. 20).

Going up into the next year is one order for the whole school and has its own page.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

import msgspec

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.access import viewer_args
from intranet.school.people import names
from intranet.school.people.reasons import reason_words
from modules.office.queries.scope import visible_people


class OrderRow(msgspec.Struct, frozen=True):
    """An order; `since` is the day it takes effect, of leaving the last day."""

    id: int
    student: int
    surname: str
    name: str
    patronymic: str
    kind: str
    order_number: str
    order_date: date | None
    since: date
    from_class: str | None
    to_class: str | None
    reason: str
    is_undone: bool

    @property
    def why(self) -> str:
        """The reason in words."""
        return reason_words(self.reason)

    @property
    def full_name(self) -> str:
        """ "Иванова Мария Сергеевна"."""
        return names.full_name(self.surname, self.name, self.patronymic)


class Orders(msgspec.Struct, frozen=True):
    """A year's orders, the newest first, and how many of each kind are in force."""

    rows: list[OrderRow]

    @property
    def counts(self) -> Counter[str]:
        """By kind."""
        return Counter(row.kind for row in self.rows if not row.is_undone)

    def of(self, kind: str) -> list[OrderRow]:
        """Those of one kind; of "" all."""
        return [row for row in self.rows if kind in ("", row.kind)]


class ClassChoice(msgspec.Struct, frozen=True):
    """A class an order may name, with its year."""

    id: int
    title: str
    year: str


ORDERS = """select m.id, m.student, p.surname, p.name, p.patronymic, m.kind, m.order_number,
        m.order_date, m.since, f.grade_level || f.letter as from_class,
        t.grade_level || t.letter as to_class, m.reason, m.undone_at is not null as is_undone
    from movement m join person p on p.id = m.student left join school_class f on f.id = m.from_class
    left join school_class t on t.id = m.to_class
    where m.since between $3::date - 92 and $4 and coalesce(t.year, f.year, $5) = $5
      and (m.rollover is null or m.kind = 'leave')"""
CLASSES = """select sc.id, sc.grade_level || sc.letter as title, y.title as year from school_class sc
    join academic_year y on y.id = sc.year
    where y.ends >= $2 and $1::int is not null order by y.begins, sc.grade_level, sc.letter"""


async def orders_of(viewer: Viewer, year: int, begins: date, ends: date) -> Orders:
    """The orders of a year (those of the summer before it name its classes), the newest first."""
    rows = await DB.rows(
        OrderRow,
        f"""{ORDERS} and m.student in ({visible_people(viewer)})
            order by m.since desc, m.order_number desc, p.sort_key, m.id desc""",
        *viewer_args(viewer), begins, ends, year,
    )  # fmt: skip
    audit.looked_at(viewer, "office.movements", {row.student for row in rows})
    return Orders(rows)


async def class_choices(viewer: Viewer) -> list[ClassChoice]:
    """The classes of this year and the next."""
    return await DB.rows(ClassChoice, CLASSES, *viewer_args(viewer))


LAST_ENROLMENT = """select m.to_class as school_class, m.since, m.order_number, m.order_date from movement m
    where m.made_by = $1 and m.kind = 'enrol' and m.undone_at is null and m.made_at >= $2::date - 1
    order by m.id desc limit 1"""


class LastEnrolment(msgspec.Struct, frozen=True):
    """What the next pupil of the same paper has in common with the last one."""

    school_class: int
    since: date
    order_number: str
    order_date: date | None


async def last_enrolment(viewer: Viewer) -> LastEnrolment | None:
    """The viewer's own last enrolment of today or yesterday: a class is enrolled by one order."""
    return await DB.one(LastEnrolment, LAST_ENROLMENT, *viewer_args(viewer))


FORMER = """select sg.school_class, array(select o.study_group from group_membership o
        join study_group g on g.id = o.study_group where o.student = m.student and not o.is_roster
        and g.school_class = sg.school_class and o.until = m.until)::int[] as parts
    from group_membership m join study_group sg on sg.id = m.study_group
    join academic_year y on y.id = sg.year
    where m.student = $3 and m.is_roster and m.until is not null and y.ends >= $2 and m.student in (PEOPLE)
    order by m.until desc limit 1"""


class FormerPlace(msgspec.Struct, frozen=True):
    """Where a pupil was until the last day: the class and its groups."""

    school_class: int
    parts: list[int]


async def former_place(viewer: Viewer, student: int) -> FormerPlace | None:
    """The last class of one who has left; None if its year is over."""
    sql = FORMER.replace("PEOPLE", visible_people(viewer))
    return await DB.one(FormerPlace, sql, *viewer_args(viewer), student)


PARTS = """select sg.id, sg.name as title, '' as year from study_group sg
    where sg.school_class = $3 and not sg.is_roster and $1::int is not null and $2::date is not null
    order by sg.name"""


async def part_choices(viewer: Viewer, school_class: int) -> list[ClassChoice]:
    """The groups of a class that a pupil may join with the order."""
    return await DB.rows(ClassChoice, PARTS, *viewer_args(viewer), school_class)
