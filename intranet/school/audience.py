"""Who is told something: people found by their relations as of a day, in one statement.

The rules are those of what people may read (`access`), with one difference: a family reads on after its
child has left, but is told nothing new. So a guardian is told while being the legal representative, on
the dates of the link, not restricted, of an enrolled child under 18 (then by the child's consent).
Staff are those with a post, a granted hat, a class, a journal or a published substitution. Being told does
not depend on who tells: whether the actor may address an audience is the caller's rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.access import HATS_OF_P, PARENT_OF, SUBSTITUTES, TEACHES

# Somebody with a post and no hat: a letter reaches them, there is no page to sign in to.
STAFF = "staff"


@dataclass(frozen=True)
class Audience:
    """A kind and what it is about.

    "families" (ids = pupils: they and their guardians), "guardians" (ids = pupils), "classes" (ids = classes:
    the families of their pupils), "people" (ids = persons, under the hats they have), "concerned" (ids =
    persons, and the guardians of those who are pupils under 18), and without ids "staff", "parents",
    "students", "everybody".
    """

    kind: str
    ids: frozenset[int] = frozenset()


class Recipient(msgspec.Struct, frozen=True):
    """One person under one hat; `child` is the pupil it is about, for a parent told about a pupil."""

    person: int
    hat: str
    child: int | None


# Each uses $1 (the audience's ids) and $2 (the day), and gives person, hat, child.
ENROLLED = "e.since <= $2 and (e.until is null or e.until >= $2)"
GIVEN = "select unnest($1::int[]) where $2::date is not null"
ALL_PUPILS = f"select e.student from enrolment e where {ENROLLED} and $1::int[] is not null"
CLASS_PUPILS = """select m.student from group_membership m join study_group sg on sg.id = m.study_group
    where m.is_roster and sg.school_class = any($1::int[])
      and m.since <= $2 and (m.until is null or m.until >= $2)"""
PUPILS = """select e.student as person, 'student' as hat, null::int as child from enrolment e
    where {enrolled} and e.student in ({pupils})"""
GUARDIANS = """select g.guardian as person, 'parent' as hat, {child} as child from guardianship g
    where g.child in ({pupils}) and {parent_of}
      and exists (select 1 from enrolment e where e.student = g.child and {enrolled})"""
HATTED = f"""select a.teacher as person, 'teacher' as hat from assignment a where {TEACHES}
    union select a.teacher, 'teacher' from class_teacher a where {TEACHES}
    union select x.teacher, 'teacher' from lesson_change x where x.teacher is not null and {SUBSTITUTES}
    union select h.person, h.hat::text from granted_hat h
    where h.since <= $2 and (h.until is null or h.until >= $2)"""
POSTS = "sp.since <= $2 and (sp.until is null or sp.until >= $2)"
ALL_STAFF = f"""select h.person, h.hat, null::int as child from ({HATTED}) h where $1::int[] is not null
    union all select sp.person, '{STAFF}', null from staff_post sp
    where {POSTS} and sp.person not in (select h.person from ({HATTED}) h)"""
# `offset 0`: one look at each person's relations, not the whole school's for everybody
PEOPLE = f"""select p.id as person, unnest(case when cardinality(p.hats) > 0 then p.hats
        when p.has_post then array['{STAFF}'] end) as hat, null::int as child
    from (select p.id, {HATS_OF_P} as hats,
            exists (select 1 from staff_post sp where sp.person = p.id and {POSTS} offset 0) as has_post
        from person p where p.id = any($1::int[]) offset 0) p"""

MINOR = """exists (select 1 from person c where c.id = g.child
    and (c.born is null or c.born + interval '18 years' > $2))"""


def _pupils(pupils: str) -> str:
    return PUPILS.format(enrolled=ENROLLED, pupils=pupils)


def _guardians(pupils: str, *, about_a_child: bool = True) -> str:
    child = "g.child" if about_a_child else "null::int"
    return GUARDIANS.format(child=child, pupils=pupils, parent_of=PARENT_OF, enrolled=ENROLLED)


ALL_PARENTS = _guardians(ALL_PUPILS, about_a_child=False)
FOUND: dict[str, str] = {
    "families": f"{_pupils(GIVEN)} union all {_guardians(GIVEN)}",
    "guardians": _guardians(GIVEN),
    "classes": f"{_pupils(CLASS_PUPILS)} union all {_guardians(CLASS_PUPILS)}",
    "people": PEOPLE,
    "concerned": f"{PEOPLE} union all {_guardians(GIVEN)} and {MINOR}",
    "staff": ALL_STAFF,
    "parents": ALL_PARENTS,
    "students": _pupils(ALL_PUPILS),
    "everybody": f"{_pupils(ALL_PUPILS)} union all {ALL_PARENTS} union all {ALL_STAFF}",
}


async def recipients_of(actor: Viewer, audience: Audience, day: date) -> list[Recipient]:
    """Everybody of the audience as of `day`, one row per (person, hat, child); one statement.

    A parent told about the whole school has one row without a child. ValueError for an unknown kind.
    """
    if audience.kind not in FOUND:
        raise ValueError(f"no such audience: {audience.kind}")
    sql = f"""select distinct person, hat, child from ({FOUND[audience.kind]}) r
        order by person, hat, child"""
    return await DB.rows(Recipient, sql, sorted(audience.ids), day)
