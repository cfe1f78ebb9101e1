"""The keys a provider signs with: public ones only, looked for by their id, asked for anew when unknown.

A key that is symmetric, too short or unreadable is no key. Asking anew is rationed (cached.py): a rotation is
seen at once, and a flood of tokens with invented ids does not reach the provider.
"""

from __future__ import annotations

import warnings
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey

from identity.oidc import reaching
from identity.oidc.cached import Cached
from identity.oidc.config import OidcConfig

FRESH, STALE = 600.0, 3600.0  # a key that was withdrawn must not serve for long
MOST_KEYS = 50
KINDS = ("RSA", "EC", "OKP")
LETTERS = {"R": "RSA", "P": "RSA", "E": "EC"}  # of an algorithm: RS256, PS256, ES256
Key = RSAKey | ECKey | OKPKey


def kind_of(algorithm: str) -> str:
    """Which keys sign by this algorithm."""
    return "OKP" if algorithm.startswith("Ed") else LETTERS[algorithm[0]]


def read(document: Mapping[str, Any]) -> list[Key]:
    """The keys of a JWKS that may sign."""
    given = document.get("keys")
    found = [_key(one) for one in given[:MOST_KEYS]] if isinstance(given, list) else []
    return [key for key in found if key is not None]


def _key(given: object) -> Key | None:
    if not isinstance(given, dict) or given.get("kty") not in KINDS or given.get("use", "sig") != "sig":
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", SecurityWarning)  # an RSA key below 2048 bits
            key = JWKRegistry.import_key(given)
    except (JoseError, SecurityWarning, ValueError, TypeError, KeyError):
        return None
    return key if isinstance(key, Key) and not key.is_private else None


def pick(keys: list[Key], kid: str | None, algorithm: str) -> Key | None:
    """The one key this header means: by its id; without one only when there is no choice."""
    kind = kind_of(algorithm)
    fit = [
        key
        for key in keys
        if key.key_type == kind and (kid is None or key.kid == kid) and key.get("alg") in (None, algorithm)
    ]
    return fit[0] if len(fit) == 1 or (fit and kid is not None) else None


class Keys:
    """A provider's keys; `address` gives where they are now."""

    def __init__(self, config: OidcConfig, address: Callable[[], Awaitable[str]]) -> None:
        self._config, self._address = config, address
        self.cached = Cached(self._fetch, fresh=FRESH, stale=STALE)

    async def _fetch(self) -> list[Key]:
        url = await self._address()
        async with reaching.client(self._config) as http:
            return read(await reaching.json_of(http, url, "keys"))

    async def find(self, kid: str | None, algorithm: str) -> Key | None:
        """The key of a token's header, asked for anew when it is unknown. ProofRefused."""
        found = pick(await self.cached.get(), kid, algorithm)
        return found if found is not None else pick(await self.cached.renewed(), kid, algorithm)
