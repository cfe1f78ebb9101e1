"""The people the school knows: found by name, by what they are here and by class; those of the same name.

Rules: everybody is found, also who has left; each once, under the first of the groups that holds today:
pupil, parent, staff, other. A word of the question fits the beginning of any of the three names, Ё as Е.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.access import viewer_args
from intranet.school.people import names
from modules.office.queries.scope import M_NOW, NOW, visible_people

PAGE = 50
IS_PUPIL = """exists (select 1 from enrolment e where e.student = p.id
    and (e.until is null or e.until >= $2))"""
IS_PARENT = f"exists (select 1 from guardianship g where g.guardian = p.id and {NOW})"
IS_STAFF = f"""(exists (select 1 from staff_post where person = p.id and {NOW})
    or exists (select 1 from granted_hat where person = p.id and {NOW}))"""


class Group(StrEnum):
    """What somebody is in the school."""

    PUPILS = "pupils"
    PARENTS = "parents"
    STAFF = "staff"
    OTHERS = "others"


class PersonRow(msgspec.Struct, frozen=True):
    """Somebody of the list; `total` repeats how many were found; `class_title` "" without a class."""

    id: int
    surname: str
    name: str
    patronymic: str
    class_title: str
    children: list[str]
    posts: list[str]
    has_left: bool
    total: int

    @property
    def full_name(self) -> str:
        """ "Иванова Мария Сергеевна"."""
        return names.full_name(self.surname, self.name, self.patronymic)


FOUND = f"""select p.id, p.sort_key, count(*) over () as total from person p
    where ($3::text[] = '{{}}' or ' ' || p.name_key like all ($3::text[]))
      and ($4 = '' or ($4 = 'pupils' and {IS_PUPIL}) or ($4 = 'parents' and {IS_PARENT})
        or ($4 = 'staff' and {IS_STAFF})
        or ($4 = 'others' and not ({IS_PUPIL}) and not ({IS_PARENT}) and not {IS_STAFF}))
      and ($5::int is null or p.id in (select m.student from group_membership m
        join study_group sg on sg.id = m.study_group
        where m.is_roster and sg.school_class = $5 and {M_NOW}))"""
SHOWN = f"""p.id, p.surname, p.name, p.patronymic, f.total,
    coalesce((select sc.grade_level || sc.letter from group_membership m
        join study_group sg on sg.id = m.study_group join school_class sc on sc.id = sg.school_class
        where m.student = p.id and m.is_roster and (m.until is null or m.until >= $2)
        order by m.since limit 1), '') as class_title,
    array(select c.surname || ' ' || c.name from guardianship g join person c on c.id = g.child
        where g.guardian = p.id and {NOW}
        order by c.sort_key) as children,
    array(select distinct title from staff_post where person = p.id and {NOW} order by 1) as posts,
    exists (select 1 from enrolment e where e.student = p.id) and not {IS_PUPIL} as has_left"""


def patterns_of(words: str) -> list[str]:
    """What was typed as LIKE patterns, a word each: folded like the stored key, %, _ and \\ as letters."""
    folded = names.fold(words[:100]).split()[:5]
    escaped = (w.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for w in folded)
    return [f"% {word}%" for word in escaped]


async def people_of(
    viewer: Viewer, words: str, group: str = "", school_class: int | None = None, page: int = 1
) -> list[PersonRow]:
    """A page (from 1, PAGE people) by name; `group` is a Group or "", one statement."""
    return await DB.rows(
        PersonRow,
        f"""with f as ({FOUND} and p.id in ({visible_people(viewer)})
                order by p.sort_key, p.id limit {PAGE} offset $6)
            select {SHOWN} from f join person p on p.id = f.id order by f.sort_key, p.id""",
        *viewer_args(viewer), patterns_of(words), group, school_class, (page - 1) * PAGE,
    )  # fmt: skip


class Wanted(msgspec.Struct, frozen=True):
    """Whom one is about to make: the folded name and what tells namesakes apart."""

    name_key: str
    born: date | None
    phone: str
    snils_print: bytes | None


class Namesake(msgspec.Struct, frozen=True):
    """Somebody who may be the person that is about to be made a second time; `note` says what they are."""

    id: int
    full_name: str
    born: str
    note: str
    is_same: bool


# Matching of DOMAIN 4.2: the same СНИЛС; else the same name and birth date; adults: name and phone.
NAMESAKES = f"""select p.id, concat_ws(' ', p.surname, p.name, nullif(p.patronymic, '')) as full_name,
        coalesce(to_char(p.born, 'DD.MM.YYYY'), '') as born,
        concat_ws(', ', (select sc.grade_level || sc.letter from group_membership m
                join study_group sg on sg.id = m.study_group join school_class sc on sc.id = sg.school_class
                where m.student = p.id and m.is_roster and {M_NOW} limit 1),
            (select string_agg(c.surname || ' ' || c.name, ', ') from guardianship g
                join person c on c.id = g.child where g.guardian = p.id and {NOW}),
            (select string_agg(distinct title, ', ') from staff_post where person = p.id and {NOW})) as note,
        (p.snils_print = $6 or (p.name_key = $3 and (p.born = $4 or (p.phone <> '' and p.phone = $5))))
            is true as is_same
    from person p where (p.name_key = $3 or p.snils_print = $6)
        and (p.born = $4 or $4::date is null or p.born is null or p.snils_print = $6)"""


async def namesakes_of(viewer: Viewer, card: Wanted) -> list[Namesake]:
    """Who is there already under this name, the surest first, twenty at most. One statement.

    People of the same name with another birth date are others and are not shown.
    """
    return await DB.rows(
        Namesake,
        f"""{NAMESAKES} and p.id in ({visible_people(viewer)})
            order by is_same desc, p.sort_key, p.id limit 20""",
        *viewer_args(viewer), card.name_key, card.born, card.phone, card.snils_print,
    )  # fmt: skip
