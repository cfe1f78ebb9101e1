"""A code is redeemed: by a stranger who registers, by a proof that belongs to nobody yet, by one signed in.

In one transaction the code is spent, the account opened (or its unused slip replaced), the way in written.
An own password is never overwritten: its owner signs in and adds the code there. A second card of the same
human (the same folded full name, birth dates that do not differ) gives its child to the card that signs in;
other names are refused.
"""

from __future__ import annotations

from datetime import date

import msgspec

from identity.door import codes, entering, events, gates, links, registry, session
from identity.door.entering import Entry, Pending, Wish
from identity.door.flows import Flow
from identity.door.providers import ProviderRow, VerifiedIdentity
from identity.door.refusals import Refused, attempt_over
from identity.door.visitor import Visitor
from identity.invitations.lookup import FoundCode, code_by_id, take, taken_by
from identity.local import logins, passwords
from identity.local.provider import SLUG
from intranet.kit import audit, clock, mail
from intranet.kit.access import Signed, system_actor
from intranet.kit.db import DB
from intranet.kit.errors import Conflict, DomainError
from intranet.kit.i18n import LANG, _
from intranet.kit.jobs import enqueue
from intranet.kit.templating import date_full
from intranet.school.people.guardians import add_guardianship, end_guardianship
from intranet.school.people.names import fold, full_name, name_key, parse_email

STEM = "select login_key from account where split_part(login_key, '.', 1) = $1"
OPEN_ACCOUNT = """insert into account (person, provider, login, login_key, status, last_hat, created_at)
    values ($1, (select id from identity_provider where slug = 'local'), $2, $2, 'active', $3, $4)
    on conflict do nothing returning id"""
RENAME = "update account set login = $2, login_key = $2, last_hat = $3 where id = $1"
PUT = """insert into local_credential (account, phc, is_first_entry, expires_on, changed_at, issued_by)
    values ($1, $2, false, null, $3, null) on conflict (account) do update set phc = excluded.phc,
        is_first_entry = false, expires_on = null, changed_at = excluded.changed_at, issued_by = null
    where local_credential.is_first_entry returning id"""
HAT = "update account set last_hat = $2 where id = $1 and $2 <> ''"
# As in identity.account.contacts, whose job sends the link: a day, and three letters an hour for an address.
ADDRESS = """insert into contact_proof (account, kind, value, asked_at, expires_at, attempts)
    select $1::bigint, 'email', $2::text, $3::timestamptz, $3::timestamptz + interval '1 day', 0
    where (select count(*) from contact_proof where kind = 'email' and value = $2
        and asked_at > $3 - interval '1 hour') < 3
    returning id"""
LETTER = "identity.email"
WHO = "select surname, name, patronymic, born from person where id = $1"
LINKS = """select id, guardian, kind, restricted_since is not null and restricted_since <= $4 as is_restricted
    from guardianship where guardian in ($1, $2) and child = $3
        and since <= $4 and (until is null or until >= $4) order by id"""


class Chosen(msgspec.Struct, frozen=True):
    """What somebody who registers has typed; the address is optional."""

    login: str
    password: str
    email: str = ""


class _Who(msgspec.Struct):
    surname: str
    name: str
    patronymic: str
    born: date | None


class _Link(msgspec.Struct):
    id: int
    guardian: int
    kind: str
    is_restricted: bool


async def suggested_login(found: FoundCode) -> str:
    """The login that the slip has already, or one that is free."""
    if found.login:
        return found.login
    taken = set(await DB.rows(str, STEM, codes.transliterated(found.surname)))
    return codes.free_login(found.surname, taken)


async def register(visitor: Visitor, code: int, chosen: Chosen, wish: Wish) -> Entry | Pending:
    """Open the account with an own login and password, spend the code, sign in.

    DomainError beside what is wrong; Conflict when the code was used meanwhile; nothing is half done.
    """
    found = await code_by_id(code)
    check_free(found)
    login = logins.checked(chosen.login)
    passwords.check_new(chosen.password, found.hats, [login, found.surname, found.name])
    address = parse_email(chosen.email) if chosen.email.strip() else ""
    if address is None:
        raise DomainError(_("Это не похоже на адрес почты: проверьте его."), field="email")
    row = await registry.provider_row(SLUG)
    assert row is not None
    await gates.check(found.entrant, row, _own_proof(0), visitor)
    phc = await passwords.hash_secret(chosen.password)
    async with DB.transaction():
        found = await take(found)
        check_free(found)
        account = await _account(found, login)
        if await DB.value(PUT, account, phc, clock.real_now()) is None:
            raise Conflict(_("У этого человека уже есть свой вход."), field="code")
        await session.end_others(account, None, "code")
        await _address(account, address)
        await _record(found, account, visitor, "password")
    return await entering.enter(visitor, row, _own_proof(account), _wished(found, wish))


def _own_proof(account: int) -> VerifiedIdentity:
    return VerifiedIdentity(SLUG, SLUG, str(account), clock.real_now(), amr=("pwd",))


def check_free(found: FoundCode) -> None:
    """DomainError if its owner has a way in already: the code is added there, nothing is replaced."""
    if found.has_own_way:
        raise DomainError(
            _("У этого человека уже есть свой вход. Войдите и введите код в профиле: «Добавить код»."),
            field="code",
        )


async def _account(found: FoundCode, login: str) -> int:
    if not await logins.is_free(login, found.account):
        raise logins.unfit()
    if found.account is not None:
        await DB.execute(RENAME, found.account, login, found.hat)
        return found.account
    made: int | None = await DB.value(OPEN_ACCOUNT, found.person, login, found.hat, clock.real_now())
    if made is None:
        raise logins.unfit()
    return made


async def _address(account: int, address: str) -> None:
    """The address gets a link and counts for nothing until it is opened; a school without mail sends none."""
    if address and mail.is_configured():
        proof = await DB.value(ADDRESS, account, address, clock.real_now())
        if proof is not None:
            await enqueue(LETTER, {"proof": proof, "lang": LANG.get()})


async def _record(found: FoundCode, account: int, visitor: Visitor, by: str) -> None:
    await taken_by(found, account)
    after = {"relation": found.relation, "child": found.child, "account": account, "by": by}
    await audit.record(system_actor("identity"), "identity.code.use", "person", found.person, after=after)
    await events.note("code_used", visitor, account=account, person=found.person, detail=found.relation)


def _wished(found: FoundCode, wish: Wish) -> Wish:
    return Wish(found.next_path, wish.is_shared) if wish.next_path == "/" else wish


async def check_proof(visitor: Visitor, row: ProviderRow, proof: VerifiedIdentity, found: FoundCode) -> None:
    """Before anything is written: the gates, and for the state's proof the first name. Refused."""
    await gates.check(found.entrant, row, proof, visitor)
    if row.trust != "state" or proof.names is None or fold(proof.names[1]) == fold(found.name):
        return
    number = await events.note("refused", visitor, person=found.person, provider=row.slug, detail="name")
    raise Refused(
        _("Код выдан другому человеку."),
        _("Имя на Госуслугах и в школе разное. Введите код со своего листка."),
        number,
        status=403,
        field="code",
    )


async def check_attempt(visitor: Visitor, flow: Flow, found: FoundCode) -> None:
    """The same for what an attempt has proved."""
    row = await registry.provider_row(flow.slug)
    if row is None or not row.is_enabled:
        raise attempt_over(0)
    await check_proof(visitor, row, flow.proof, found)


async def link_by_code(visitor: Visitor, flow: Flow, code: int) -> Entry | Pending:
    """Link what was proved in this attempt to the code's person, spend the code, enter. Once.

    Refused by a gate, DomainError as `code_by_id`.
    """
    row = await registry.provider_row(flow.slug)
    if row is None or not row.is_enabled:
        raise attempt_over(0)
    proof, found = flow.proof, await code_by_id(code)
    await check_proof(visitor, row, proof, found)
    async with DB.transaction():
        found = await take(found)
        account = await links.account_of(found.person)
        await links.link_identity(system_actor("identity"), account, row, proof, "code", visitor)
        await DB.execute(HAT, account, found.hat)
        await _record(found, account, visitor, row.slug)
    return await entering.enter(visitor, row, proof, _wished(found, Wish(flow.next_path, flow.is_shared)))


async def add_code(signed: Signed, visitor: Visitor, found: FoundCode) -> str:
    """Somebody signed in adds a code: a second child, one's own second card. A sentence of what came of it.

    DomainError (field code) for somebody else's; then the code stays good.
    """
    async with DB.transaction():
        found = await take(found)
        if found.person != signed.viewer.person:
            await _move(signed, found)
        await _record(found, signed.account_id, visitor, "signed_in")
    if found.relation == "parent":
        child = full_name(found.child_surname, found.child_name)
        return _("Ребёнок добавлен: %(name)s.", name=child)
    return _("Код принят: это ваша запись.")


async def _move(signed: Signed, found: FoundCode) -> None:
    """The child of a doubled card goes over to the card that signs in."""
    mine = await DB.one(_Who, WHO, signed.viewer.person)
    assert mine is not None
    is_same = name_key(mine.surname, mine.name, mine.patronymic) == found.name_key
    is_same = is_same and (mine.born is None or found.born is None or mine.born == found.born)
    if not is_same:
        raise DomainError(
            _("Код выдан другому человеку: %(name)s. Если это вы, попросите секретаря школы исправить"
              " карточку; если нет, отдайте листок тому, кому он выдан.", name=found.full_name),
            field="code",
        )  # fmt: skip
    if found.relation != "parent" or found.child is None or found.has_own_way:
        raise DomainError(_("У вас в школе две карточки. Объединить их может секретарь школы."), field="code")
    await _take_over(signed.viewer.person, found, found.child)


async def _take_over(person: int, found: FoundCode, child: int) -> None:
    today = clock.today()
    known = await DB.rows(_Link, LINKS, person, found.person, child, today)
    if person == child or any(one.is_restricted for one in known):
        raise DomainError(_("Доступ к этому ребёнку ограничен. Обратитесь к секретарю школы."), field="code")
    actor = system_actor("identity")
    old = next(one for one in known if one.guardian == found.person)
    basis = _("код, выдан %(day)s", day=date_full(clock.to_local(found.issued_at).date()))
    await add_guardianship(actor, person, child, old.kind, today, basis=basis)
    await end_guardianship(actor, old.id, today)
