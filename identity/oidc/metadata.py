"""What a provider says of itself (discovery): its issuer is the configured one, its endpoints are its own.

An endpoint lives on the issuer's host, below it, or on a host the administrator has named; else the whole
document is refused: a token or a password must not go to somebody else by one line of JSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec

from identity.door.providers import ProofRefused, Refusal
from identity.oidc import reaching
from identity.oidc.config import OidcConfig

PORTS = {"https": 443, "http": 80}
PATH = "/.well-known/openid-configuration"


class Metadata(msgspec.Struct, frozen=True):
    """The part of the document that we use."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    end_session_endpoint: str | None = None
    authorization_response_iss_parameter_supported: bool | None = None
    id_token_signing_alg_values_supported: tuple[str, ...] | None = None
    code_challenge_methods_supported: tuple[str, ...] | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] | None = None
    response_types_supported: tuple[str, ...] | None = None


async def fetched(config: OidcConfig) -> Metadata:
    """The provider's document, checked. ProofRefused."""
    async with reaching.client(config) as http:
        found = await reaching.json_of(http, config.issuer.rstrip("/") + PATH, "discovery")
    metadata = read(found)
    for problem in problems(metadata, config):
        raise ProofRefused(Refusal.MISCONFIGURED, problem)
    return metadata


def read(document: dict[str, object]) -> Metadata:
    """The document as we use it; ProofRefused when something is missing."""
    try:
        return msgspec.convert(document, Metadata)
    except msgspec.ValidationError as error:
        raise ProofRefused(Refusal.MISCONFIGURED, "discovery incomplete") from error


def problems(metadata: Metadata, config: OidcConfig) -> Iterator[str]:
    """Why this document is not to be trusted: "issuer", "endpoint token_endpoint"."""
    if metadata.issuer != config.issuer:
        yield "issuer"
    for name in used_endpoints(config):
        url = getattr(metadata, name)
        if url is not None and not is_their_own(url, config):
            yield f"endpoint {name}"


def used_endpoints(config: OidcConfig) -> list[str]:
    """Those that these settings make use of."""
    names = ["authorization_endpoint", "token_endpoint", "jwks_uri"]
    if config.use_userinfo:
        names.append("userinfo_endpoint")
    if config.signs_out_there:
        names.append("end_session_endpoint")
    return names


def is_their_own(url: str, config: OidcConfig) -> bool:
    """Whether an address belongs to the provider: scheme, host and port."""
    schemes = ("https", "http") if config.allow_private else ("https",)
    try:
        parts, issuer = urlsplit(url), urlsplit(config.issuer)
        port, theirs = parts.port or PORTS.get(parts.scheme), issuer.port or PORTS.get(issuer.scheme)
    except ValueError:
        return False
    is_plain = url.isprintable() and not ("\\" in url or " " in url or "@" in parts.netloc or parts.fragment)
    host = (parts.hostname or "").lower()
    if parts.scheme not in schemes or not host or not is_plain:
        return False
    above, named = (issuer.hostname or "").lower(), {name.lower() for name in config.hosts}
    if (parts.scheme, host, port) == (issuer.scheme, above, theirs) or parts.netloc.lower() in named:
        return True
    return (host.endswith(f".{above}") or host in named) and port == PORTS[parts.scheme]
