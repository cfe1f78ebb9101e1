"""Somebody proved to be a person whom the register does not name for certain: a person of the school decides.

The proof is shown masked, compared with each candidate word by word. It is linked to a candidate or refused
with an answer, once. Nobody decides about oneself; whoever may not give a way in to somebody
(identity.local.slips) may not link one either: a secretary links families and teachers, the rest is the
administrator's.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec

from identity.door import links
from identity.door.providers import ProviderRow, VerifiedIdentity
from identity.door.registry import COLUMNS
from identity.door.visitor import Visitor
from identity.local.slips import COMING_OF_P, RELATED
from intranet.kit import audit, clock, crypto
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.school.access import HATS_OF_P, Hat
from intranet.school.own_hands import check_other
from intranet.school.people import names

LONGEST = 500
SELECT = """select r.id, r.provider, w.title as way, r.issuer, r.subject, r.facts, r.reason, r.candidates,
        r.state, r.asked_at, r.last_at, r.times, r.answer
    from link_review r join identity_provider w on w.id = r.provider"""
OPEN = f"{SELECT} where r.state = 'open' order by r.last_at desc limit 200"
ONE = f"{SELECT} where r.id = $1"
LOCK = "select state from link_review where id = $1 for update"
PEOPLE = f"""select p.id, p.surname, p.name, p.patronymic, p.born, p.snils_print,
        {HATS_OF_P} || {COMING_OF_P} as hats
    from person p where p.id = any($1::int[]) and $2::date is not null order by p.sort_key, p.id"""
PROVIDER = f"select {COLUMNS} from identity_provider where id = $1"
DECIDE = """update link_review set state = $2, person = $3, decided_by = $4, decided_at = $5, answer = $6
    where id = $1 and state = 'open' returning id"""
TOLD = """select answer from link_review
    where provider = $1 and issuer = $2 and subject = $3 and state = 'refused'"""


class Facts(msgspec.Struct, frozen=True):
    """What the other system says of the person."""

    names: tuple[str, ...] = ()
    snils: str = ""
    born: str = ""

    @property
    def born_on(self) -> date | None:
        """The birth date, if one was told."""
        return date.fromisoformat(self.born) if self.born else None

    @property
    def masked_snils(self) -> str:
        """ "•••-•••-••• 27", "" when none was told."""
        return f"•••-•••-••• {self.snils[-2:]}" if len(self.snils) > 2 else ""


class _Row(msgspec.Struct):
    id: int
    provider: int
    way: str
    issuer: str
    subject: str
    facts: bytes
    reason: str
    candidates: list[int]
    state: str
    asked_at: datetime
    last_at: datetime
    times: int
    answer: str


class Doubt(msgspec.Struct, frozen=True):
    """An open question: who came by which way, how often, what is known of them."""

    id: int
    way: str
    reason: str
    state: str
    asked_at: datetime
    last_at: datetime
    times: int
    facts: Facts
    candidates: list[int]


class Candidate(msgspec.Struct, frozen=True):
    """Somebody of the school who may be meant."""

    id: int
    surname: str
    name: str
    patronymic: str
    born: date | None
    snils_print: bytes | None
    hats: list[str]

    @property
    def full_name(self) -> str:
        """ "Иванова Мария Сергеевна"."""
        return names.full_name(self.surname, self.name, self.patronymic)


def compared(facts: Facts, one: Candidate) -> dict[str, str]:
    """What of the proof agrees with somebody: "same", "differs" or "unknown" for each part."""
    told = (*facts.names, "", "", "")[:3]
    kept = (one.surname, one.name, one.patronymic)
    found = {
        part: _said(names.fold(theirs), names.fold(ours))
        for part, theirs, ours in zip(("surname", "name", "patronymic"), told, kept, strict=True)
    }
    found["born"] = _said(facts.born, one.born.isoformat() if one.born else "")
    number = crypto.fingerprint(facts.snils) if facts.snils else b""
    found["snils"] = _said(number, one.snils_print or b"")
    return found


def _said(theirs: Any, ours: Any) -> str:
    if not theirs or not ours:
        return "unknown"
    return "same" if theirs == ours else "differs"


def _doubt(row: _Row) -> Doubt:
    facts = msgspec.json.decode(crypto.unseal(row.facts), type=Facts)
    return Doubt(
        row.id, row.way, row.reason, row.state, row.asked_at, row.last_at, row.times, facts, row.candidates
    )  # fmt: skip


async def open_doubts(viewer: Viewer) -> list[Doubt]:
    """Every open question, the latest first. Leaves a line in the access log."""
    found = [_doubt(row) for row in await DB.rows(_Row, OPEN)]
    audit.looked_at(viewer, "identity.doubts", sorted({one for doubt in found for one in doubt.candidates}))
    return found


async def doubt_of(viewer: Viewer, ident: int) -> tuple[Doubt, list[Candidate]]:
    """One question and who may be meant; NotFound. Leaves a line in the access log."""
    row = await DB.one(_Row, ONE, ident)
    if row is None:
        raise NotFound
    people = await DB.rows(Candidate, PEOPLE, row.candidates, clock.today())
    audit.looked_at(viewer, "identity.doubts", row.candidates)
    return _doubt(row), people


async def link(actor: Viewer, ident: int, person: int, visitor: Visitor) -> None:
    """It is this person: the next sign-in opens the account. DomainError at `person`; NotFound."""
    async with DB.transaction():
        row = await _opened(ident)
        people = await DB.rows(Candidate, PEOPLE, row.candidates, clock.today())
        chosen = next((one for one in people if one.id == person), None)
        if chosen is None:
            raise DomainError(_("Выберите одного из людей ниже."), field="person")
        _check_may(actor, chosen)
        provider = await DB.one(ProviderRow, PROVIDER, row.provider)
        if provider is None:
            raise NotFound
        proof = VerifiedIdentity(provider.slug, row.issuer, row.subject, clock.real_now())
        account = await links.account_of(person)
        await links.link_identity(actor, account, provider, proof, "admin", visitor)
        await _decide(actor, ident, "linked", person, "")


def _check_may(actor: Viewer, chosen: Candidate) -> None:
    check_other(actor, chosen.id, field="person")
    if actor.hat == Hat.SECRETARY and not RELATED.issuperset(chosen.hats):
        raise DomainError(_("Вход этому человеку привязывает администратор."), field="person")


async def refuse(actor: Viewer, ident: int, answer: str) -> None:
    """It is none of them; the answer is shown at the next attempt. DomainError at `answer`; NotFound."""
    text = answer.strip()
    if not 1 <= len(text) <= LONGEST:
        raise DomainError(_("Напишите человеку, что ему делать: до 500 знаков."), field="answer")
    async with DB.transaction():
        await _opened(ident)
        await _decide(actor, ident, "refused", None, text)


async def _opened(ident: int) -> _Row:
    """The question, locked; NotFound when there is none or it is answered."""
    if await DB.value(LOCK, ident) != "open":
        raise NotFound
    row = await DB.one(_Row, ONE, ident)
    if row is None:
        raise NotFound
    return row


async def _decide(actor: Viewer, ident: int, state: str, person: int | None, answer: str) -> None:
    await DB.value(DECIDE, ident, state, person, actor.person_id, clock.real_now(), answer)
    after = {"state": state, "person": person}
    await audit.record(actor, "identity.doubt.decide", "link_review", ident, after=after)


async def answer_for(row: ProviderRow, proof: VerifiedIdentity) -> str:
    """What the school answered to whoever came with this proof before; "" when nothing."""
    return str(await DB.value(TOLD, row.id, proof.issuer, proof.subject) or "")
