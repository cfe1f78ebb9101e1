"""Consents on paper: whose data, for what, from when to when, who signed (152-ФЗ, DOMAIN 5.3).

Rules: one paper for one purpose; until one is in force nothing of it is allowed. A representative in force
signs, or the person from 14 on. The journal needs no consent: its law is another.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec

from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _, lazy

DAY = timedelta(1)
KIND_TITLES: dict[str, Any] = {
    "publication": lazy("имя и работы на открытых страницах"), "photo": lazy("фотографии и видео"),
    "third_party": lazy("передача контактов другим организациям"),
}  # fmt: skip
INSERT = """insert into consent (person, kind, since, until, document, signed_by, recorded_at)
    values ($1, $2, $3, $4, $5, $6, $7) returning id"""
OVERLAPS = """select exists (select 1 from consent where person = $1 and kind = $2
    and (until is null or until >= $3) and ($4::date is null or since <= $4))"""
MAY_SIGN = """select exists (select 1 from guardianship g where g.guardian = $2 and g.child = $1
        and g.is_legal and g.since <= $3 and (g.until is null or g.until >= $3)
        and (g.restricted_since is null or g.restricted_since > $3))
    or ($1 = $2 and exists (select 1 from person p where p.id = $1
        and (p.born is null or p.born + interval '14 years' <= $3)))"""
FIND = "select id, person, kind, since, until, document, signed_by from consent where id = $1 for update"


def may_publish_name(person: str, day: str) -> str:
    """The condition that somebody's name may be public on a day; both are SQL ("p.id", "$2").

    Until a consent of the kind `publication` is in force no pupil's name leaves the school: whatever is shown
    without signing in starts from this.
    """
    return f"""exists (select 1 from consent k where k.person = {person} and k.kind = 'publication'
        and k.since <= {day} and (k.until is null or k.until >= {day}))"""


class ConsentCard(msgspec.Struct, frozen=True, kw_only=True):
    """A paper as people enter it; `signed_by` is a person's id."""

    kind: str
    since: date
    until: date | None = None
    document: str = ""
    signed_by: int | None = None


class _Row(msgspec.Struct, frozen=True):
    id: int
    person: int
    kind: str
    since: date
    until: date | None
    document: str
    signed_by: int | None


async def add_consent(actor: Viewer, person: int, card: ConsentCard) -> int:
    """Record a paper; its id. DomainError for a second one of the same days, or one whose signer may not."""
    async with DB.transaction():
        if await DB.value("select id from person where id = $1 for update", person) is None:
            raise NotFound
        await _check(person, card)
        made: int = await DB.value(
            INSERT, person, card.kind, card.since, card.until, card.document, card.signed_by, clock.now()
        )
        after = {"consent": made, "consent_kind": card.kind, "since": card.since.isoformat(),
                 "until": card.until.isoformat() if card.until else None, "document": card.document,
                 "signed_by": card.signed_by}  # fmt: skip
        await audit.record(actor, "school.consent.add", "person", person, after=after)
        return made


async def _check(person: int, card: ConsentCard) -> None:
    if card.until is not None and card.until < card.since:
        raise DomainError(_("Согласие не может кончиться раньше, чем началось."), field="until")
    if await DB.value(OVERLAPS, person, card.kind, card.since, card.until):
        raise DomainError(_("Такое согласие на эти дни уже записано."), field="since")
    if card.signed_by and not await DB.value(MAY_SIGN, person, card.signed_by, card.since):
        raise DomainError(
            _("Подписать может представитель, чьё право действует в этот день, или сам ученик с 14 лет."),
            field="signed_by",
        )


async def withdraw_consent(actor: Viewer, consent: int, first_day: date) -> None:
    """The consent is withdrawn from this day on. DomainError when it would never have been in force."""
    async with DB.transaction():
        found = await _locked(consent)
        if first_day <= found.since:
            raise DomainError(
                _("Согласие начинается не раньше этого дня. Если оно записано по ошибке, отмените запись."),
                field="first_day",
            )
        await _end(actor, found, first_day - DAY)


async def end_consent(actor: Viewer, consent: int, last_day: date | None) -> None:
    """Set a consent's last day, None for no end: what an undo puts back. NotFound."""
    async with DB.transaction():
        await _end(actor, await _locked(consent), last_day)


async def _end(actor: Viewer, found: _Row, last_day: date | None) -> None:
    await DB.execute("update consent set until = $2 where id = $1", found.id, last_day)
    whose = {"consent": found.id, "consent_kind": found.kind}
    await audit.record(
        actor, "school.consent.withdraw", "person", found.person,
        before=whose | {"until": found.until.isoformat() if found.until else None},
        after=whose | {"until": last_day.isoformat() if last_day else None},
    )  # fmt: skip


async def remove_consent(actor: Viewer, consent: int) -> None:
    """Take back a consent that was recorded by mistake. NotFound."""
    async with DB.transaction():
        found = await _locked(consent)
        await DB.execute("delete from consent where id = $1", consent)
        before = {"consent": consent, "consent_kind": found.kind, "since": found.since.isoformat(),
                  "document": found.document, "signed_by": found.signed_by}  # fmt: skip
        await audit.record(actor, "school.consent.remove", "person", found.person, before=before)


async def _locked(consent: int) -> _Row:
    found = await DB.one(_Row, FIND, consent)
    if found is None:
        raise NotFound
    return found
