"""Whom to call about a child: emergency contacts in the order of calling. They see nothing (DOMAIN 1.1)."""

from __future__ import annotations

import msgspec

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _

MOST = 10
LOCK = "select id from person where id = $1 for update"
LAST = "select count(*), coalesce(max(ordinal), 0) from emergency_contact where child = $1"
INSERT = """insert into emergency_contact (child, ordinal, name, relation, phone, note)
    values ($1, $2, $3, $4, $5, $6) returning id"""
UPDATE = "update emergency_contact set name = $2, relation = $3, phone = $4, note = $5 where id = $1"
FIND = """select id, child, ordinal, name, relation, phone, note from emergency_contact
    where id = $1 for update"""
IN_ORDER = "select id from emergency_contact where child = $1 order by ordinal, id for update"
ORDER = """update emergency_contact c set ordinal = t.place
    from unnest($1::int[]) with ordinality as t (id, place) where c.id = t.id"""


class ContactCard(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody to call, as people enter them."""

    name: str
    phone: str
    relation: str = ""
    note: str = ""

    def values(self) -> dict[str, object]:
        """As the audit keeps them."""
        return {"name": self.name, "relation": self.relation, "phone": self.phone, "note": self.note}


class _Row(msgspec.Struct, frozen=True):
    id: int
    child: int
    ordinal: int
    name: str
    relation: str
    phone: str
    note: str

    def card(self) -> ContactCard:
        return ContactCard(name=self.name, relation=self.relation, phone=self.phone, note=self.note)


async def add_contact(actor: Viewer, child: int, card: ContactCard, *, ordinal: int | None = None) -> int:
    """The contact's id; the last to be called, or at `ordinal`. NotFound; DomainError beyond ten."""
    async with DB.transaction():
        if await DB.value(LOCK, child) is None:
            raise NotFound
        count, last = await DB.record(LAST, child)
        if count >= MOST:
            raise DomainError(_("Контактов уже десять: удалите лишний."))
        place = last + 1 if ordinal is None else ordinal
        made: int = await DB.value(INSERT, child, place, card.name, card.relation, card.phone, card.note)
        after = {"contact": made, "ordinal": place, **card.values()}
        await audit.record(actor, "school.contact.add", "person", child, after=after)
        return made


async def change_contact(actor: Viewer, contact: int, card: ContactCard) -> None:
    """Put the card in place of the old one; NotFound."""
    async with DB.transaction():
        found = await _locked(contact)
        old, new = found.card().values(), card.values()
        changed = [name for name in new if new[name] != old[name]]
        if not changed:
            return
        await DB.execute(UPDATE, contact, card.name, card.relation, card.phone, card.note)
        whose = {"contact": contact}
        await audit.record(
            actor, "school.contact.change", "person", found.child,
            before=whose | {name: old[name] for name in changed},
            after=whose | {name: new[name] for name in changed},
        )  # fmt: skip


async def remove_contact(actor: Viewer, contact: int) -> None:
    """Call them no more; NotFound."""
    async with DB.transaction():
        found = await _locked(contact)
        await DB.execute("delete from emergency_contact where id = $1", contact)
        before = {"contact": contact, "ordinal": found.ordinal, **found.card().values()}
        await audit.record(actor, "school.contact.remove", "person", found.child, before=before)


async def call_earlier(actor: Viewer, contact: int) -> None:
    """Call this one before the one above; without effect for the first. NotFound."""
    async with DB.transaction():
        found = await _locked(contact)
        ids = await DB.rows(int, IN_ORDER, found.child)
        place = ids.index(contact)
        if place > 0:
            ids[place - 1], ids[place] = ids[place], ids[place - 1]
            await order_contacts(actor, found.child, ids)


async def order_contacts(actor: Viewer, child: int, ids: list[int]) -> None:
    """Call them in this order. DomainError when these are not the child's contacts."""
    async with DB.transaction():
        before = await DB.rows(int, IN_ORDER, child)
        if sorted(before) != sorted(ids):
            raise DomainError(_("Список контактов изменился: откройте страницу заново."))
        await DB.execute(ORDER, ids)
        if before != ids:
            await audit.record(
                actor, "school.contact.order", "person", child, before={"order": before}, after={"order": ids}
            )


async def _locked(contact: int) -> _Row:
    found = await DB.one(_Row, FIND, contact)
    if found is None:
        raise NotFound
    return found
