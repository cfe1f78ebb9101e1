"""Somebody's life in the school: enrolments, orders, groups; posts, journals, classes led, granted hats.

Rules: a class teacher sees nothing of the work of a guardian who is also employed here (DOMAIN 2.1).
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.access import HAT_TITLES, Hat, viewer_args
from intranet.school.people.reasons import reason_words


class Stay(msgspec.Struct, frozen=True):
    """An enrolment."""

    since: date
    until: date | None
    order_number: str
    order_date: date | None
    personal_file: str


class Order(msgspec.Struct, frozen=True):
    """An order about the pupil; an undone one is shown struck through."""

    kind: str
    since: date
    order_number: str
    order_date: date | None
    reason: str
    from_class: str | None
    to_class: str | None
    is_undone: bool

    @property
    def why(self) -> str:
        """The reason in words."""
        return reason_words(self.reason)


class GroupRow(msgspec.Struct, frozen=True):
    """A group of the year: a class (`is_roster`) or a part of one; `title` "5А" or "английский 1"."""

    title: str
    is_roster: bool
    class_id: int | None
    since: date
    until: date | None


class Post(msgspec.Struct, frozen=True):
    """What somebody is employed as."""

    id: int
    title: str
    since: date
    until: date | None


class Taught(msgspec.Struct, frozen=True):
    """A journal somebody teaches on the day; hours are in quarters of one."""

    subject: str
    group: str
    hours_quarters: int

    @property
    def hours(self) -> Fraction:
        """Hours a week."""
        return Fraction(self.hours_quarters, 4)


class GrantRow(msgspec.Struct, frozen=True):
    """A granted hat."""

    id: int
    hat: str
    since: date
    until: date | None

    @property
    def title(self) -> str:
        """ "секретарь"."""
        return str(HAT_TITLES[self.hat])


class Work(msgspec.Struct, frozen=True):
    """Somebody's life in the school: as a pupil, as one of the staff."""

    stays: list[Stay]
    orders: list[Order]
    groups: list[GroupRow]
    posts: list[Post]
    taught: list[Taught]
    leads: list[str]
    grants: list[GrantRow]


GROUP_TITLE = "concat_ws(' ', sc.grade_level || sc.letter, nullif(sg.name, ''))"
YEAR = """(select y.id from academic_year y
    order by greatest(y.begins - $2::date, $2::date - y.ends, 0), y.begins desc limit 1)"""
STAYS = """select since, until, order_number, order_date, personal_file from enrolment
    where student = $3 order by since desc"""
ORDERS = """select m.kind, m.since, m.order_number, m.order_date, m.reason,
        f.grade_level || f.letter as from_class, t.grade_level || t.letter as to_class,
        m.undone_at is not null as is_undone
    from movement m left join school_class f on f.id = m.from_class
    left join school_class t on t.id = m.to_class where m.student = $3 order by m.since desc, m.id desc"""
GROUPS = f"""select {GROUP_TITLE} as title, sg.is_roster, sc.id as class_id, m.since, m.until
    from group_membership m join study_group sg on sg.id = m.study_group
    left join school_class sc on sc.id = sg.school_class where m.student = $3 and sg.year = {YEAR}
    order by sg.is_roster desc, (m.until is null or m.until >= $2) desc, m.since desc, sg.name"""
POSTS = """select id, title, since, until from staff_post where person = $3
    order by (until is null or until >= $2) desc, since desc, title"""
TAUGHT = f"""select s.name as subject, {GROUP_TITLE} as "group", a.hours_quarters
    from assignment a join journal j on j.id = a.journal join subject s on s.id = j.subject
    join study_group sg on sg.id = j.study_group left join school_class sc on sc.id = sg.school_class
    where a.teacher = $3 and a.since <= $2 and (a.until is null or a.until >= $2)
    order by sc.grade_level, sc.letter, s.name, sg.name"""
LEADS = """select sc.grade_level || sc.letter from class_teacher ct
    join school_class sc on sc.id = ct.school_class where ct.teacher = $3 and ct.since <= $2
    and (ct.until is null or ct.until >= $2) order by sc.grade_level, sc.letter"""
GRANTS = """select id, hat, since, until from granted_hat where person = $3
    order by (until is null or until >= $2) desc, since desc"""
PARTS = {
    "stays": STAYS, "orders": ORDERS, "groups": GROUPS, "posts": POSTS, "taught": TAUGHT, "grants": GRANTS,
}  # fmt: skip
JSON = ", ".join(f"coalesce((select json_agg(q) from ({PARTS[name]}) q), '[]') as {name}" for name in PARTS)


async def work_of(viewer: Viewer, person: int) -> Work:
    """All of it, of somebody whose card is open (`person.head_of`). One statement."""
    found = await DB.one(
        Work,
        f"select {JSON}, array({LEADS}) as leads where $1::int is not null",
        *viewer_args(viewer),
        person,
    )
    if found is None:
        raise NotFound
    if viewer.hat == Hat.TEACHER:
        return msgspec.structs.replace(found, posts=[], taught=[], leads=[], grants=[])
    return found


async def post_of(viewer: Viewer, person: int, post: int) -> Post:
    """One post of somebody whose card is open; NotFound."""
    found = await DB.one(
        Post, "select id, title, since, until from staff_post where id = $1 and person = $2", post, person
    )
    if found is None:
        raise NotFound
    return found
