"""The ways in that this school has, made of their rows; a copy is kept until the row changes.

A kind is imported when it is first used: a school without a directory needs no LDAP library. Secrets are
read from their files (kit/secrets.py) when a provider is made.
"""

from __future__ import annotations

import importlib
from typing import Any

import msgspec

from identity.door.providers import ProviderRow, name_of
from intranet.kit.db import DB

KINDS = ("local", "oidc", "esia", "ldap")
REDIRECT_KINDS, PASSWORD_KINDS = ("oidc", "esia"), ("local", "ldap")
COLUMNS = "id, slug, kind, title, trust, config, is_enabled, min_age, hats, origin, changed_at"
ALL = f"select {COLUMNS} from identity_provider order by ordinal, id"
ONE = f"select {COLUMNS} from identity_provider where slug = $1"
BUTTONS = """select slug, kind, title, min_age from identity_provider
    where is_enabled and kind in ('oidc', 'esia') order by ordinal, id"""

_made: dict[str, tuple[ProviderRow, Any]] = {}


class Button(msgspec.Struct, frozen=True):
    """A way in on the sign-in page."""

    slug: str
    kind: str
    title: str
    min_age: int | None

    @property
    def name(self) -> str:
        """What it is called in a sentence."""
        return name_of(self.title)


async def buttons() -> list[Button]:
    """The providers a stranger may press, in their order; asks nobody but our own table."""
    return await DB.rows(Button, BUTTONS)


async def all_providers() -> list[ProviderRow]:
    """Every provider, enabled or not."""
    return await DB.rows(ProviderRow, ALL)


async def provider_row(slug: str) -> ProviderRow | None:
    """One provider's row."""
    return await DB.one(ProviderRow, ONE, slug)


def make(row: ProviderRow) -> Any:
    """The provider itself; secrets.NoSecretError or msgspec.ValidationError when its settings do not hold."""
    kept = _made.get(row.slug)
    if kept is not None and kept[0] == row:
        return kept[1]
    made = importlib.import_module(f"identity.{row.kind}.provider").make(row)
    _made[row.slug] = (row, made)
    return made
