"""The list of a class as it is printed (DOMAIN 4.1 no. 18), with as much of it as the viewer may read.

Rules (DOMAIN 2.1): the class teacher, the head teacher, the director and the secretary get birth dates, files
and contacts; a teacher of the class's subjects gets names. Names are in the order of the alphabet, Ё as Е.
"""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.access import OWN_CLASSES, PARENT_OF, Hat, viewer_args, visible_classes
from intranet.school.facts import class_name
from intranet.school.people import names
from modules.office.queries.scope import M_NOW, NOW, reading_of

FULL_HATS = frozenset({Hat.HEAD_TEACHER, Hat.DIRECTOR, Hat.SECRETARY})
CLASSES = """select sc.id, sc.grade_level, sc.letter, y.title as year, h.leader
    from school_class sc join academic_year y on y.id = sc.year left join lateral (
        select array[t.surname, t.name, t.patronymic]::text[] as leader
        from class_teacher ct join person t on t.id = ct.teacher
        where ct.school_class = sc.id and ct.since <= $2 and (ct.until is null or ct.until >= $2)
        order by ct.since desc limit 1) h on true"""
OWNS = f"select exists (select 1 from ({OWN_CLASSES}) own where own.school_class = $3)"
OWNS_ANY = f"select exists ({OWN_CLASSES})"
MEMBERS = f"""from group_membership m join study_group sg on sg.id = m.study_group
    where sg.is_roster and sg.school_class = $3 and {M_NOW} and $1::int is not null"""
NAMES = f"""select p.id, p.surname, p.name, p.patronymic from person p
    where p.id in (select m.student {MEMBERS}) order by p.sort_key, p.id"""
PUPILS = f"""select p.id, p.surname, p.name, p.patronymic, p.born, p.phone,
        coalesce((select e.personal_file from enrolment e where e.student = p.id and {NOW}
            order by e.since desc limit 1), '') as file,
        array(select distinct sg.name from group_membership m join study_group sg on sg.id = m.study_group
            where m.student = p.id and not sg.is_roster and {M_NOW} and sg.year = (
                select year from school_class where id = $3) order by 1) as groups,
        (select coalesce(json_agg(json_build_object('kind', g.kind, 'names', array[o.surname, o.name,
                o.patronymic], 'phone', o.phone, 'email', o.email) order by o.sort_key, o.id), '[]')
            from guardianship g join person o on o.id = g.guardian
            where g.child = p.id and {PARENT_OF}) as parents,
        (select coalesce(json_agg(json_build_object('name', c.name, 'relation', c.relation, 'phone', c.phone)
            order by c.ordinal, c.id), '[]') from emergency_contact c where c.child = p.id) as contacts
    from person p where p.id in (select m.student {MEMBERS}) order by p.sort_key, p.id"""


class ListedClass(msgspec.Struct, frozen=True):
    """A class whose list may be printed; `leader` is the class teacher's three names."""

    id: int
    grade_level: int
    letter: str
    year: str
    leader: list[str] | None

    @property
    def title(self) -> str:
        """ "5А"."""
        return class_name(self.grade_level, self.letter)

    @property
    def leader_short(self) -> str:
        """ "Лебедева Е. П.", empty without a class teacher."""
        return names.short_name(*self.leader) if self.leader else ""


class ListedParent(msgspec.Struct, frozen=True):
    """A legal representative in force."""

    kind: str
    names: list[str]
    phone: str
    email: str

    @property
    def full_name(self) -> str:
        """ "Орлова Анна Сергеевна"."""
        return names.full_name(*self.names)


class ListedContact(msgspec.Struct, frozen=True):
    """Somebody to call, who sees nothing."""

    name: str
    relation: str
    phone: str


class ListedPupil(msgspec.Struct, frozen=True):
    """A pupil; only the names where the viewer may read no more."""

    id: int
    surname: str
    name: str
    patronymic: str
    born: date | None = None
    phone: str = ""
    file: str = ""
    groups: list[str] = []
    parents: list[ListedParent] = []
    contacts: list[ListedContact] = []

    @property
    def full_name(self) -> str:
        """ "Орлова Дарья Ивановна"."""
        return names.full_name(self.surname, self.name, self.patronymic)


async def classes_to_list(viewer: Viewer) -> list[ListedClass]:
    """The classes of the year whose names this viewer may read: a teacher's own ones first."""
    reading = await reading_of(viewer)
    return await DB.rows(
        ListedClass,
        f"""{CLASSES} where sc.id in ({visible_classes(viewer)}) and sc.year = $3
            order by exists (select 1 from class_teacher o where o.teacher = $1 and o.school_class = sc.id
                and o.since <= $2 and (o.until is null or o.until >= $2)) desc, sc.grade_level, sc.letter""",
        *reading,
    )


async def class_to_list(viewer: Viewer, school_class: int) -> ListedClass:
    """One of them; NotFound."""
    found = next((one for one in await classes_to_list(viewer) if one.id == school_class), None)
    if found is None:
        raise NotFound
    return found


async def reads_contacts(viewer: Viewer, school_class: int | None = None) -> bool:
    """Whether the viewer reads birth dates and contacts of a class, or of any."""
    if viewer.hat != Hat.TEACHER:
        return viewer.hat in FULL_HATS
    if school_class is None:
        return bool(await DB.value(OWNS_ANY, *viewer_args(viewer)))
    return bool(await DB.value(OWNS, *viewer_args(viewer), school_class))


async def pupils_to_list(viewer: Viewer, school_class: int, *, is_full: bool) -> list[ListedPupil]:
    """The pupils of a class that `class_to_list` gave; names only unless `is_full`."""
    day = (await reading_of(viewer)).day
    statement = PUPILS if is_full and await reads_contacts(viewer, school_class) else NAMES
    return await DB.rows(ListedPupil, statement, viewer.person, day, school_class)
