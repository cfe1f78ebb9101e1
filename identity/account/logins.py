"""A login of one's own instead of the one on the slip (FEATURES A18, A41).

Latin letters, digits, dot, dash, underscore, so that no keyboard spoils it; no words of the house. A taken
login is refused in the words of one that is not allowed. Sessions stay; the login on the slip is gone.
"""

from __future__ import annotations

import re

from asyncpg import UniqueViolationError

from identity.door import events, throttle
from identity.door.refusals import too_often
from identity.door.told import tell_owner
from identity.door.visitor import Visitor
from intranet.kit import audit
from intranet.kit.access import Signed
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _

SHAPE = re.compile(r"[a-z](?:[._-]?[a-z0-9]){3,29}")
_WORDS = """
    admin administrator root system support help security login logout parta school shkola director direktor
    secretary sekretar zavuch teacher uchitel student uchenik parent roditel guest user test demo info mail
    postmaster webmaster abuse noreply gosuslugi esia intranet dnevnik journal zhurnal null
"""
RESERVED = frozenset(_WORDS.split())
OWN_KIND = """select p.kind from account a join identity_provider p on p.id = a.provider where a.id = $1"""
TAKEN = """select exists (select 1 from account where login_key = $1 and id <> $2)
    or exists (select 1 from directory_entry where login_key = $1)"""
PUT = "update account set login = $2, login_key = $2 where id = $1 and login_key <> $2 returning id"


def rule() -> str:
    """What a login may be, as people read it before they type."""
    return _(
        "От 4 до 30 знаков: латинские буквы, цифры, точка, дефис, подчёркивание; первая — буква."
        " Большие и маленькие буквы не различаются."
    )


async def choose_login(signed: Signed, typed: str, visitor: Visitor) -> str:
    """Let the account be entered by this login; it as it is kept. DomainError at `login`."""
    login = typed.strip().lower()
    if not SHAPE.fullmatch(login) or len(login) > 30:
        raise DomainError(_("Такой логин не подойдёт: прочтите правило над полем."), field="login")
    wait = await throttle.charge_login(f"own login {signed.account_id}")
    if wait:
        number = await events.note("throttled", visitor, account=signed.account_id)
        raise too_often(wait, number, "login")
    try:
        await _put(signed, login, visitor)
    except UniqueViolationError as error:
        raise _unfit() from error
    await throttle.clear_login(f"own login {signed.account_id}")
    return login


def _unfit() -> DomainError:
    return DomainError(_("Этот логин занят или не разрешён: придумайте другой."), field="login")


async def _put(signed: Signed, login: str, visitor: Visitor) -> None:
    async with DB.transaction():
        if await DB.value(OWN_KIND, signed.account_id) != "local":
            raise DomainError(_("Ваш логин задан в школьной сети: меняют его там."), field="login")
        if login in RESERVED or await DB.value(TAKEN, login, signed.account_id):
            raise _unfit()
        if await DB.value(PUT, signed.account_id, login) is None:
            return
        await audit.record(
            signed.viewer, "identity.login.change", "account", signed.account_id,
            before={"login": signed.login}, after={"login": login},
        )  # fmt: skip
        await events.note(
            "login", visitor, account=signed.account_id, person=signed.viewer.person_id,
            session=signed.viewer.session_id,
        )  # fmt: skip
        await tell_owner(signed.viewer.person, "login", visitor)
