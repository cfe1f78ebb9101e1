"""Who is to be given a way in: groups and people a slip can be printed for, with how many wait for one.

Rules: a class teacher sees the own class and its parents, the office everybody (identity.entry has the last
word on who may be served). Parents are those whose link gives access on the day.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from identity.local.slips import OWN_FAMILIES
from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.access import PARENT_OF, Hat, viewer_args
from intranet.school.facts import class_name
from intranet.school.people import names
from modules.office.queries.classes.classes import ENTRY, JOIN_ENTRY, Enterer, list_of
from modules.office.queries.scope import M_NOW, NOW, visible_office_classes

HAS_OWN = """exists (select 1 from account a join local_credential lc on lc.account = a.id
    where a.person = x.person and not lc.is_first_entry)"""
HAS_WAY = """exists (select 1 from account a join local_credential lc on lc.account = a.id
    where a.person = x.person and (not lc.is_first_entry or lc.expires_on >= $2))"""
SERVED: dict[str, str] = {
    Hat.TEACHER: f"p.id in {OWN_FAMILIES}",
    Hat.SECRETARY: "$1::int is not null",
    Hat.ADMINISTRATOR: "$1::int is not null",
}
STAFF = f"select person from staff_post where {NOW}"


class Whom(StrEnum):
    """The groups slips are printed for."""

    STAFF = "staff"
    PUPILS = "pupils"
    PARENTS = "parents"


class Reach(StrEnum):
    """Who of the group gets one: those without a way in, without an own password, or all."""

    NEW = "new"
    UNUSED = "unused"
    ALL = "all"


class Readiness(msgspec.Struct, frozen=True):
    """Of `people`, so many have an own password, and so many that or a slip that still works."""

    people: int
    own: int
    ways: int

    @property
    def waiting(self) -> int:
        """How many have no way in at all."""
        return self.people - self.ways


class ClassReadiness(msgspec.Struct, frozen=True):
    """How far a class and its parents have come."""

    id: int
    grade_level: int
    letter: str
    pupils: Readiness
    parents: Readiness

    @property
    def title(self) -> str:
        """ "5А"."""
        return class_name(self.grade_level, self.letter)


class Addressee(Enterer, frozen=True, kw_only=True):
    """Somebody a slip is printed for; `note` tells whom to hand it to: a class, a child, a post."""

    note: str
    child: int | None = None  # for whose sake a parent gets a code


COUNTS = f"""json_build_object('people', count(*), 'own', count(*) filter (where {HAS_OWN}),
    'ways', count(*) filter (where {HAS_WAY}))"""
OF_ROSTER = f"""from group_membership m join study_group sg on sg.id = m.study_group
    where sg.school_class = sc.id and sg.is_roster and {M_NOW}"""


async def readiness_of_classes(viewer: Viewer) -> list[ClassReadiness]:
    """Every class this viewer looks after, in natural order, of the day's year. One statement."""
    return await DB.rows(
        ClassReadiness,
        f"""select sc.id, sc.grade_level, sc.letter,
                (select {COUNTS} from (select m.student as person {OF_ROSTER}) x) as pupils,
                (select {COUNTS} from (select distinct g.guardian as person from guardianship g
                    where g.child in (select m.student {OF_ROSTER}) and {PARENT_OF}) x) as parents
            from school_class sc
            where sc.id in ({visible_office_classes(viewer)}) and sc.year = (select id from academic_year
                order by greatest(begins - $2::date, $2::date - ends, 0), begins desc limit 1)
            order by sc.grade_level, sc.letter""",
        *viewer_args(viewer),
    )


async def readiness_of_staff(viewer: Viewer) -> Readiness:
    """The whole staff."""
    found: dict[str, int] = await DB.value(
        f"select {COUNTS} from (select distinct q.person from ({STAFF}) q where $1::int is not null) x",
        *viewer_args(viewer),
    )
    return Readiness(**found)


async def staff_to_enter(viewer: Viewer) -> list[Addressee]:
    """Everybody with a post today, by name; the note is the post."""
    return await DB.rows(
        Addressee,
        f"""select p.id, p.surname, p.name, p.patronymic, {ENTRY},
                (select string_agg(distinct title, ', ') from staff_post
                    where person = p.id and {NOW}) as note
            from person p {JOIN_ENTRY} where p.id in ({STAFF}) and $1::int is not null
            order by p.sort_key, p.id""",
        *viewer_args(viewer),
    )


async def pupils_to_enter(viewer: Viewer, school_class: int) -> list[Addressee]:
    """The pupils of a class, by name; the note is the class. NotFound."""
    found = await list_of(viewer, school_class)
    return [_addressee(pupil, found.card.title) for pupil in found.pupils]


async def parents_to_enter(viewer: Viewer, school_class: int) -> list[Addressee]:
    """The parents of a class in the order of their children, each once; the note names the children."""
    found = await list_of(viewer, school_class)
    who: dict[int, Enterer] = {}
    children: dict[int, list[str]] = {}
    for pupil in found.pupils:
        for parent in found.parents[pupil.id]:
            who.setdefault(parent.id, parent)
            children.setdefault(parent.id, []).append(names.student_name(pupil.surname, pupil.name))
    title = found.card.title
    return [_addressee(parent, f"{title}, {', '.join(children[parent.id])}") for parent in who.values()]


async def parents_by_child(viewer: Viewer, school_class: int) -> list[Addressee]:
    """The parents of a class, once for each child there: a code is for one child. NotFound."""
    found = await list_of(viewer, school_class)
    return [
        _addressee(
            parent,
            f"{found.card.title}, {names.student_name(pupil.surname, pupil.name)}",
            pupil.id,
        )
        for pupil in found.pupils
        for parent in found.parents[pupil.id]
    ]


def _addressee(one: Enterer, note: str, child: int | None = None) -> Addressee:
    return Addressee(
        id=one.id, surname=one.surname, name=one.name, patronymic=one.patronymic, login=one.login,
        has_own=one.has_own, slip_until=one.slip_until, note=note, child=child,
    )  # fmt: skip


NOTE = f"""coalesce(
    (select sc.grade_level || sc.letter from group_membership m join study_group sg on sg.id = m.study_group
        join school_class sc on sc.id = sg.school_class
        where m.student = p.id and m.is_roster and {M_NOW} limit 1),
    (select string_agg(c.surname || ' ' || c.name, ', ' order by c.sort_key) from guardianship g
        join person c on c.id = g.child where g.guardian = p.id and {PARENT_OF}),
    (select string_agg(distinct title, ', ') from staff_post where person = p.id and {NOW}), '')"""


async def person_to_enter(viewer: Viewer, person: int) -> Addressee:
    """One person this viewer may give a slip; NotFound. Leaves a line in the access log."""
    if viewer.hat not in SERVED:
        raise NotFound
    found = await DB.one(
        Addressee,
        f"""select p.id, p.surname, p.name, p.patronymic, {ENTRY}, {NOTE} as note
            from person p {JOIN_ENTRY}
            where p.id = $3 and {SERVED[viewer.hat]} and $2::date is not null""",
        *viewer_args(viewer), person,
    )  # fmt: skip
    if found is None:
        raise NotFound
    audit.looked_at(viewer, "office.entry", [person])
    return found
