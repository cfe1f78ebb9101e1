"""What ties somebody to others: guardians, children, whom to call, consents; for the card.

Rules: of a guardian a class teacher sees only the children of the own class (DOMAIN 2.1).
"""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.access import viewer_args
from modules.office.queries.scope import M_NOW, visible_people


class Relative(msgspec.Struct, frozen=True):
    """A guardianship from one side: `person` is the other one; None dates are open."""

    link: int
    person: int
    full_name: str
    phone: str
    email: str
    class_title: str | None
    kind: str
    is_legal: bool
    basis: str
    since: date
    until: date | None
    restricted_since: date | None
    restriction: str
    adult_consent_since: date | None
    is_mailed: bool
    is_adult: bool

    def stands_on(self, day: date) -> str:
        """ended, later, restricted, grown (the child is 18 and has not consented), called or reads."""
        if self.until is not None and self.until < day:
            return "ended"
        if self.since > day:
            return "later"
        if not self.is_legal:
            return "called"
        if self.restricted_since is not None and self.restricted_since <= day:
            return "restricted"
        if self.is_adult and (self.adult_consent_since is None or self.adult_consent_since > day):
            return "grown"
        return "reads"


class Contact(msgspec.Struct, frozen=True):
    """Somebody to call."""

    id: int
    name: str
    relation: str
    phone: str
    note: str


class ConsentRow(msgspec.Struct, frozen=True):
    """A consent; `signer` is "" where it is not known who signed."""

    id: int
    kind: str
    since: date
    until: date | None
    document: str
    signer: str


class Family(msgspec.Struct, frozen=True):
    """What ties somebody to others."""

    guardians: list[Relative]
    children: list[Relative]
    contacts: list[Contact]
    consents: list[ConsentRow]


RELATIVE = f"""g.id as link, o.id as person,
        concat_ws(' ', o.surname, o.name, nullif(o.patronymic, '')) as full_name, o.phone, o.email, g.kind,
        g.is_legal, g.basis, g.since, g.until, g.restricted_since, g.restriction, g.adult_consent_since,
        g.is_mailed, coalesce(k.born + interval '18 years' <= $2, false) as is_adult,
        (select sc.grade_level || sc.letter from group_membership m
            join study_group sg on sg.id = m.study_group join school_class sc on sc.id = sg.school_class
            where m.student = g.child and m.is_roster and {M_NOW} limit 1) as class_title
    from guardianship g join person k on k.id = g.child"""
STANDING_FIRST = "(g.until is null or g.until >= $2) desc, g.since, o.sort_key"
GUARDIANS = f"""coalesce((select json_agg(q) from (
    select {RELATIVE} join person o on o.id = g.guardian where g.child = $3
    order by {STANDING_FIRST}) q), '[]')"""
CONTACTS = """coalesce((select json_agg(q) from (select c.id, c.name, c.relation, c.phone, c.note
    from emergency_contact c where c.child = $3 order by c.ordinal, c.id) q), '[]')"""
CONSENTS = """coalesce((select json_agg(q) from (select c.id, c.kind, c.since, c.until, c.document,
        concat_ws(' ', s.surname, s.name, nullif(s.patronymic, '')) as signer
    from consent c left join person s on s.id = c.signed_by where c.person = $3
    order by c.kind, c.since desc) q), '[]')"""


async def family_of(viewer: Viewer, person: int) -> Family:
    """Guardians, children, contacts and consents of somebody whose card is open (`head_of`)."""
    found = await DB.one(
        Family,
        f"""select {GUARDIANS} as guardians, {CONTACTS} as contacts, {CONSENTS} as consents,
            coalesce((select json_agg(q) from (
                select {RELATIVE} join person o on o.id = g.child where g.guardian = $3
                    and g.child in ({visible_people(viewer)})
                order by {STANDING_FIRST}) q), '[]') as children
            where $1::int is not null""",
        *viewer_args(viewer), person,
    )  # fmt: skip
    if found is None:
        raise NotFound
    return found


class LinkPage(Relative, frozen=True, kw_only=True):
    """A guardianship with the child it is about."""

    child: int
    child_name: str


async def link_of(viewer: Viewer, child: int, link: int) -> LinkPage:
    """One guardianship of a child whose card the viewer may open; NotFound."""
    found = await DB.one(
        LinkPage,
        f"""select k.id as child, concat_ws(' ', k.surname, k.name) as child_name, {RELATIVE}
            join person o on o.id = g.guardian
            where g.id = $3 and g.child = $4 and g.child in ({visible_people(viewer)})""",
        *viewer_args(viewer), link, child,
    )  # fmt: skip
    if found is None:
        raise NotFound
    return found


async def signers_of(viewer: Viewer, person: int) -> list[tuple[int, str]]:
    """Who may sign a consent for somebody on the day: legal representatives, and the person from 14 on."""
    found = await DB.rows(
        Signer,
        f"""select p.id, concat_ws(' ', p.surname, p.name, nullif(p.patronymic, '')) as full_name
            from person p where $3 in ({visible_people(viewer)}) and (p.id in (
                select g.guardian from guardianship g where g.child = $3 and g.is_legal
                    and g.since <= $2 and (g.until is null or g.until >= $2)
                    and (g.restricted_since is null or g.restricted_since > $2))
                or (p.id = $3 and (p.born is null or p.born + interval '14 years' <= $2)))
            order by p.id = $3, p.sort_key""",
        *viewer_args(viewer), person,
    )  # fmt: skip
    return [(one.id, one.full_name) for one in found]


class Signer(msgspec.Struct, frozen=True):
    """Somebody who may sign."""

    id: int
    full_name: str


async def contact_of(viewer: Viewer, child: int, contact: int) -> Contact:
    """One contact of somebody whose card is open; NotFound."""
    found = await DB.one(
        Contact,
        "select id, name, relation, phone, note from emergency_contact where id = $1 and child = $2",
        contact, child,
    )  # fmt: skip
    if found is None:
        raise NotFound
    return found


async def consent_of(viewer: Viewer, person: int, consent: int) -> ConsentRow:
    """One consent of somebody whose card is open; NotFound."""
    found = await DB.one(
        ConsentRow,
        """select id, kind, since, until, document, '' as signer from consent
            where id = $1 and person = $2""",
        consent, person,
    )  # fmt: skip
    if found is None:
        raise NotFound
    return found
