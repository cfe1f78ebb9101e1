"""Who has consented to what: the pupils of classes with their consents of the day, and who is missing one."""

from __future__ import annotations

import msgspec

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.people import names
from modules.office.queries.scope import M_NOW, reading_of, visible_office_classes


class Consenting(msgspec.Struct, frozen=True):
    """A pupil and the kinds of consent in force on the day."""

    id: int
    class_title: str
    surname: str
    name: str
    given: list[str]

    @property
    def title(self) -> str:
        """ "Иванова Мария"."""
        return names.student_name(self.surname, self.name)


PUPILS = f"""select p.id, sc.grade_level || sc.letter as class_title, p.surname, p.name, array(
        select distinct k.kind from consent k where k.person = p.id and k.since <= $2
            and (k.until is null or k.until >= $2) order by 1) as given
    from school_class sc join study_group sg on sg.school_class = sc.id and sg.is_roster
    join group_membership m on m.study_group = sg.id and {M_NOW} join person p on p.id = m.student
    where sc.year = $3 and $1::int is not null"""


async def consents_of(viewer: Viewer, school_class: int | None, missing: str) -> list[Consenting]:
    """The pupils of a class, or of all, by class and name; `missing` leaves those without that consent.

    Two statements. Leaves a line in the access log.
    """
    found = await DB.rows(
        Consenting,
        f"""{PUPILS} and sc.id in ({visible_office_classes(viewer)})
            and ($4::int is null or sc.id = $4) and ($5 = '' or not exists (
                select 1 from consent k where k.person = p.id and k.kind = $5 and k.since <= $2
                and (k.until is null or k.until >= $2)))
            order by sc.grade_level, sc.letter, p.sort_key, p.id""",
        *await reading_of(viewer), school_class, missing,
    )  # fmt: skip
    audit.looked_at(viewer, "office.consents", [one.id for one in found])
    return found
