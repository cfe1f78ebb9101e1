"""What a person reads about the own second factors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from identity.door.gates import FACTOR_HATS
from intranet.kit.access import Signed
from intranet.kit.db import DB
from intranet.school.settings import setting

OWN = """select id, kind, title, created_at, last_at from factor
    where account = $1 and confirmed_at is not null order by id"""
LEFT = "select count(*) from recovery_code where account = $1 and used_at is null"
KINDS = """select distinct kind::text from factor
    where account = $1 and confirmed_at is not null order by 1"""


class FactorCard(msgspec.Struct):
    """One factor: `kind` is totp or passkey, `title` where it was added; times in UTC."""

    id: int
    kind: str
    title: str
    created_at: datetime
    last_at: datetime | None


async def factors_of(signed: Signed) -> list[FactorCard]:
    """The own ones, oldest first."""
    return await DB.rows(FactorCard, OWN, signed.account_id)


async def codes_left(signed: Signed) -> int:
    """How many recovery codes were not used yet."""
    return int(await DB.value(LEFT, signed.account_id))


async def kinds_of(account: int) -> list[str]:
    """The kinds an account has: totp, passkey."""
    return await DB.rows(str, KINDS, account)


async def is_required(signed: Signed) -> bool:
    """Whether the school asks a second factor of one of this person's hats."""
    return _meets(await setting(FACTOR_HATS), [hat.name for hat in signed.hats])


def _meets(wanted: Sequence[str], hats: Sequence[str]) -> bool:
    return bool(set(wanted) & set(hats))
