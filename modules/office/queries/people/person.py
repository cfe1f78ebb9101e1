"""The card's head: who somebody is, the hats and the class of the day, how they come in.

Rules: a class teacher sees the own class's families (DOMAIN 2.1); nobody sees marks here. A look at a card is
a line of the access log.
"""

from __future__ import annotations

from datetime import date, datetime

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.access import HAT_TITLES, HATS_OF_P, viewer_args
from modules.office.queries.classes.classes import ENTRY, JOIN_ENTRY, Enterer
from modules.office.queries.scope import M_NOW, visible_people


class Head(Enterer, frozen=True, kw_only=True):
    """Who it is, the hats of the day, the class of the day, and how the way in stands."""

    sex: str
    born: date | None
    phone: str
    email: str
    has_snils: bool
    hats: list[str]
    class_id: int | None
    class_title: str | None
    last_entry: datetime | None
    enrolled_since: date | None

    @property
    def hat_titles(self) -> list[str]:
        """The hats in words."""
        return [str(HAT_TITLES[hat]) for hat in self.hats]

    def age_on(self, day: date) -> int | None:
        """Full years on a day; None without a birth date."""
        if self.born is None:
            return None
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


HEAD = f"""select p.id, p.surname, p.name, p.patronymic, p.sex, p.born, p.phone, p.email,
        p.snils_print is not null as has_snils, {HATS_OF_P} as hats, {ENTRY}, c.class_id, c.class_title,
        (select max(s.created_at) from auth_session s where s.account = a.id) as last_entry,
        (select min(e.since) from enrolment e
            where e.student = p.id and (e.until is null or e.until >= $2)) as enrolled_since
    from person p {JOIN_ENTRY} left join lateral (
        select sc.id as class_id, sc.grade_level || sc.letter as class_title from group_membership m
        join study_group sg on sg.id = m.study_group join school_class sc on sc.id = sg.school_class
        where m.student = p.id and m.is_roster and {M_NOW} limit 1) c on true"""


async def head_of(viewer: Viewer, person: int) -> Head:
    """Who it is; NotFound for one whose card the viewer may not open."""
    found = await DB.one(
        Head, f"{HEAD} where p.id = $3 and p.id in ({visible_people(viewer)})", *viewer_args(viewer), person
    )
    if found is None:
        raise NotFound
    audit.looked_at(viewer, "office.person", [person])
    return found
