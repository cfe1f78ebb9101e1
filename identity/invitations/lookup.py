"""A typed code: whose record it opens, or why not. Looking up spends nothing; `take` spends it, once.

A code that does not fit is charged to its address; of one that fits, its holder is told when it ended or was
used, since only they know it. The relation must still hold: an ended or restricted link opens nothing. Nor
does a code open rights that its person was given later and that its issuer could not have given.
"""

from __future__ import annotations

import asyncio
from datetime import date, datetime

import msgspec

from identity.door import events, throttle
from identity.door.codes import fold_code
from identity.door.gates import Entrant, opens_too_much
from identity.door.refusals import too_often
from identity.door.visitor import Visitor
from identity.invitations.codes import HATS, HOLDS, code_print
from intranet.kit import clock
from intranet.kit.db import DB
from intranet.kit.errors import Conflict, DomainError
from intranet.kit.i18n import _
from intranet.kit.templating import date_long
from intranet.school.access import Hat
from intranet.school.people.names import full_name, name_key

SLOW_SECONDS = 1.0
LONGEST = 100
FOUND = f"""select w.id, w.person, w.child, w.relation, w.issued_at, w.issued_hat, w.expires_on,
        w.used_at, w.revoked_at,
        p.surname, p.name, p.patronymic, p.born, {HATS} as hats, {HOLDS} as holds,
        coalesce(c.name, '') as child_name, coalesce(c.surname, '') as child_surname,
        a.id as account, coalesce(a.login, '') as login, coalesce(a.status, 'active') as status,
        coalesce(pr.kind <> 'local', false)
            or exists (select 1 from local_credential l where l.account = a.id and not l.is_first_entry)
            or exists (select 1 from external_identity x where x.account = a.id) as has_own_way
    from entry_code w join person p on p.id = w.person left join person c on c.id = w.child
    left join account a on a.person = p.id left join identity_provider pr on pr.id = a.provider"""
BY_CODE = f"{FOUND} where w.code_hash = $1 and $2::date is not null"
BY_ID = f"{FOUND} where w.id = $1 and $2::date is not null"
OPENED = "update entry_code set attempts = attempts + 1 where id = $1 and attempts < 1000"
TAKE = """update entry_code set used_at = $2 where id = $1 and used_at is null and revoked_at is null
    and expires_on >= $3 returning id"""
USED_BY = "update entry_code set used_by = $2 where id = $1"


class FoundCode(msgspec.Struct, frozen=True):
    """A code and the record it opens, as things stand."""

    id: int
    person: int
    child: int | None
    relation: str
    issued_at: datetime
    issued_hat: str
    expires_on: date
    used_at: datetime | None
    revoked_at: datetime | None
    surname: str
    name: str
    patronymic: str
    born: date | None
    hats: list[str]
    holds: bool
    child_name: str
    child_surname: str
    account: int | None
    login: str
    status: str
    has_own_way: bool

    @property
    def full_name(self) -> str:
        """Whose record it is."""
        return full_name(self.surname, self.name, self.patronymic)

    @property
    def name_key(self) -> str:
        """The name to compare by."""
        return name_key(self.surname, self.name, self.patronymic)

    @property
    def hat(self) -> str:
        """What is put on first; "" leaves it to the usual order."""
        return {"student": Hat.STUDENT, "parent": Hat.PARENT}.get(self.relation, "")

    @property
    def next_path(self) -> str:
        """The page its holder came for."""
        if self.relation == "parent":
            return f"/diary?child={self.child}"
        return "/diary" if self.relation == "student" else "/"

    @property
    def entrant(self) -> Entrant:
        """Who would enter, for the gates; without an account yet, its number is 0."""
        return Entrant(
            self.account or 0, self.person, self.login, self.status, self.hat, self.born, False, "",
            self.hats, [], False,
        )  # fmt: skip


async def look_up(visitor: Visitor, typed: str) -> FoundCode:
    """The code somebody typed, ready to be used. DomainError (field code) with what to do instead."""
    if wait := await throttle.wait_of(throttle.CODES, visitor.ip):
        raise too_often(wait, await events.note("throttled", visitor, detail="code"), "code")
    folded = fold_code(typed[:LONGEST])
    found = await DB.one(FoundCode, BY_CODE, code_print(folded), clock.today()) if folded else None
    if found is None:
        await _refuse(visitor)
        raise DomainError(_("Такого кода нет: проверьте каждый знак по листку."), field="code")
    _check(found)
    await DB.execute(OPENED, found.id)
    return found


async def _refuse(visitor: Visitor) -> None:
    await events.note("code_refused", visitor)
    await throttle.fill(throttle.CODES, visitor.ip)
    if await throttle.fill(throttle.CODES_ANYWHERE, "all"):
        await asyncio.sleep(SLOW_SECONDS)


async def code_by_id(code: int) -> FoundCode:
    """A code that this browser has typed before; DomainError if it cannot be used any more."""
    found = await DB.one(FoundCode, BY_ID, code, clock.today())
    if found is None:
        raise DomainError(_("Этого кода больше нет: попросите новый."), field="code")
    _check(found)
    return found


def _check(found: FoundCode) -> None:
    """DomainError for a code that is over, or whose relation no longer holds."""
    if found.used_at is not None:
        said = _("Этим кодом уже воспользовались. Войдите по своему логину или попросите новый код.")
    elif found.revoked_at is not None:
        said = _("Этот код заменён другим: введите код с нового листка или попросите ещё один.")
    elif opens_too_much(found.issued_hat, frozenset(found.hats)):
        said = _("Этот код больше не действует: у вас в школе новая роль. Попросите новый у администратора.")
    elif found.expires_on < clock.today():
        said = _("Код действовал до %(day)s. Попросите новый там же.", day=date_long(found.expires_on))
    elif not found.holds:
        said = _("По этому коду доступа сейчас нет. Спросите классного руководителя или секретаря школы.")
    elif found.status != "active":
        said = _("Эта учётная запись закрыта. Если это ошибка, обратитесь к секретарю школы.")
    else:
        return
    raise DomainError(said, field="code")


async def take(found: FoundCode) -> FoundCode:
    """Spend the code, in the caller's transaction, by one UPDATE; the record as it stands under its lock.

    Conflict when somebody was faster.
    """
    if await DB.value(TAKE, found.id, clock.real_now(), clock.today()) is None:
        raise Conflict(_("Этим кодом уже воспользовались."), field="code")
    now = await DB.one(FoundCode, BY_ID, found.id, clock.today())
    assert now is not None
    if not now.holds or now.status != "active" or opens_too_much(now.issued_hat, frozenset(now.hats)):
        raise Conflict(_("По этому коду доступа сейчас нет."), field="code")
    return now


async def taken_by(found: FoundCode, account: int) -> None:
    """Remember whose code it was, in the same transaction."""
    await DB.execute(USED_BY, found.id, account)
