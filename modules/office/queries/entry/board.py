"""Who has never signed in: of each class and its parents, of the staff (FEATURES D10).

Rules: a class teacher sees the own class, the office all. Whoever has put on a hat once has been in. What
lies ready is a slip or a school code that still works, or an identity of another system.
"""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.access import PARENT_OF, Hat
from intranet.school.facts import class_name
from intranet.school.people import names
from modules.office.queries.entry.entry import OF_ROSTER, Whom
from modules.office.queries.scope import M_NOW, NOW, reading_of, visible_office_classes

HAS_BEEN = "exists (select 1 from account a where a.person = x.person and a.last_hat <> '')"
COUNTS = f"json_build_object('people', count(*), 'entered', count(*) filter (where {HAS_BEEN}))"
SLIP = """(select lc.expires_on from account a join local_credential lc on lc.account = a.id
    where a.person = p.id and lc.is_first_entry and lc.expires_on >= $2)"""
CODE = """(select max(c.expires_on) from entry_code c where c.person = p.id and c.used_at is null
    and c.revoked_at is null and c.expires_on >= $2)"""
LINKED = "exists (select 1 from external_identity i join account a on a.id = i.account where a.person = p.id)"
ABSENT = f"""p.id, p.surname, p.name, p.patronymic, {SLIP} as slip_until, {CODE} as code_until,
    {LINKED} as is_linked"""
NEVER = "not exists (select 1 from account a where a.person = p.id and a.last_hat <> '')"
ROSTER = f"""select m.student from group_membership m join study_group sg on sg.id = m.study_group
    where sg.is_roster and sg.school_class = $4 and {M_NOW}"""
STAFF = f"select person from staff_post where {NOW}"
PUPILS_ABSENT = f"""select {ABSENT} from person p where p.id in ({ROSTER}) and {NEVER}
    and $1::int is not null and $3::int is not null order by p.sort_key, p.id"""
PARENTS_ABSENT = f"""select {ABSENT} from person p where p.id in (select g.guardian from guardianship g
        where g.child in ({ROSTER}) and {PARENT_OF}) and {NEVER}
    and $1::int is not null and $3::int is not null order by p.sort_key, p.id"""
STAFF_ABSENT = f"""select {ABSENT} from person p where p.id in ({STAFF}) and {NEVER}
    and $1::int is not null and $3::int is not null and $4::int is not null order by p.sort_key, p.id"""
WANTED = {Whom.PUPILS: PUPILS_ABSENT, Whom.PARENTS: PARENTS_ABSENT, Whom.STAFF: STAFF_ABSENT}


class Entered(msgspec.Struct, frozen=True):
    """Of `people`, so many have been in at least once."""

    people: int
    entered: int

    @property
    def absent(self) -> int:
        """How many never were."""
        return self.people - self.entered

    @property
    def percent(self) -> int:
        """Of 100; a whole class is 100, one missing is 99 at most."""
        return self.entered * 100 // self.people if self.people else 100


class ClassBoard(msgspec.Struct, frozen=True):
    """A class and its parents."""

    id: int
    grade_level: int
    letter: str
    pupils: Entered
    parents: Entered

    @property
    def title(self) -> str:
        """ "5А"."""
        return class_name(self.grade_level, self.letter)


class Absent(msgspec.Struct, frozen=True):
    """Somebody who never signed in, and what lies ready: the last day of a slip or a code, another system."""

    id: int
    surname: str
    name: str
    patronymic: str
    slip_until: date | None
    code_until: date | None
    is_linked: bool

    @property
    def full_name(self) -> str:
        """ "Иванова Мария Сергеевна"."""
        return names.full_name(self.surname, self.name, self.patronymic)


async def board_of_classes(viewer: Viewer) -> list[ClassBoard]:
    """Every class this viewer looks after, in natural order. One statement and the year's."""
    return await DB.rows(
        ClassBoard,
        f"""select sc.id, sc.grade_level, sc.letter,
                (select {COUNTS} from (select m.student as person {OF_ROSTER}) x) as pupils,
                (select {COUNTS} from (select distinct g.guardian as person from guardianship g
                    where g.child in (select m.student {OF_ROSTER}) and {PARENT_OF}) x) as parents
            from school_class sc
            where sc.id in ({visible_office_classes(viewer)}) and sc.year = $3
            order by sc.grade_level, sc.letter""",
        *await reading_of(viewer),
    )


async def board_of_staff(viewer: Viewer) -> Entered | None:
    """The whole staff; None for a class teacher, who does not see it."""
    if viewer.hat == Hat.TEACHER:
        return None
    found: dict[str, int] = await DB.value(
        f"""select {COUNTS} from (select distinct q.person from ({STAFF}) q
            where $1::int is not null and $3::int is not null) x""",
        *await reading_of(viewer),
    )
    return Entered(**found)


async def absent_of(
    viewer: Viewer, whom: Whom, classes: list[ClassBoard], school_class: int = 0
) -> list[Absent]:
    """Who of a group never signed in, by name; `classes` are the viewer's own. NotFound for another's."""
    if whom == Whom.STAFF:
        if viewer.hat == Hat.TEACHER:
            raise NotFound
    elif school_class not in {one.id for one in classes}:
        raise NotFound
    found = await DB.rows(Absent, WANTED[whom], *await reading_of(viewer), school_class)
    audit.looked_at(viewer, "office.board", [one.id for one in found])
    return found
