"""A login of one's own instead of the one on the slip (FEATURES A18, A41).

Sessions stay; the login on the slip is gone.
"""

from __future__ import annotations

from asyncpg import UniqueViolationError

from identity.door import events, throttle
from identity.door.refusals import too_often
from identity.door.told import tell_owner
from identity.door.visitor import Visitor
from identity.local import logins
from intranet.kit import audit
from intranet.kit.access import Signed
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _

OWN_KIND = """select p.kind from account a join identity_provider p on p.id = a.provider where a.id = $1"""
PUT = "update account set login = $2, login_key = $2 where id = $1 and login_key <> $2 returning id"


async def choose_login(signed: Signed, typed: str, visitor: Visitor) -> str:
    """Let the account be entered by this login; it as it is kept. DomainError at `login`."""
    login = logins.checked(typed)
    wait = await throttle.charge_login(f"own login {signed.account_id}")
    if wait:
        number = await events.note("throttled", visitor, account=signed.account_id)
        raise too_often(wait, number, "login")
    try:
        await _put(signed, login, visitor)
    except UniqueViolationError as error:
        raise logins.unfit() from error
    await throttle.clear_login(f"own login {signed.account_id}")
    return login


async def _put(signed: Signed, login: str, visitor: Visitor) -> None:
    async with DB.transaction():
        if await DB.value(OWN_KIND, signed.account_id) != "local":
            raise DomainError(_("Ваш логин задан в школьной сети: меняют его там."), field="login")
        if not await logins.is_free(login, signed.account_id):
            raise logins.unfit()
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
