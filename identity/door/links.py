"""Whose account a proof opens: a known link, СНИЛС under one strict rule, else a code or a person decides.

The key is (provider, issuer, subject), never a name, a login or an address. By СНИЛС only when the provider
is the state's, the account there is confirmed, the number holds its check digits, exactly one person of the
school has it, and birth date and surname agree (IDENTITY 1b); whatever else looks like somebody goes to a
queue. So does whoever has a granted hat: the register is written by a secretary, who must not turn an
administrator's door by writing another number.
"""

from __future__ import annotations

from typing import Any

import msgspec

from identity.door import codes, events, gates
from identity.door.providers import CONFIRMED, ProviderRow, VerifiedIdentity
from identity.door.told import tell_owner
from identity.door.visitor import Visitor
from intranet.kit import audit, clock, crypto
from intranet.kit.access import Viewer, system_actor
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _
from intranet.school.access import HATS_OF_P
from intranet.school.people import names
from intranet.school.people.snils import BadSnilsError, parse_snils

KNOWN = """update external_identity set last_at = $4, assurance = $5
    where provider = $1 and issuer = $2 and subject = $3 returning id, account"""
LINK = """insert into external_identity
        (account, provider, issuer, subject, linked_by, linked_at, assurance, label, last_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $6) on conflict (provider, issuer, subject) do nothing
    returning id"""
PERSON_OF = "select person from account where id = $1"
OF_PERSON = "select id from account where person = $1"
OPEN_ACCOUNT = """insert into account (person, provider, login, login_key, status, last_hat, created_at)
    values ($1, $2, $3, $3, 'active', '', $4) on conflict (person) do nothing returning id"""
TAKEN = "select login_key from account where split_part(login_key, '.', 1) = $1"
SURNAME = "select surname from person where id = $1"
LOCAL = "select id from identity_provider where slug = 'local'"
# People of today who may be meant: by number, or by the three names (and the birth date where both know it).
MEANT = f"""select p.id, p.surname, p.born, p.snils_print = $3 as is_number,
        exists (select 1 from granted_hat h where h.person = p.id and (h.until is null or h.until >= $2))
            as is_granted
    from person p where (p.snils_print = $3
        or (p.name_key = $1 and ($4::date is null or p.born is null or p.born = $4)))
      and $2::date is not null and cardinality({HATS_OF_P}) > 0"""
DOUBT = """insert into link_review
        (provider, issuer, subject, facts, reason, candidates, state, asked_at, last_at, times, answer)
    values ($1, $2, $3, $4, $5, $6, 'open', $7, $7, 1, '')
    on conflict (provider, issuer, subject) do update set facts = excluded.facts, reason = excluded.reason,
        candidates = excluded.candidates, last_at = excluded.last_at, times = link_review.times + 1
    returning id"""


class Known(msgspec.Struct):
    """A link that stands."""

    id: int
    account: int


class _Meant(msgspec.Struct):
    id: int
    surname: str
    born: Any
    is_number: bool | None
    is_granted: bool


async def known_link(row: ProviderRow, proof: VerifiedIdentity) -> Known | None:
    """The account this identity was linked to; remembers that it was used."""
    return await DB.one(
        Known, KNOWN, row.id, proof.issuer, proof.subject, clock.real_now(), proof.assurance
    )  # fmt: skip


async def match_by_snils(row: ProviderRow, proof: VerifiedIdentity, visitor: Visitor) -> Known | None:
    """The link made by СНИЛС now, or None; whoever may be meant, but not for certain, is put in the queue.

    Refused when the person is certain and may not enter.
    """
    if row.trust != "state" or proof.assurance != CONFIRMED:
        return None
    number = _number(proof.snils)
    found = await _meant(proof, number)
    sure = [one for one in found if one.is_number]
    if len(found) == 1 and len(sure) == 1 and _agrees(sure[0], proof) and not sure[0].is_granted:
        # before an account is opened: who may not enter gets a sentence, never half an account
        await gates.check(await gates.entrant_of(sure[0].id), row, proof, visitor)
        async with DB.transaction():
            account = await account_of(sure[0].id)
            link = await link_identity(system_actor("identity"), account, row, proof, "snils", visitor)
        return Known(link, account)
    if found:
        await _doubt(row, proof, _reason(found, sure, number, proof), [one.id for one in found])
    return None


def _number(snils: str | None) -> str | None:
    try:
        return parse_snils(snils) if snils else None
    except BadSnilsError:
        return None


async def _meant(proof: VerifiedIdentity, number: str | None) -> list[_Meant]:
    key = names.name_key(*proof.names) if proof.names else ""
    print_ = crypto.fingerprint(number) if number else None
    return await DB.rows(_Meant, MEANT, key, clock.today(), print_, proof.born)


def _agrees(one: _Meant, proof: VerifiedIdentity) -> bool:
    """Birth date and surname are known on both sides and the same (Ё counts as Е)."""
    if proof.names is None or proof.born is None or one.born != proof.born:
        return False
    return names.fold(one.surname) == names.fold(proof.names[0])


def _reason(
    found: list[_Meant], sure: list[_Meant], number: str | None, proof: VerifiedIdentity
) -> str:  # fmt: skip
    if len(found) > 1:
        return "several"
    if sure:
        return "granted" if _agrees(sure[0], proof) else "differs"
    return "no_number" if number is None else "other_number"


async def _doubt(row: ProviderRow, proof: VerifiedIdentity, reason: str, people: list[int]) -> None:
    facts = {"names": list(proof.names or ()), "snils": proof.snils or "",
             "born": proof.born.isoformat() if proof.born else ""}  # fmt: skip
    sealed = crypto.seal(msgspec.json.encode(facts).decode())
    await DB.value(
        DOUBT, row.id, proof.issuer, proof.subject, sealed, reason, people, clock.real_now()
    )  # fmt: skip


async def account_of(person: int) -> int:
    """The person's account, opened with a login of its own when there is none; inside a transaction."""
    found: int | None = await DB.value(OF_PERSON, person)
    if found is not None:
        return found
    surname = await DB.value(SURNAME, person)
    taken = set(await DB.rows(str, TAKEN, codes.transliterated(surname)))
    login = codes.free_login(surname, taken)
    made = await DB.value(OPEN_ACCOUNT, person, await DB.value(LOCAL), login, clock.real_now())
    return int(made if made is not None else await DB.value(OF_PERSON, person))


async def link_identity(
    actor: Viewer, account: int, row: ProviderRow, proof: VerifiedIdentity, by: str, visitor: Visitor
) -> int:
    """Link an identity to an account, in the caller's transaction; the link's id.

    DomainError when it is linked to somebody else already.
    """
    made: int | None = await DB.value(
        LINK, account, row.id, proof.issuer, proof.subject, by, clock.real_now(), proof.assurance,
        proof.label[:120],
    )  # fmt: skip
    if made is None:
        known = await known_link(row, proof)
        if known is not None and known.account == account:
            return known.id
        raise DomainError(_("Этот вход уже привязан к другому человеку. Обратитесь к администратору школы."))
    after = {"provider": row.slug, "by": by}
    await audit.record(actor, "identity.link.add", "account", account, after=after)
    await events.note("linked", visitor, account=account, provider=row.slug, detail=by)
    if by != "sync":  # a directory links the whole staff at once, and its people know their password
        await tell_owner(await DB.value(PERSON_OF, account), "link", visitor)
    return made
