"""What the administrator sees of a directory, and the one thing done by hand: saying whose an entry is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from identity.door import registry
from identity.door.providers import DirectoryRecord
from identity.ldap import linking
from identity.ldap.config import LdapConfig
from identity.ldap.matching import by_number
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import Forbidden, NotFound
from intranet.school.access import Hat
from intranet.school.classes.names import code_key

RUNS = """select r.id, p.slug, r.mode, r.is_dry, r.started_at, r.ended_at, r.counts, r.planned, r.aborted
    from directory_run r join identity_provider p on p.id = r.provider
    where p.slug = $1 order by r.id desc limit $2"""
SHOWN = """e.id, e.login_key as login, e.dn, e.surname, e.name, e.patronymic, e.number, e.is_active,
    e.missing_since"""
ENTRIES = f"""select {SHOWN}, '' as reason from directory_entry e
    join identity_provider p on p.id = e.provider
    where p.slug = $1 and e.account is null and e.missing_since is null
    order by e.surname, e.name, e.id limit $2"""
BY_LOGIN = """select e.id from directory_entry e join identity_provider p on p.id = e.provider
    where p.slug = $1 and e.login_key = $2 and e.missing_since is null"""
ENTRY = """select e.stable_id, e.dn, e.login_key as login, e.is_active, e.surname, e.name, e.patronymic,
        e.email, e.number, p.slug
    from directory_entry e join identity_provider p on p.id = e.provider where e.id = $1"""
PERSON = "select exists (select 1 from person where id = $1)"
MOST_SHOWN = 500


class _Entry(msgspec.Struct):
    stable_id: str
    dn: str
    login: str
    is_active: bool
    surname: str
    name: str
    patronymic: str
    email: str
    number: str
    slug: str


class Run(msgspec.Struct):
    """One reading; `planned` has what, who, login, why; `aborted` is a code, "" when all went well."""

    id: int
    slug: str
    mode: str
    is_dry: bool
    started_at: datetime
    ended_at: datetime | None
    counts: dict[str, int]
    planned: list[dict[str, str]]
    aborted: str


class Unmatched(msgspec.Struct):
    """An entry that is nobody's yet; `reason`: no_number, unknown_number, several, taken."""

    id: int
    login: str
    dn: str
    surname: str
    name: str
    patronymic: str
    number: str
    is_active: bool
    missing_since: datetime | None
    reason: str


def _only_administrator(actor: Viewer) -> None:
    if actor.person_id is not None and actor.hat != Hat.ADMINISTRATOR:
        raise Forbidden


async def last_runs(viewer: Viewer, slug: str, most: int = 20) -> list[Run]:
    """The newest readings of a directory; Forbidden for anybody but the administrator."""
    _only_administrator(viewer)
    return await DB.rows(Run, RUNS, slug, most)


async def unmatched(viewer: Viewer, slug: str) -> list[Unmatched]:
    """Entries that are nobody's, with the reason, by name."""
    _only_administrator(viewer)
    found = await DB.rows(Unmatched, ENTRIES, slug, MOST_SHOWN)
    people = await by_number([one.number for one in found])
    return [msgspec.structs.replace(one, reason=_reason(one, people)) for one in found]


def _reason(one: Unmatched, people: Mapping[str, set[int]]) -> str:
    if not one.number:
        return "no_number"
    known = people.get(code_key(one.number), set())
    if not known:
        return "unknown_number"
    return "several" if len(known) > 1 else "taken"


async def entry_named(viewer: Viewer, slug: str, login: str) -> int:
    """The entry of this login in a directory, as it was last seen. NotFound."""
    _only_administrator(viewer)
    found: int | None = await DB.value(BY_LOGIN, slug, login.strip().casefold())
    if found is None:
        raise NotFound
    return found


async def link_entry(actor: Viewer, entry: int, person: int) -> int:
    """Say whose this entry is; the account's id. NotFound, DomainError when either is somebody's already."""
    _only_administrator(actor)
    async with DB.transaction():
        found = await DB.one(_Entry, ENTRY, entry)
        row = await registry.provider_row(found.slug) if found else None
        if found is None or row is None or not await DB.value(PERSON, person):
            raise NotFound
        record = DirectoryRecord(**{name: getattr(found, name) for name in _Entry.__struct_fields__[:-1]})
        config = msgspec.convert(dict(row.config), LdapConfig)
        return await linking.link(actor, row, config, record, person, "admin")
