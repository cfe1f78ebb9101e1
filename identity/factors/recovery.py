"""Ten codes on paper for the day the phone is lost: 50 bits each, keyed hashes, each works once."""

from __future__ import annotations

from identity.door import codes
from intranet.kit import clock, crypto
from intranet.kit.db import DB

HOW_MANY = 10
FORGET = "delete from recovery_code where account = $1"
PUT = """insert into recovery_code (account, code_hash, made_at)
    select $1, unnest($2::bytea[]), $3"""
TAKE = """update recovery_code set used_at = $3 where account = $1 and code_hash = $2 and used_at is null
    returning id"""


def _hash(account: int, code: str) -> bytes:
    return crypto.fingerprint(f"recovery:{account}:{codes.fold_code(code)}")


async def renew(account: int) -> list[str]:
    """Ten new ones instead of the earlier ones, in the caller's transaction; they are seen this once."""
    made = [codes.new_code() for _ in range(HOW_MANY)]
    await forget(account)
    await DB.execute(PUT, account, [_hash(account, code) for code in made], clock.real_now())
    return made


async def forget(account: int) -> None:
    """None any more."""
    await DB.execute(FORGET, account)


async def take_code(account: int, code: str) -> bool:
    """Use one up."""
    if len(codes.fold_code(code)) != codes.CODE_GROUPS * codes.CODE_GROUP:
        return False
    return await DB.value(TAKE, account, _hash(account, code), clock.real_now()) is not None
