"""The ways in as an administrator keeps them: added, changed, switched, removed, by the page or by a file.

A new one is off. Whoever is switched off lets nobody new in and ends nothing; the passwords of this house are
always on. One that somebody is linked to is not removed. Rows of a file are changed in the file only. Every
change is in the audit; settings name files of secrets, so there is nothing to hide in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from identity.administration import kinds
from identity.door.providers import ProviderRow
from identity.door.registry import COLUMNS, all_providers
from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.kit.sms import SECRET as SMS
from intranet.school.access import Hat

SLUG = re.compile(r"[a-z0-9-]{2,40}")
RESERVED = ("local", "new")
LOCAL, PAGE, FILE = "local", "page", "file"
LOCK = "lock table identity_provider in share row exclusive mode"
ONE = f"select {COLUMNS} from identity_provider where slug = $1"
ADD = """insert into identity_provider
        (slug, kind, is_enabled, trust, config, title, ordinal, min_age, hats, origin, changed_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id"""
PUT = """update identity_provider set is_enabled = $3, trust = $4, config = $5, title = $6, ordinal = $7,
        min_age = $8, hats = $9, origin = $10, changed_at = $11 where slug = $1 and kind = $2"""
SWITCH = "update identity_provider set is_enabled = $2, changed_at = $3 where id = $1"
LINKED = """select (select count(*) from external_identity where provider = $1)
    + (select count(*) from account where provider = $1)
    + (select count(*) from mapped_hat where provider = $1)"""
REMOVE = "delete from identity_provider where id = $1"
LISTED = f"""select {COLUMNS}, ordinal,
        (select e.at from auth_event e where e.provider = p.slug and e.kind = 'signed_in'
            order by e.id desc limit 1) as last_in,
        coalesce(d.entered, 0) as entered, coalesce(d.refused, 0) as refused,
        (select count(*) from external_identity x where x.provider = p.id) as linked
    from identity_provider p left join (
        select provider, count(*) filter (where kind = 'signed_in') as entered,
            count(*) filter (where kind in ('refused', 'suspended', 'no_hat', 'unlinked')) as refused
        from auth_event where at >= $1 group by provider) d on d.provider = p.slug
    order by p.ordinal, p.id"""


class Listed(msgspec.Struct, frozen=True):
    """A way in as the list shows it: `entered` and `refused` are today's."""

    slug: str
    kind: str
    title: str
    is_enabled: bool
    origin: str
    config: dict[str, Any]
    last_in: datetime | None
    entered: int
    refused: int
    linked: int

    @property
    def kind_title(self) -> str:
        """ "OpenID Connect"."""
        if self.kind == LOCAL:
            return _("Логин и пароль этого сайта")
        return str(kinds.TITLES[kinds.form_kind(self.kind, self.config)])


class Draft(msgspec.Struct, frozen=True):
    """A way in as somebody wants it to be."""

    slug: str
    kind: str
    title: str
    trust: str
    config: Mapping[str, Any]
    ordinal: int = 0
    min_age: int | None = None
    hats: tuple[str, ...] = ()


class BadSettings(DomainError):
    """Settings that do not hold: a sentence a field ("title", "config.claims.subject")."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{path}: {sentence}" for path, sentence in problems.items()))
        self.problems = problems


async def listed() -> list[Listed]:
    """Every way in, with what happened at it today; one statement."""
    now = clock.to_local(clock.real_now())
    return await DB.rows(Listed, LISTED, clock.local(now.date()))


async def provider_named(slug: str) -> ProviderRow:
    """One way in; NotFound."""
    found = await DB.one(ProviderRow, ONE, slug)
    if found is None:
        raise NotFound
    return found


async def ordinal_of(slug: str) -> int:
    """Its place in the list."""
    return int(await DB.value("select ordinal from identity_provider where slug = $1", slug) or 0)


async def linked_to(row: ProviderRow) -> int:
    """How many identities, passwords and hats hang on it."""
    return int(await DB.value(LINKED, row.id))


def check(draft: Draft) -> None:
    """BadSettings unless everything about it holds."""
    found: dict[str, str] = {}
    if not SLUG.fullmatch(draft.slug) or draft.slug in RESERVED:
        found["slug"] = _("От 2 до 40 знаков: латинские строчные буквы, цифры и дефис.")
    if draft.kind not in kinds.STRUCTS:
        raise BadSettings({"kind": _("Такого вида входа нет.")})
    if not 1 <= len(draft.title.strip()) <= 80 or not draft.title.isprintable():
        found["title"] = _("От 1 до 80 знаков.")
    if draft.trust not in kinds.TRUSTS[draft.kind]:
        found["trust"] = _("Так доверять входу этого вида нельзя.")
    if draft.min_age is not None and not 0 <= draft.min_age <= 99:
        found["min_age"] = _("От 0 до 99.")
    if not -1000 <= draft.ordinal <= 1000:
        found["ordinal"] = _("От -1000 до 1000.")
    if set(draft.hats) - set(Hat):
        found["hats"] = _("Такой роли нет.")
    found |= {f"config.{path}": text for path, text in kinds.problems_of(draft.kind, draft.config).items()}
    if found:
        raise BadSettings(found)


async def add(actor: Viewer, draft: Draft) -> None:
    """A new way in, off. BadSettings."""
    check(draft)
    async with DB.transaction():
        await DB.execute(LOCK)
        if await DB.one(ProviderRow, ONE, draft.slug) is not None:
            raise BadSettings({"slug": _("Такое имя уже занято.")})
        await check_own_secrets(draft)
        await put(actor, None, draft, is_enabled=False, origin=PAGE)


async def change(actor: Viewer, draft: Draft) -> None:
    """Other settings of a way in; its name and kind stay, and what no form shows. BadSettings; NotFound."""
    async with DB.transaction():
        row = await _own(draft.slug)
        if row.kind != draft.kind:
            raise NotFound
        draft = msgspec.structs.replace(draft, config=_over(row.config, draft.config))
        check(draft)
        await check_own_secrets(draft)
        await put(actor, row, draft, is_enabled=row.is_enabled, origin=PAGE)


async def check_own_secrets(draft: Draft) -> None:
    """BadSettings for a secret of another way: it could be sent to a host of one's own."""
    others: set[str] = {SMS}
    for row in await all_providers():
        if row.slug != draft.slug:
            others |= set(kinds.secrets_of(row.config).values())
    mine = kinds.secrets_of(draft.config)
    if taken := {path: name for path, name in mine.items() if name in others}:
        said = _("Этот секрет принадлежит другому входу: положите для этого входа свой файл.")
        raise BadSettings({f"config.{path}": said for path in taken})


def _over(kept: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Settings with others laid over them, level by level."""
    found = dict(kept)
    for name, value in new.items():
        below = found.get(name)
        found[name] = (
            _over(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
        )
    return found


async def _own(slug: str) -> ProviderRow:
    """A row that the page may change, locked; NotFound, DomainError for one of a file."""
    await DB.execute(LOCK)
    row = await provider_named(slug)
    if row.kind == LOCAL:
        raise DomainError(_("Вход по паролям этого сайта всегда включён и не настраивается."))
    if row.origin == FILE:
        raise DomainError(_("Этот вход задан файлом на сервере: измените файл и примените его снова."))
    return row


def values_of(draft: Draft) -> dict[str, Any]:
    """A draft as its row keeps it."""
    return {
        "trust": draft.trust, "config": kinds.whole(draft.kind, draft.config),
        "title": draft.title.strip(), "ordinal": draft.ordinal, "min_age": draft.min_age,
        "hats": [hat for hat in Hat if hat in draft.hats],
    }  # fmt: skip


class _Stored(msgspec.Struct):
    is_enabled: bool
    trust: str
    config: dict[str, Any]
    title: str
    ordinal: int
    min_age: int | None
    hats: list[str]
    origin: str


STORED = """select is_enabled, trust, config, title, ordinal, min_age, hats, origin
    from identity_provider where id = $1"""


async def put(actor: Viewer, row: ProviderRow | None, draft: Draft, *, is_enabled: bool, origin: str) -> bool:
    """Write a row in the caller's transaction, with its audit; False when nothing differs."""
    wanted = {"is_enabled": is_enabled} | values_of(draft) | {"origin": origin}
    before: dict[str, Any] = {}
    if row is not None:
        stored = await DB.one(_Stored, STORED, row.id)
        before = msgspec.to_builtins(stored)
        if before == wanted:
            return False
    values = [wanted[name] for name in _Stored.__struct_fields__]
    made = await DB.value(ADD if row is None else PUT, draft.slug, draft.kind, *values, clock.real_now())
    changed = {name: value for name, value in wanted.items() if before.get(name) != value}
    await audit.record(
        actor, "identity.provider." + ("add" if row is None else "change"), "identity_provider",
        made if row is None else row.id,
        before={name: before[name] for name in changed if name in before} or None,
        after={"slug": draft.slug} | changed,
    )  # fmt: skip
    return True


async def switch(actor: Viewer, slug: str, *, on: bool) -> None:
    """Let people in by it, or not. DomainError for the house's own, and for settings that do not hold."""
    async with DB.transaction():
        row = await _own(slug)
        if row.is_enabled == on:
            return
        if on:
            _check_ready(row)
        await set_enabled(actor, row, on=on)


async def set_enabled(actor: Viewer, row: ProviderRow, *, on: bool) -> None:
    """Write it, in the caller's transaction."""
    await DB.execute(SWITCH, row.id, on, clock.real_now())
    action = "identity.provider." + ("enable" if on else "disable")
    await audit.record(actor, action, "identity_provider", row.id, after={"slug": row.slug})


def _check_ready(row: ProviderRow) -> None:
    if problems := kinds.problems_of(row.kind, row.config):
        raise BadSettings({f"config.{path}": text for path, text in problems.items()})
    if missing := [name for name, is_there in kinds.files_of(row.config) if not is_there]:
        raise DomainError(_("Сначала положите файлы в папку secrets: %(names)s.", names=", ".join(missing)))


async def remove(actor: Viewer, slug: str) -> None:
    """Forget a way in that is off and that nobody is linked to. DomainError; NotFound."""
    async with DB.transaction():
        row = await _own(slug)
        if row.is_enabled:
            raise DomainError(_("Сначала выключите этот вход."))
        if count := await linked_to(row):
            raise DomainError(
                _("К этому входу привязаны люди: %(n)s. Выключите его, но не удаляйте.", n=count)
            )
        await DB.execute(REMOVE, row.id)
        await audit.record(
            actor, "identity.provider.delete", "identity_provider", row.id, before={"slug": slug}
        )
