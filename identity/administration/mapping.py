"""Which group of a provider gives which hat: the only way a claim gives a right.

A group gives a granted hat; the relations of the register give the others. Taking a line away takes the hat
back at the next sign-in or sweep.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from identity.administration.providers import FILE, LOCAL
from identity.door.providers import ProviderRow
from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.school.access import HAT_TITLES
from intranet.school.people.hats import GRANTABLE

OF_PROVIDER = """select id, group_key, hat, makes_person from group_hat where provider = $1
    order by group_key, hat"""
ADD = """insert into group_hat (provider, group_key, hat, makes_person) values ($1, $2, $3, $4)
    on conflict (provider, group_key, hat) do nothing returning id"""
REMOVE = "delete from group_hat where provider = $1 and id = $2 returning group_key || ' = ' || hat"
CHANGED = "update identity_provider set changed_at = $2 where id = $1"
LONGEST = 300


class Line(msgspec.Struct, frozen=True):
    """A line of the table; `makes_person`: staff whom the register does not know are entered."""

    group_key: str
    hat: str
    makes_person: bool = False


class Mapped(Line, frozen=True, kw_only=True):
    """A line that stands."""

    id: int

    @property
    def hat_title(self) -> str:
        """ "секретарь"."""
        return str(HAT_TITLES[self.hat])


async def lines_of(row: ProviderRow) -> list[Mapped]:
    """The table of a provider, by group."""
    return await DB.rows(Mapped, OF_PROVIDER, row.id)


def check(line: Line) -> None:
    """DomainError at `group_key` or `hat`."""
    if not 1 <= len(line.group_key) <= LONGEST or not line.group_key.isprintable():
        raise DomainError(_("Имя группы: от 1 до 300 знаков в одну строку."), field="group_key")
    if line.hat not in GRANTABLE:
        raise DomainError(_("Такую роль нельзя выдать: её даёт класс, ребёнок или нагрузка"), field="hat")


async def add_line(actor: Viewer, row: ProviderRow, line: Line) -> None:
    """A group gives a hat from now on. DomainError."""
    _check_own(row)
    check(line)
    async with DB.transaction():
        made = await DB.value(ADD, row.id, line.group_key, line.hat, line.makes_person)
        if made is None:
            raise DomainError(_("Такая строка уже есть."), field="group_key")
        await _noted(actor, row, "add", f"{line.group_key} = {line.hat}")


async def remove_line(actor: Viewer, row: ProviderRow, line: int) -> None:
    """A group gives the hat no longer. NotFound."""
    _check_own(row)
    async with DB.transaction():
        words = await DB.value(REMOVE, row.id, line)
        if words is None:
            raise NotFound
        await _noted(actor, row, "delete", words)


async def put_lines(actor: Viewer, provider: int, slug: str, lines: Sequence[Line]) -> bool:
    """Exactly these lines, in the caller's transaction; False when they stand already."""
    stood = await DB.rows(Mapped, OF_PROVIDER, provider)
    before = {Line(one.group_key, one.hat, one.makes_person) for one in stood}
    if before == set(lines):
        return False
    await DB.execute("delete from group_hat where provider = $1", provider)
    for line in lines:
        await DB.value(ADD, provider, line.group_key, line.hat, line.makes_person)
    after = {"slug": slug, "groups": [f"{line.group_key} = {line.hat}" for line in lines]}
    await audit.record(actor, "identity.provider.groups", "identity_provider", provider, after=after)
    return True


def _check_own(row: ProviderRow) -> None:
    if row.kind == LOCAL:
        raise NotFound
    if row.origin == FILE:
        raise DomainError(_("Этот вход задан файлом на сервере: измените файл и примените его снова."))


async def _noted(actor: Viewer, row: ProviderRow, what: str, words: str) -> None:
    await DB.execute(CHANGED, row.id, clock.real_now())
    after = {"slug": row.slug, "line": words}
    await audit.record(actor, f"identity.provider.group.{what}", "identity_provider", row.id, after=after)
