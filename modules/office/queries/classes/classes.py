"""The classes of the year, and the list of one: pupils, their parents, who can sign in."""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.access import PARENT_OF
from intranet.school.facts import class_name
from intranet.school.people import names
from modules.office.queries.scope import M_NOW, Reading, reading_of, visible_office_classes

ENTRY = """coalesce(a.login, '') as login, coalesce(not lc.is_first_entry, false) as has_own,
    lc.expires_on as slip_until"""
JOIN_ENTRY = "left join account a on a.person = p.id left join local_credential lc on lc.account = a.id"
CLASS = f"""select sc.id, sc.grade_level, sc.letter, h.leader,
        (select ts.kind from class_scheme cs join term_scheme ts on ts.id = cs.scheme
            where cs.school_class = sc.id and cs.subject is null) as scheme,
        (select count(*) from study_group sg join group_membership m on m.study_group = sg.id
            where sg.school_class = sc.id and sg.is_roster and {M_NOW}) as pupils
    from school_class sc left join lateral (
        select array[t.surname, t.name, t.patronymic]::text[] as leader
        from class_teacher ct join person t on t.id = ct.teacher
        where ct.school_class = sc.id and ct.since <= $2 and (ct.until is null or ct.until >= $2)
        order by ct.since desc limit 1) h on true"""


class ClassRow(msgspec.Struct, frozen=True):
    """A class of the year; `leader` is the class teacher's three names, `scheme` a TermKind."""

    id: int
    grade_level: int
    letter: str
    leader: list[str] | None
    scheme: str | None
    pupils: int

    @property
    def title(self) -> str:
        """ "5А"."""
        return class_name(self.grade_level, self.letter)

    @property
    def leader_name(self) -> str:
        """ "Иванова Мария Сергеевна", empty without a class teacher."""
        return names.full_name(*self.leader) if self.leader else ""


class Enterer(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who has, or will have, a way in; `slip_until` is the last day of a slip not used yet."""

    id: int
    surname: str
    name: str
    patronymic: str
    login: str
    has_own: bool
    slip_until: date | None

    @property
    def full_name(self) -> str:
        """ "Иванова Мария Сергеевна"."""
        return names.full_name(self.surname, self.name, self.patronymic)

    def entry_on(self, day: date) -> str:
        """own, slip (waits to be used), late (died unused) or none."""
        if self.has_own:
            return "own"
        if self.slip_until is None:
            return "none"
        return "slip" if self.slip_until >= day else "late"


class Parent(Enterer, frozen=True, kw_only=True):
    """A legal representative of a pupil of the list; `kind` as in `guardianship`."""

    child: int
    kind: str


class Pupil(Enterer, frozen=True, kw_only=True):
    """A pupil of the list."""

    born: date | None


class ClassList(msgspec.Struct, frozen=True):
    """A class with its pupils by name; `parents` by the pupil's id."""

    card: ClassRow
    pupils: list[Pupil]
    parents: dict[int, list[Parent]]


async def classes_of(viewer: Viewer) -> list[ClassRow]:
    """The classes of the year this viewer looks after, in natural order."""
    return await DB.rows(
        ClassRow,
        f"""{CLASS} where sc.id in ({visible_office_classes(viewer)}) and sc.year = $3
            order by sc.grade_level, sc.letter""",
        *await reading_of(viewer),
    )


async def list_of(viewer: Viewer, school_class: int) -> ClassList:
    """The list of a class; NotFound for one that is not the viewer's. Leaves a line in the access log."""
    reading = await reading_of(viewer)
    card = await DB.one(
        ClassRow,
        f"""{CLASS} where sc.id in ({visible_office_classes(viewer)})
            and $3::int is not null and sc.id = $4""",
        *reading, school_class,
    )  # fmt: skip
    if card is None:
        raise NotFound
    pupils = await _pupils(reading, school_class)
    parents: dict[int, list[Parent]] = {pupil.id: [] for pupil in pupils}
    for parent in await _parents(reading, school_class):
        parents[parent.child].append(parent)
    audit.looked_at(viewer, "office.class", [pupil.id for pupil in pupils])
    return ClassList(card, pupils, parents)


ROSTER = f"""select m.student from group_membership m join study_group sg on sg.id = m.study_group
    where sg.is_roster and sg.school_class = $3 and {M_NOW} and $1::int is not null"""
PUPILS = f"""select p.id, p.surname, p.name, p.patronymic, p.born, {ENTRY} from person p {JOIN_ENTRY}
    where p.id in ({ROSTER}) order by p.sort_key, p.id"""
PARENTS = f"""select distinct on (c.sort_key, g.child, p.sort_key, p.id) p.id, p.surname, p.name,
        p.patronymic, g.child, g.kind, {ENTRY}
    from guardianship g join person p on p.id = g.guardian join person c on c.id = g.child {JOIN_ENTRY}
    where g.child in ({ROSTER}) and {PARENT_OF}
    order by c.sort_key, g.child, p.sort_key, p.id"""


async def _pupils(reading: Reading, school_class: int) -> list[Pupil]:
    return await DB.rows(Pupil, PUPILS, reading.person, reading.day, school_class)


async def _parents(reading: Reading, school_class: int) -> list[Parent]:
    return await DB.rows(Parent, PARENTS, reading.person, reading.day, school_class)
