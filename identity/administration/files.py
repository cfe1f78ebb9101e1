"""Ways in from a TOML file of the server: for schools that keep their settings in files, and for moving.

    [[provider]]
    slug = "school"
    kind = "oidc"                 # oidc, esia, ldap
    title = "Школьная учётная запись"
    trust = "school"              # none, school; state for esia
    enabled = true
    config = { issuer = "https://login.example.ru", client_id = "parta", secret_file = "x" }
    groups = [{ group = "zavuch", hat = "head_teacher" }]

Everything is checked before anything is written, and the same file again changes nothing. A row of a file
that has vanished from it is switched off, never removed. Secrets stay in files of their own.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from identity.administration import mapping, providers
from identity.administration.mapping import Line
from identity.administration.providers import FILE, LOCAL, LOCK, BadSettings, Draft
from identity.door.providers import ProviderRow
from identity.door.registry import all_providers
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _


class _Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    group: str
    hat: str
    makes_person: bool = False


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    slug: str
    kind: str
    title: str
    config: dict[str, Any]
    trust: str = "school"
    enabled: bool = True
    ordinal: int = 0
    min_age: int | None = None
    hats: tuple[str, ...] = ()
    groups: tuple[_Group, ...] = ()

    @property
    def draft(self) -> Draft:
        return Draft(
            self.slug, self.kind, self.title, self.trust, self.config, self.ordinal, self.min_age, self.hats
        )  # fmt: skip

    @property
    def lines(self) -> list[Line]:
        return [Line(one.group, one.hat, one.makes_person) for one in self.groups]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    provider: tuple[_Entry, ...] = ()


async def apply_file(actor: Viewer, text: str) -> list[tuple[str, str]]:
    """Make the rows what the file says: (slug, "added", "changed", "same" or "off") each.

    DomainError that names every mistake, before anything is written.
    """
    entries = read_file(text)
    async with DB.transaction():
        await DB.execute(LOCK)
        known = {row.slug: row for row in await all_providers()}
        _check_kinds(entries, known)
        done = [(entry.slug, await _apply(actor, entry, known.get(entry.slug))) for entry in entries]
        vanished = [row for row in known.values() if row.origin == FILE and row.slug not in dict(done)]
        for row in vanished:
            if row.is_enabled:
                await providers.set_enabled(actor, row, on=False)
                done.append((row.slug, "off"))
    return done


def read_file(text: str) -> Sequence[_Entry]:
    """The entries of a file, checked. DomainError."""
    try:
        entries = msgspec.convert(tomllib.loads(text), _File).provider
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise DomainError(_("Файл не читается: %(why)s", why=str(error))) from error
    wrong = [sentence for entry in entries for sentence in _problems(entry)]
    slugs = [entry.slug for entry in entries]
    wrong += [
        _("%(slug)s: имя встречается дважды.", slug=slug) for slug in set(slugs) if slugs.count(slug) > 1
    ]
    if wrong:
        raise DomainError("\n".join(wrong))
    return entries


def _problems(entry: _Entry) -> list[str]:
    found = []
    try:
        providers.check(entry.draft)
    except BadSettings as bad:
        found = [f"{entry.slug}: {path}: {sentence}" for path, sentence in bad.problems.items()]
    for line in entry.lines:
        try:
            mapping.check(line)
        except DomainError as error:
            found.append(f"{entry.slug}: groups: {error.message}")
    return found


def _check_kinds(entries: Sequence[_Entry], known: Mapping[str, ProviderRow]) -> None:
    wrong = [
        _("%(slug)s: это вход вида %(kind)s, вид не меняется.", slug=entry.slug, kind=known[entry.slug].kind)
        for entry in entries
        if entry.slug in known and known[entry.slug].kind != entry.kind
    ]
    if wrong:
        raise DomainError("\n".join(wrong))


async def _apply(actor: Viewer, entry: _Entry, row: ProviderRow | None) -> str:
    changed = await providers.put(actor, row, entry.draft, is_enabled=entry.enabled, origin=FILE)
    ident = (row or await providers.provider_named(entry.slug)).id
    changed |= await mapping.put_lines(actor, ident, entry.slug, entry.lines)
    return "added" if row is None else "changed" if changed else "same"


async def export_file() -> str:
    """Every way in but the house's own, as a file that `apply_file` takes."""
    parts = [
        _written(row, await providers.ordinal_of(row.slug), await mapping.lines_of(row))
        for row in await all_providers()
        if row.kind != LOCAL
    ]
    return "\n".join(parts)


def _written(row: ProviderRow, ordinal: int, lines: Sequence[mapping.Mapped]) -> str:
    values: dict[str, Any] = {
        "slug": row.slug, "kind": row.kind, "title": row.title, "trust": row.trust,
        "enabled": row.is_enabled, "ordinal": ordinal, "hats": list(row.hats),
    }  # fmt: skip
    if row.min_age is not None:
        values["min_age"] = row.min_age
    text = "[[provider]]\n" + "".join(f"{name} = {_value(value)}\n" for name, value in values.items())
    for line in lines:
        text += "[[provider.groups]]\n" + "".join(
            f"{name} = {_value(value)}\n"
            for name, value in (
                ("group", line.group_key), ("hat", line.hat), ("makes_person", line.makes_person),
            )
        )  # fmt: skip
    return text + _table("provider.config", row.config)


def _table(name: str, values: Mapping[str, Any]) -> str:
    plain = {
        key: value for key, value in values.items() if value is not None and not isinstance(value, Mapping)
    }
    text = f"[{name}]\n" + "".join(f"{key} = {_value(value)}\n" for key, value in plain.items())
    for key, value in values.items():
        if isinstance(value, Mapping):
            text += _table(f"{name}.{key}", value)
    return text


def _value(value: Any) -> str:
    """A value in TOML: its strings are JSON's, but for DEL, which TOML wants escaped."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
