"""An entry of a directory becomes somebody of ours: by the sync, or by an administrator's hand.

The account's password is the directory's from then on, unless its owner has chosen one here: that one
stays, and the directory is just one more way. A slip nobody has used goes. The account takes the directory's
login if nobody has it.
"""

from __future__ import annotations

from identity.door import links
from identity.door.providers import DirectoryRecord, ProviderRow, VerifiedIdentity
from identity.door.visitor import NOBODY
from identity.ldap.config import LdapConfig
from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _
from intranet.school.classes.names import code_key
from intranet.school.people.names import tidy_name
from intranet.school.people.service import PersonCard, create_person

ALREADY = """select exists (select 1 from external_identity x join account a on a.id = x.account
    where x.provider = $1 and x.issuer = $2 and a.person = $3 and x.subject <> $4)"""
HAS_OWN = "select exists (select 1 from local_credential where account = $1 and not is_first_entry)"
DROP_SLIP = "delete from local_credential where account = $1 and is_first_entry"
ADOPT = """update account a set provider = $2,
        login = case when f.is_free then $3 else login end,
        login_key = case when f.is_free then $3 else login_key end
    from (select $3 <> '' and not exists (select 1 from account where login_key = $3) as is_free) f
    where a.id = $1 and a.provider is distinct from $2"""
OWNED = "update directory_entry set account = $3, person = $4 where provider = $1 and stable_id = $2"
NUMBER = """insert into external_id (system, key, value, person) values ('staff', $1, $2, $3)
    on conflict (system, key) do nothing"""
LONGEST_LOGIN = 60


async def link(
    actor: Viewer, row: ProviderRow, config: LdapConfig, one: DirectoryRecord, person: int, by: str
) -> int:
    """Link inside the caller's transaction; the account. DomainError when either is linked to another."""
    if await DB.value(ALREADY, row.id, config.named, person, one.stable_id):
        raise DomainError(_("У этого человека уже есть запись в этом каталоге."), field="person")
    account = await links.account_of(person)
    proof = VerifiedIdentity(row.slug, config.named, one.stable_id, clock.real_now(), label=one.login)
    await links.link_identity(actor, account, row, proof, by, NOBODY)
    await DB.execute(OWNED, row.id, one.stable_id, account, person)
    if not await DB.value(HAS_OWN, account):
        await adopt(actor, row, account, one.login)
    return account


async def adopt(actor: Viewer, row: ProviderRow, account: int, login: str) -> None:
    """The directory checks this account's password from now on."""
    key = login.casefold()
    await DB.execute(DROP_SLIP, account)
    await DB.execute(ADOPT, account, row.id, key if len(key) <= LONGEST_LOGIN else "")
    await audit.record(actor, "identity.account.provider", "account", account, after={"provider": row.slug})


async def make_person(actor: Viewer, one: DirectoryRecord) -> int:
    """A new person of the staff, as the directory writes the name; its number is kept for the lists."""
    made = await create_person(
        actor,
        PersonCard(
            surname=tidy_name(one.surname), name=tidy_name(one.name), patronymic=tidy_name(one.patronymic),
            email=one.email,
        ),
    )  # fmt: skip
    if one.number:
        await DB.execute(NUMBER, code_key(one.number), one.number, made)
    return made
