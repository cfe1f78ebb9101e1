"""The same as tests/objects.py for what the door and its administration keep."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from identity.door import session
from identity.door.visitor import NOBODY
from intranet.kit import crypto
from intranet.kit.db import DB
from intranet.permissions_check import Expectation
from tests.doors import make_account
from tests.factories import World, insert

NOW = datetime(2026, 11, 19, tzinfo=UTC)
Find = Callable[[World, str, str, bool, Expectation], Awaitable[int | str | None]]


async def _provider(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> str:
    """Another system that people may sign in by; foreign is one that is switched off."""
    slug = "closed" if foreign else "district"
    known = await DB.value("select 1 from identity_provider where slug = $1", slug)
    if known is None:
        config = {"issuer": "https://id.example", "client_id": "parta"}
        await insert(
            "identity_provider",
            slug=slug,
            kind="oidc",
            title="District",
            is_enabled=not foreign,
            config=config,
        )
    return slug


async def _identity(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int:
    """Who somebody is in another system; foreign is Вера."""
    whose = "vera" if foreign else login
    account = await DB.value("select id from account where person = $1", world.people[whose])
    await _provider(world, login, hat, False, line)
    return await insert(
        "external_identity", account=account or await make_account(world.people[whose], whose),
        provider=await DB.value("select id from identity_provider where slug = 'district'"),
        issuer="https://id.example", subject=f"{whose} {hat}", linked_by="code", linked_at=NOW,
    )  # fmt: skip


async def _factor(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int:
    """An own second factor, or Вера's."""
    whose = "vera" if foreign else login
    if await DB.value("select 1 from account where login_key = $1", whose) is None:
        await make_account(world.people[whose], whose)
    account = await DB.value("select id from account where login_key = $1", whose)
    return await insert("factor", account=account, kind="totp", created_at=NOW, confirmed_at=NOW)


async def _way(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> str:
    """A way in the administrator looks after: a directory where sweeps are meant, else a provider."""
    slug, kind = ("network", "ldap") if "/directories/" in line.path else ("trial", "oidc")
    if foreign:
        return "nothing-here"
    if await DB.value("select 1 from identity_provider where slug = $1", slug) is None:
        config = {"issuer": "https://127.0.0.1:1", "client_id": "parta", "auth_method": "none"}
        await insert(
            "identity_provider", slug=slug, kind=kind, title="Trial", is_enabled=False, config=config
        )
    return slug


async def _mapping(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int:
    """A group of that provider which gives a hat; foreign is no line of it."""
    if foreign:
        return 2**31 - 1
    ident = await DB.value("select id from identity_provider where slug = 'trial'")
    known = await DB.value("select id from group_hat where provider = $1", ident)
    return int(known or await insert("group_hat", provider=ident, group_key="zavuch", hat="head_teacher"))


async def _session(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int:
    """A session of Глеб's; foreign is one that is over."""
    if foreign:
        return 2**31 - 1
    ident = await DB.value("select id from account where person = $1", world.people["gleb"])
    account = ident or await make_account(world.people["gleb"], "gleb")
    return (await session.start(account, "guest_staff", ["guest_staff"], NOBODY))[0]


async def _entry(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int:
    """Somebody of the directory who is nobody here yet; foreign is no entry."""
    if foreign:
        return 2**31 - 1
    provider = await DB.value("select id from identity_provider where slug = 'network'")
    return await insert(
        "directory_entry", provider=provider, stable_id=f"{login} {hat}", login_key="kim", surname="Ким",
        name="Глеб",
    )  # fmt: skip


async def _doubt(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int:
    """Somebody who may be Анна; foreign is no question at all."""
    if foreign:
        return 2**31 - 1
    await _way(world, login, hat, False, line)
    known = await DB.value("select id from link_review where state = 'open'")
    facts = crypto.seal('{"names": ["Орлова", "Анна", "Сергеевна"], "snils": "", "born": "1984-01-05"}')
    return int(known or await insert(
        "link_review", provider=await DB.value("select id from identity_provider where slug = 'trial'"),
        issuer="https://127.0.0.1:1", subject="1", facts=facts, reason="no_number", asked_at=NOW, last_at=NOW,
        candidates=[world.people["anna"]],
    ))  # fmt: skip


DOOR_OBJECTS: dict[str, Find] = {
    "slug": _provider,
    "factor_id": _factor,
    "identity_id": _identity,
    "way": _way,
    "mapping_id": _mapping,
    "session_id": _session,
    "doubt_id": _doubt,
    "entry_id": _entry,
}
