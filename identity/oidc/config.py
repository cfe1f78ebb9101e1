"""What an administrator sets for an OpenID Connect provider; what cannot hold is refused when it is read."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import msgspec

SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")
AUTH_METHODS = ("client_secret_basic", "client_secret_post", "none")
# Signatures by a key of theirs; never "none", never HS*: a secret that both sides know proves nothing.
ALGORITHMS = frozenset({
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519",
})  # fmt: skip
LONGEST_SECONDS = 30.0
# Parameters of a request that are never a setting.
OURS = frozenset({
    "response_type", "response_mode", "client_id", "redirect_uri", "scope", "state", "nonce", "url",
    "code_challenge", "code_challenge_method", "code_verifier", "prompt", "max_age", "request",
    "request_uri", "claims",
})  # fmt: skip


class ClaimNames(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which claim says what; empty: it is not read. ESIA gateways name them in their own ways.

    A name with dots is a path (`realm_access.roles`) when no claim has just that name.
    """

    subject: str = "sub"
    surname: str = "family_name"
    name: str = "given_name"
    patronymic: str = "middle_name"
    born: str = "birthdate"
    snils: str = ""
    email: str = "email"
    email_verified: str = "email_verified"
    groups: str = ""
    confirmed: str = ""
    label: str = "preferred_username"


class OidcConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`issuer` as the provider names itself. `secret_file`: a file's name in the data folder's `secrets`.

    `hosts`: other hosts its endpoints may live on. `allow_private`: it stands in the school's own network.
    `request`: what it wants to be asked besides ({"kc_idp_hint": "esia"}).
    """

    issuer: str
    client_id: str
    secret_file: str = ""
    auth_method: str = "client_secret_basic"  # client_secret_post, none
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    algorithms: tuple[str, ...] = ("RS256", "PS256", "ES256", "EdDSA")
    claims: ClaimNames = ClaimNames()
    hosts: tuple[str, ...] = ()
    allow_private: bool = False
    ca_file: str = ""
    seconds: float = 8.0
    use_userinfo: bool = False
    signs_out_there: bool = True
    request: dict[str, str] = {}

    def __post_init__(self) -> None:
        """ValueError (ValidationError while converting), named by the setting."""
        wrong = [name for name, is_right in self._checks().items() if not is_right]
        if wrong:
            raise ValueError(", ".join(wrong))

    def _checks(self) -> dict[str, bool]:
        return {
            "issuer": _is_issuer(self.issuer, self.allow_private),
            "client_id": bool(self.client_id) and self.client_id.isprintable(),
            "auth_method": self.auth_method in AUTH_METHODS,
            "secret_file": bool(self.secret_file) == (self.auth_method != "none"),
            "scopes": "openid" in self.scopes and all(SCOPE.fullmatch(scope) for scope in self.scopes),
            "algorithms": bool(self.algorithms) and ALGORITHMS.issuperset(self.algorithms),
            "claims.subject": bool(self.claims.subject),
            "request": OURS.isdisjoint(self.request),
            "seconds": 0 < self.seconds <= LONGEST_SECONDS,
        }


def _is_issuer(issuer: str, allow_private: bool) -> bool:
    try:
        parts = urlsplit(issuer)
        parts.port  # noqa: B018 - ValueError for one that is no number
    except ValueError:
        return False
    schemes = ("https", "http") if allow_private else ("https",)
    is_plain = not (parts.query or parts.fragment or "@" in parts.netloc or "\\" in issuer)
    return parts.scheme in schemes and bool(parts.hostname) and is_plain and issuer.isprintable()
