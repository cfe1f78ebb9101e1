"""Taking back a way in through another system; never the last one."""

from __future__ import annotations

from identity.door import events
from identity.door.visitor import NOBODY, Visitor
from intranet.kit import audit, clock
from intranet.kit.access import Signed
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, MustProveAgain, NotFound
from intranet.kit.i18n import _
from intranet.kit.web import is_fresh

LOCK = "select id from account where id = $1 for update"
# Other ways into the account than identity $2: a password that works, a directory, another identity.
OTHERS = """select (select count(*) from local_credential c where c.account = $1
        and (c.expires_on is null or c.expires_on >= $3))
    + (select count(*) from account a join identity_provider p on p.id = a.provider
        where a.id = $1 and p.kind = 'ldap' and p.is_enabled)
    + (select count(*) from external_identity x join identity_provider p on p.id = x.provider
        where x.account = $1 and x.id <> $2 and p.is_enabled)"""
SLUG = """select p.slug from external_identity x join identity_provider p on p.id = x.provider
    where x.id = $1 and x.account = $2"""
END_ITS = """update auth_session set revoked_at = $3, reason = 'unlinked'
    where identity = $1 and id is distinct from $2 and revoked_at is null"""
REMOVE = "delete from external_identity where id = $1"


async def unlink(signed: Signed, identity_id: int, visitor: Visitor = NOBODY) -> None:
    """Enter no more by this identity; its other sessions end.

    MustProveAgain without a fresh sign-in, NotFound for another's, DomainError for the last way in.
    """
    if not is_fresh(signed, is_write=True):
        raise MustProveAgain
    async with DB.transaction():
        await DB.value(LOCK, signed.account_id)
        slug = await DB.value(SLUG, identity_id, signed.account_id)
        if slug is None:
            raise NotFound
        if not await DB.value(OTHERS, signed.account_id, identity_id, clock.today()):
            raise DomainError(_("Это ваш единственный вход: сначала задайте пароль или добавьте другой."))
        await DB.execute(END_ITS, identity_id, signed.viewer.session_id, clock.real_now())
        await DB.execute(REMOVE, identity_id)
        after = {"provider": slug}
        await audit.record(
            signed.viewer, "identity.link.remove", "account", signed.account_id, after=after
        )  # fmt: skip
        await events.note(
            "unlink", visitor, account=signed.account_id, person=signed.viewer.person_id,
            session=signed.viewer.session_id, provider=slug,
        )  # fmt: skip
