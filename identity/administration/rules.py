"""The school's rules of sign-in: whose password alone is not enough, how long a shared machine waits."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from identity.door.gates import FACTOR_HATS
from identity.door.session import SHARED_IDLE
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _
from intranet.school.access import HATS_OF_P, Hat
from intranet.school.settings import save_setting, setting

STAFF_HATS = tuple(hat for hat in Hat if hat not in (Hat.STUDENT, Hat.PARENT))
LEAST_MINUTES, MOST_MINUTES = 5, 180
# Accounts in use whose owner wears a hat of staff, by hat: how many, and how many without a second factor.
COUNTED = f"""with staff as (select {HATS_OF_P} as hats, exists (select 1 from factor f
            where f.account = a.id and f.confirmed_at is not null) as is_safe
        from account a join person p on p.id = a.person
        where a.status = 'active' and $2::date is not null
            and (exists (select 1 from staff_post s where s.person = p.id)
                or exists (select 1 from granted_hat h where h.person = p.id)
                or exists (select 1 from assignment t where t.teacher = p.id)
                or exists (select 1 from class_teacher t where t.teacher = p.id)) and $1::int is not null)
    select hat, count(*) as people, count(*) filter (where not is_safe) as without
    from staff, unnest(hats) hat group by hat"""


class HatCount(msgspec.Struct, frozen=True):
    """Of so many people of a hat, so many have no second factor."""

    hat: str
    people: int
    without: int


class EntryRules(msgspec.Struct, frozen=True):
    """What is in force."""

    factor_hats: list[str]
    shared_minutes: int


async def rules_of_entry() -> EntryRules:
    """The rules of today."""
    return EntryRules(list(await setting(FACTOR_HATS)), int(await setting(SHARED_IDLE)))


async def factors_by_hat(viewer: Viewer) -> dict[str, HatCount]:
    """How many of each hat have no second factor yet."""
    found = await DB.rows(HatCount, COUNTED, viewer.person, viewer.day)
    return {one.hat: one for one in found}


async def set_rules(actor: Viewer, factor_hats: Sequence[str], shared_minutes: int) -> None:
    """From today on. DomainError at `factor_hats` or `shared_minutes`."""
    if set(factor_hats) - set(STAFF_HATS):
        raise DomainError(_("Второй шаг спрашивают у сотрудников."), field="factor_hats")
    if not LEAST_MINUTES <= shared_minutes <= MOST_MINUTES:
        raise DomainError(_("От 5 до 180 минут."), field="shared_minutes")
    async with DB.transaction():
        hats = [str(hat) for hat in STAFF_HATS if hat in factor_hats]
        await save_setting(actor, FACTOR_HATS, hats, actor.day)
        await save_setting(actor, SHARED_IDLE, shared_minutes, actor.day)
