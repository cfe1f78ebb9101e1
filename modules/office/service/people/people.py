"""Writes of the card that are two at once: a new person with a post, a guardian with a card of their own.

Each one's rule and audit is the backbone's; the pair stands or falls together.
"""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _
from intranet.school import service as school
from intranet.school.access import Hat
from intranet.school.service import PersonCard

LINKED = """select exists (select 1 from guardianship where guardian = $1 and child = $2
    and (until is null or until >= $3))"""
HELD = """select exists (select 1 from granted_hat where person = $1 and hat = $2
    and (until is null or until >= $3) and ($4::date is null or since <= $4))"""


WORKS_HERE = """select exists (select 1 from staff_post where person = $1 and (until is null or until >= $2))
    or exists (select 1 from granted_hat where person = $1 and (until is null or until >= $2))
    or exists (select 1 from assignment where teacher = $1 and (until is null or until >= $2))"""


class NewLink(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody answers for a child, as people enter it."""

    kind: str
    is_legal: bool
    basis: str
    since: date


async def make_person(actor: Viewer, card: PersonCard, post: str = "", since: date | None = None) -> int:
    """A new person, with a post where one is named; the id. DomainError at `snils`."""
    async with DB.transaction():
        made = await school.create_person(actor, card)
        if post:
            await school.add_staff_post(actor, made, post, since or actor.day)
        return made


async def make_guardian(actor: Viewer, child: int, card: PersonCard, link: NewLink) -> int:
    """A card for somebody new and their link with the child; the person's id."""
    async with DB.transaction():
        made = await school.create_person(actor, card)
        await link_guardian(actor, child, made, link)
        return made


async def link_guardian(actor: Viewer, child: int, guardian: int, link: NewLink) -> int:
    """A link with somebody who has a card; its id. DomainError for oneself and for a link in force."""
    async with DB.transaction():
        if await DB.value(LINKED, guardian, child, link.since):
            raise DomainError(_("Этот человек уже записан представителем ребёнка."), field="guardian")
        return await school.add_guardianship(
            actor, guardian, child, link.kind, link.since, is_legal=link.is_legal, basis=link.basis
        )


async def grant_new(actor: Viewer, person: int, hat: str, since: date, until: date | None) -> int:
    """Grant a hat that is not held on these days; the grant's id. DomainError, NotFound as grant_hat."""
    async with DB.transaction():
        if await DB.value(HELD, person, hat, since, until):
            raise DomainError(
                _("Эта роль у человека уже есть в эти дни: измените срок в списке."), field="person"
            )
        return await school.grant_hat(actor, person, hat, since=since, until=until)


async def check_reach(actor: Viewer, person: int) -> None:
    """DomainError if a class teacher would say where a colleague's letters go, like that of a new slip."""
    if actor.hat == Hat.TEACHER and await DB.value(WORKS_HERE, person, actor.day):
        raise DomainError(_("Телефон и почту сотрудника школы меняет секретарь."))


async def change_reach(actor: Viewer, person: int, phone: str, email: str) -> None:
    """Another phone and address. NotFound; DomainError as check_reach."""
    async with DB.transaction():
        await check_reach(actor, person)
        await school.update_reach(actor, person, phone, email)
