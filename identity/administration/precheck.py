"""Whom the state's sign-in would not recognise, and why, before it is switched on (FEATURES C22).

Asks our own register only, by the rule of identity.door.links: СНИЛС, birth date and surname agree, and
nobody else may be meant, nobody with a granted hat (who links the way in the profile). An account is no
condition: it is opened at the first sign-in. Pupils below 14 do not enter so, and nothing is missing of them.
Whoever is linked already is not looked at again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.access import PARENT_OF, viewer_args
from intranet.school.facts import class_name
from intranet.school.people import names

AGE = 14
PUPILS, PARENTS, STAFF = "pupils", "parents", "staff"
REASONS = ("no_snils", "no_born", "namesake", "closed", "granted")
YOUNG = "young"
NOW = "since <= $2 and (until is null or until >= $2)"
EVERYBODY = f"""with r as (
        select m.student, sg.school_class from group_membership m join study_group sg on sg.id = m.study_group
        where sg.is_roster and sg.school_class is not null and m.since <= $2
            and (m.until is null or m.until >= $2)),
    who as (
        select 'pupils' as what, school_class, student as person from r
        union select 'parents', r.school_class, g.guardian from guardianship g join r on r.student = g.child
            where {PARENT_OF}
        union select 'staff', null, person from staff_post where {NOW}
        union select 'staff', null, person from granted_hat where {NOW})
    select w.what, w.school_class, sc.grade_level, sc.letter, p.id as person, p.surname, p.name, p.patronymic,
        array_remove(array[
            case when p.snils_print is null then 'no_snils' end,
            case when p.born is null then 'no_born' end,
            case when exists (select 1 from who x join person q on q.id = x.person
                where q.id <> p.id and q.name_key = p.name_key
                    and (q.born is null or p.born is null or q.born = p.born)) then 'namesake' end,
            case when a.status <> 'active' then 'closed' end,
            case when exists (select 1 from granted_hat h where h.person = p.id
                and (h.until is null or h.until >= $2)) then 'granted' end], null) as reasons,
        w.what = 'pupils' and p.born > $2::date - interval '{AGE} years' as is_young,
        exists (select 1 from external_identity i join identity_provider v on v.id = i.provider
            where i.account = a.id and v.kind = 'esia') as is_linked
    from who w join person p on p.id = w.person left join account a on a.person = p.id
    left join school_class sc on sc.id = w.school_class
    where $1::int is not null order by sc.grade_level, sc.letter, w.what desc, p.sort_key, p.id"""


class Checked(msgspec.Struct, frozen=True):
    """Somebody in one capacity: as a pupil or a parent of a class, or as staff."""

    what: str
    school_class: int | None
    grade_level: int | None
    letter: str | None
    person: int
    surname: str
    name: str
    patronymic: str
    reasons: list[str]
    is_young: bool | None
    is_linked: bool

    @property
    def full_name(self) -> str:
        """ "Иванова Мария Сергеевна"."""
        return names.full_name(self.surname, self.name, self.patronymic)

    @property
    def class_title(self) -> str:
        """ "5А", "" for staff."""
        return class_name(self.grade_level, self.letter or "") if self.grade_level else ""

    @property
    def why(self) -> list[str]:
        """What stands in the way; nothing when the person will be recognised."""
        if self.is_linked:
            return []
        return [YOUNG] if self.is_young else self.reasons


@dataclass
class Tally:
    """Of `people`, so many will be recognised, and so many are too young."""

    people: int = 0
    known: int = 0
    young: int = 0

    def count(self, one: Checked) -> None:
        """Add somebody."""
        self.people += 1
        self.known += not one.why
        self.young += one.why == [YOUNG]

    @property
    def missing(self) -> int:
        """Who is old enough and will not be recognised."""
        return self.people - self.known - self.young


@dataclass
class ClassTally:
    """A class, or the staff (id 0)."""

    id: int
    title: str
    pupils: Tally
    parents: Tally
    staff: Tally


async def everybody(viewer: Viewer) -> list[Checked]:
    """Everybody who may sign in, by class and name, staff last. One statement."""
    return await DB.rows(Checked, EVERYBODY, *viewer_args(viewer))


def by_class(people: Sequence[Checked]) -> list[ClassTally]:
    """The counts of each class, then of the staff."""
    found: dict[int, ClassTally] = {}
    for one in people:
        ident = one.school_class or 0
        row = found.setdefault(ident, ClassTally(ident, one.class_title, Tally(), Tally(), Tally()))
        {PUPILS: row.pupils, PARENTS: row.parents, STAFF: row.staff}[one.what].count(one)
    return list(found.values())


def by_reason(people: Sequence[Checked]) -> dict[str, int]:
    """How many people each reason keeps out; each once, whatever they are."""
    return {reason: len({one.person for one in people if reason in one.why}) for reason in (*REASONS, YOUNG)}


def of_class(viewer: Viewer, people: Sequence[Checked], school_class: int) -> list[Checked]:
    """Who of a class (0: of the staff) will not be recognised. Leaves a line in the access log."""
    found = [one for one in people if (one.school_class or 0) == school_class and one.why]
    audit.looked_at(viewer, "identity.precheck", [one.person for one in found])
    return found
