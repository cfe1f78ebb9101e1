"""A request for access is granted or refused by a person who saw the papers (FEATURES A6, A7).

Granting links a representative to a child of the register with a basis and gives the code that opens the
account. Whoever a court has kept from this child is never granted, nor anybody of that very name: a second
card would be a way around. Papers are ticked, nothing is scanned. Nobody grants access to oneself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from identity.invitations.codes import IssuedCode, Relation, Wanted, issue_codes
from identity.invitations.requests import (
    OFFICE,
    PAPER_TITLES,
    REASON_TITLES,
    RequestRow,
    class_key,
    request_of,
)
from identity.local.slips import OWN_PUPILS
from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import Conflict, DomainError, NotFound
from intranet.kit.i18n import _
from intranet.kit.templating import date_full
from intranet.school.access import Hat
from intranet.school.facts import class_name
from intranet.school.people.guardians import add_guardianship
from intranet.school.people.names import fold, full_name, name_key
from intranet.school.people.service import PersonCard, create_person

NEW = 0
BY_KIND = {"mother": "birth", "father": "birth", "guardian": "guardianship", "trustee": "guardianship"}
# Pupils of today within the viewer's reach of the surname that was typed.
CHILDREN = """select p.id, p.surname, p.name, p.patronymic, p.born, sc.grade_level, sc.letter
    from group_membership m join study_group sg on sg.id = m.study_group
    join school_class sc on sc.id = sg.school_class join person p on p.id = m.student
    where m.is_roster and m.since <= $2 and (m.until is null or m.until >= $2)
        and $1::int is not null and starts_with(p.name_key, $3) and {scope}"""
ALL_CHILDREN, OWN_CHILDREN = CHILDREN.format(scope="true"), CHILDREN.format(scope=f"p.id in ({OWN_PUPILS})")
# Whoever is linked to one of these children today, and whoever has the name of the one who asks.
PARENTS = """select p.id, p.surname, p.name, p.patronymic, g.child, coalesce(g.kind, '') as kind,
        g.restricted_since is not null and g.restricted_since <= $3 as is_restricted,
        coalesce(g.restriction, '') as restriction,
        exists (select 1 from account a join local_credential c on c.account = a.id
            where a.person = p.id and not c.is_first_entry)
        or exists (select 1 from account a join external_identity x on x.account = a.id
            where a.person = p.id)
        or exists (select 1 from account a join identity_provider d on d.id = a.provider
            where a.person = p.id and d.kind = 'ldap') as has_own_way
    from person p left join guardianship g on g.guardian = p.id and g.child = any($1::int[])
        and g.since <= $3 and (g.until is null or g.until >= $3)
    where g.id is not null or p.name_key = $2 order by g.child nulls last, p.sort_key, p.id"""
LOCK = "select state from access_request where id = $1 for update"
GRANTED = """update access_request set state = 'granted', papers = $2, child = $3, person = $4,
    decided_by = $5, decided_at = $6 where id = $1"""
REFUSED = """update access_request set state = 'refused', papers = $2, reason = $3, answer = $4,
    decided_by = $5, decided_at = $6 where id = $1"""


class Child(msgspec.Struct, frozen=True):
    """A pupil who may be meant."""

    id: int
    surname: str
    name: str
    patronymic: str
    born: date | None
    grade_level: int
    letter: str

    @property
    def title(self) -> str:
        """ "Орлова Дарья Ивановна, 7Б"."""
        whole = full_name(self.surname, self.name, self.patronymic)
        return f"{whole}, {class_name(self.grade_level, self.letter)}"


class Parent(msgspec.Struct, frozen=True):
    """Somebody of the register who may be the one who asks; `kind` and `child` of a link that stands."""

    id: int
    surname: str
    name: str
    patronymic: str
    child: int | None
    kind: str
    is_restricted: bool | None
    restriction: str
    has_own_way: bool

    @property
    def full_name(self) -> str:
        """ "Иванова Мария Сергеевна"."""
        return full_name(self.surname, self.name, self.patronymic)

    @property
    def name_key(self) -> str:
        """The name to compare by."""
        return name_key(self.surname, self.name, self.patronymic)

    def is_named(self, row: RequestRow) -> bool:
        """Whether this may be the one who asks: a surname changes, the other names do not."""
        patronymics = {fold(self.patronymic), fold(row.patronymic)} - {""}
        return fold(self.name) == fold(row.name) and len(patronymics) < 2


class Candidates(msgspec.Struct, frozen=True):
    """Whom a request may be about, and those whom a court keeps away."""

    children: list[Child]
    parents: list[Parent]

    @property
    def restricted(self) -> list[Parent]:
        """Shown loudly: nobody of them is granted anything."""
        return [one for one in self.parents if one.is_restricted]

    @property
    def free(self) -> list[Parent]:
        """Those who may be chosen, each once."""
        barred = {one.id for one in self.restricted}
        return list({one.id: one for one in reversed(self.parents) if one.id not in barred}.values())[::-1]

    def likely(self, row: RequestRow) -> int:
        """Who of them has the very name of the one who asks; else a new card."""
        key = name_key(row.surname, row.name, row.patronymic)
        return next((one.id for one in self.free if one.name_key == key), NEW)


class Decision(msgspec.Struct, frozen=True):
    """What was chosen: the papers seen, the child, the representative (NEW for a new card)."""

    papers: list[str]
    child: int
    person: int
    kind: str


async def candidates(viewer: Viewer, row: RequestRow) -> Candidates:
    """Pupils who may be meant (the same names, or the surname in that class), and who answers for them."""
    children = await _children(viewer, row)
    key = name_key(row.surname, row.name, row.patronymic)
    parents = await DB.rows(Parent, PARENTS, [one.id for one in children], key, viewer.day)
    audit.looked_at(
        viewer, "identity.candidates", [*(one.id for one in children), *(one.id for one in parents)]
    )
    return Candidates(children, parents)


async def _children(viewer: Viewer, row: RequestRow) -> list[Child]:
    sql = ALL_CHILDREN if viewer.hat in OFFICE else OWN_CHILDREN
    found = await DB.rows(Child, sql, viewer.person, viewer.day, f"{name_key(row.child_surname, '')} ")
    title, name = class_key(row.class_name), fold(row.child_name)
    return [
        one
        for one in found
        if fold(one.name) == name or class_key(class_name(one.grade_level, one.letter)) == title
    ]


async def grant(actor: Viewer, request: int, chosen: Decision) -> IssuedCode | None:
    """Link the representative to the child and give a code; None when they have a way in already.

    NotFound for a request or a candidate the actor does not see, Conflict for one answered already,
    DomainError for missing papers, for a court's restriction, for oneself.
    """
    row = (await request_of(actor, request)).row
    _check_papers(chosen)
    async with DB.transaction():
        await _lock(request)
        offered = await candidates(actor, row)
        parent = _chosen(actor, row, offered, chosen)
        person = parent.id if parent else await _new_person(actor, row)
        await add_guardianship(
            actor, person, chosen.child, chosen.kind, clock.today(), basis=_basis(row, chosen.papers)
        )
        wanted = [Wanted(person, Relation.PARENT, chosen.child)]
        issued = [] if parent and parent.has_own_way else await issue_codes(actor, wanted)
        await DB.execute(
            GRANTED, request, chosen.papers, chosen.child, person, actor.person_id, clock.now()
        )  # fmt: skip
        after = {"child": chosen.child, "person": person, "papers": chosen.papers}
        await audit.record(actor, "identity.request.grant", "access_request", request, after=after)
    return issued[0] if issued else None


def _check_papers(chosen: Decision) -> None:
    needed = {"application", "passport", BY_KIND.get(chosen.kind, "guardianship")}
    if missing := [str(PAPER_TITLES[one]) for one in PAPER_TITLES if one in needed - set(chosen.papers)]:
        raise DomainError(_("Не отмечены документы: %(names)s.", names=", ".join(missing)), field="papers")


def _chosen(actor: Viewer, row: RequestRow, offered: Candidates, chosen: Decision) -> Parent | None:
    """The representative that was chosen, None for a new card."""
    if chosen.child not in {one.id for one in offered.children}:
        raise NotFound
    key = name_key(row.surname, row.name, row.patronymic)
    kept_away = [one for one in offered.restricted if one.child == chosen.child]
    if any(one.id == chosen.person or one.name_key == key for one in kept_away):
        raise DomainError(_("Суд ограничил доступ этого человека к ребёнку: дать его нельзя."))
    if chosen.person == NEW:
        return None
    found = next((one for one in offered.parents if one.id == chosen.person), None)
    if found is None:
        raise NotFound
    if not found.is_named(row):
        raise DomainError(
            _("Имя в заявлении и в карточке разное. Выберите другого человека или заведите новую карточку."),
            field="person",
        )
    if found.id == actor.person_id:
        raise DomainError(_("Себе это записать нельзя: попросите другого сотрудника."))
    if actor.hat == Hat.TEACHER and found.child is None:
        raise DomainError(
            _("Этот человек не из семьи вашего ученика: доступ по его карточке даёт секретарь."),
            field="person",
        )
    return found


async def _new_person(actor: Viewer, row: RequestRow) -> int:
    card = PersonCard(
        surname=row.surname, name=row.name, patronymic=row.patronymic, phone=row.phone, email=row.email
    )  # fmt: skip
    return await create_person(actor, card)


def _basis(row: RequestRow, papers: Sequence[str]) -> str:
    seen = ", ".join(str(PAPER_TITLES[one]) for one in PAPER_TITLES if one in papers)
    return _(
        "заявление № %(n)s от %(day)s; предъявлены: %(papers)s",
        n=row.id, day=date_full(clock.to_local(row.made_at).date()), papers=seen,
    )  # fmt: skip


async def refuse(actor: Viewer, request: int, papers: Sequence[str], reason: str, answer: str) -> None:
    """Refuse with a listed reason. NotFound, Conflict for one answered already."""
    await request_of(actor, request)
    if reason not in REASON_TITLES:
        raise DomainError(_("Выберите причину отказа."), field="reason")
    async with DB.transaction():
        await _lock(request)
        known = [one for one in papers if one in PAPER_TITLES]
        await DB.execute(REFUSED, request, known, reason, answer[:500], actor.person_id, clock.now())
        after = {"reason": reason}
        await audit.record(actor, "identity.request.refuse", "access_request", request, after=after)


async def _lock(request: int) -> None:
    if await DB.value(LOCK, request) != "open":
        raise Conflict(_("На это заявление уже ответили."))
