"""How the changes of a card are taken back; the rules are those of the services."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _
from intranet.school import service as school
from intranet.school.access import Hat
from intranet.school.service import ContactCard, PersonCard
from modules.office.permissions import EDIT_CONSENTS, EDIT_CONTACTS, EDIT_PEOPLE, GRANT
from modules.office.queries.changes import Change
from modules.office.service.people.people import check_reach
from modules.office.service.undo import Now, undoes

CARD = """select surname, name, patronymic, sex, born, phone, email, '' as snils from person where id = $1"""
ORDER = "select id from emergency_contact where child = $1 order by ordinal, id"
DATES = frozenset({"since", "until", "restricted_since", "adult_consent_since", "born"})
# The row a change is about, by the key under which its id stands in the entry.
ROWS = {
    "link": "select to_jsonb(t) from guardianship t where id = $1",
    "contact": "select to_jsonb(t) from emergency_contact t where id = $1",
    "consent": "select to_jsonb(t) from consent t where id = $1",
    "post": "select to_jsonb(t) from staff_post t where id = $1",
    "grant": "select to_jsonb(t) from granted_hat t where id = $1",
}


def row_now(key: str) -> Now:
    """What stands today in the row whose id the entry has under `key`."""

    async def now(actor: Viewer, change: Change) -> Mapping[str, object] | None:
        row: dict[str, object] | None = await DB.value(ROWS[key], change.after.get(key))
        return None if row is None else {name: row[name] for name in change.after if name in row}

    return now


async def card_now(actor: Viewer, change: Change) -> Mapping[str, object] | None:
    """The person's columns today."""
    row: dict[str, object] | None = await DB.value(
        "select to_jsonb(p) from person p where id = $1", change.subject_id
    )
    return None if row is None else {name: row[name] for name in change.after if name in row}


async def order_now(actor: Viewer, change: Change) -> Mapping[str, object] | None:
    """The order of calling today."""
    return {"order": await DB.rows(int, ORDER, change.subject_id)}


def _values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The entry's values as the columns have them, without the ids that say whose they are."""
    return {
        name: date.fromisoformat(value) if name in DATES and value else value
        for name, value in values.items()
        if name not in ROWS and name != "guardian"
    }


def _day(change: Change, name: str = "until") -> date | None:
    found = change.before.get(name)
    return date.fromisoformat(found) if found else None


@undoes("school.person.create", permission=EDIT_PEOPLE)
async def forget_person(actor: Viewer, change: Change) -> None:
    """A card nobody needed goes, while nothing hangs on it."""
    await school.remove_person(actor, change.subject_id or 0)


@undoes("school.person.update", permission=EDIT_CONTACTS, now=card_now)
async def restore_card(actor: Viewer, change: Change) -> None:
    """The values before, of the fields that changed; an old СНИЛС is kept nowhere."""
    if change.after.get("snils"):
        raise DomainError(_("Прежний СНИЛС нигде не хранится: впишите верный на странице данных."))
    if actor.hat == Hat.TEACHER and not set(change.before) <= {"phone", "email"}:
        raise DomainError(_("Имя и дату рождения меняет секретарь."))
    await check_reach(actor, change.subject_id or 0)
    card = await DB.one(PersonCard, CARD, change.subject_id)
    if card is not None:
        restored = msgspec.structs.replace(card, **_values(change.before))
        await school.update_person(actor, change.subject_id or 0, restored)


@undoes("school.guardianship.add", permission=EDIT_PEOPLE, now=row_now("link"))
async def unlink(actor: Viewer, change: Change) -> None:
    """The link was never there."""
    await school.remove_guardianship(actor, change.after["link"])


async def restore_link(actor: Viewer, change: Change) -> None:
    """The link's values before."""
    await school.change_guardianship(actor, change.after["link"], **_values(change.before))


for action in ("change", "end", "restrict", "lift", "adult"):
    undoes(f"school.guardianship.{action}", permission=EDIT_PEOPLE, now=row_now("link"))(restore_link)


@undoes("school.contact.add", permission=EDIT_CONTACTS, now=row_now("contact"))
async def remove_contact(actor: Viewer, change: Change) -> None:
    """The contact was never there."""
    await school.remove_contact(actor, change.after["contact"])


@undoes("school.contact.change", permission=EDIT_CONTACTS, now=row_now("contact"))
async def restore_contact(actor: Viewer, change: Change) -> None:
    """The contact's values before."""
    row: dict[str, Any] = await DB.value(ROWS["contact"], change.after["contact"])
    old = {name: row[name] for name in ContactCard.__struct_fields__} | _values(change.before)
    await school.change_contact(actor, change.after["contact"], ContactCard(**old))


@undoes("school.contact.remove", permission=EDIT_CONTACTS)
async def return_contact(actor: Viewer, change: Change) -> None:
    """The contact stands again where it stood."""
    values = {name: change.before[name] for name in ContactCard.__struct_fields__}
    await school.add_contact(
        actor, change.subject_id or 0, ContactCard(**values), ordinal=change.before["ordinal"]
    )


@undoes("school.contact.order", permission=EDIT_CONTACTS, now=order_now)
async def restore_order(actor: Viewer, change: Change) -> None:
    """The order of calling before."""
    await school.order_contacts(actor, change.subject_id or 0, change.before["order"])


@undoes("school.consent.add", permission=EDIT_CONSENTS, now=row_now("consent"))
async def remove_consent(actor: Viewer, change: Change) -> None:
    """The consent was never there."""
    await school.remove_consent(actor, change.after["consent"])


@undoes("school.consent.withdraw", permission=EDIT_CONSENTS, now=row_now("consent"))
async def restore_consent(actor: Viewer, change: Change) -> None:
    """The consent's end before."""
    await school.end_consent(actor, change.after["consent"], _day(change))


@undoes("school.post.add", permission=EDIT_PEOPLE, now=row_now("post"))
async def remove_post(actor: Viewer, change: Change) -> None:
    """The post was never there."""
    await school.remove_post(actor, change.after["post"])


@undoes("school.post.end", permission=EDIT_PEOPLE, now=row_now("post"))
async def restore_post(actor: Viewer, change: Change) -> None:
    """The post's end before."""
    await school.end_post(actor, change.after["post"], _day(change))


@undoes("school.hat.grant", permission=GRANT, now=row_now("grant"))
async def withdraw_grant(actor: Viewer, change: Change) -> None:
    """The hat is taken away as of today."""
    await school.withdraw_grant(actor, change.after["grant"])


@undoes("school.hat.change", permission=GRANT, now=row_now("grant"))
async def restore_grant(actor: Viewer, change: Change) -> None:
    """The grant's end before."""
    await school.change_grant(actor, change.after["grant"], _day(change))


@undoes("school.hat.withdraw", permission=GRANT)
async def return_hat(actor: Viewer, change: Change) -> None:
    """The grant goes on; one that was gone at once is made again."""
    if await DB.value(ROWS["grant"], change.before["grant"]) is not None:
        await school.change_grant(actor, change.before["grant"], _day(change))
    else:
        await school.grant_hat(
            actor, change.subject_id or 0, change.before["hat"], since=_day(change, "since"),
            until=_day(change),
        )  # fmt: skip
