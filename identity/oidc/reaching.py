"""Asking an OpenID provider: the guarded way out with its settings, failures as refusals."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from urllib.parse import quote

import httpx2
import msgspec
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client

from identity.door.providers import ProofRefused, Refusal
from identity.oidc.config import OidcConfig
from intranet.kit import outgoing, secrets
from intranet.kit.outgoing import GuardedTransport, Unallowed, Unreachable

CODE = re.compile(r"[A-Za-z0-9_.-]{1,40}")
THEY_CANNOT = ("temporarily_unavailable", "server_error")
# What the token endpoint says of a code that was used, is too old, or was not for us.
SPENT = ("invalid_grant",)


def said(error: object) -> str:
    """An error code of theirs as it may stand in the journal."""
    return error if isinstance(error, str) and CODE.fullmatch(error) else "unnamed"


@contextmanager
def refusing() -> Iterator[None]:
    """What goes wrong while asking, as ProofRefused."""
    try:
        yield
    except Unreachable as error:
        is_ours = error.reason == "certificate"
        refusal = Refusal.MISCONFIGURED if is_ours else Refusal.UNAVAILABLE
        raise ProofRefused(refusal, error.reason) from error
    except Unallowed as error:
        raise ProofRefused(Refusal.MISCONFIGURED, f"address {error.reason}") from error
    except secrets.NoSecretError as error:
        raise ProofRefused(Refusal.MISCONFIGURED, "secret") from error


def transport_of(config: OidcConfig) -> GuardedTransport:
    """The way to this provider. ProofRefused for an authority's file that does not hold."""
    if not config.ca_file:
        return GuardedTransport(allow_private=config.allow_private)
    try:
        context = outgoing.tls_context(secrets.secret_bytes(config.ca_file))
    except (secrets.NoSecretError, ValueError, OSError) as error:
        raise ProofRefused(Refusal.MISCONFIGURED, "ca_file") from error
    return GuardedTransport(allow_private=config.allow_private, ca=context)


@asynccontextmanager
async def client(config: OidcConfig) -> AsyncIterator[httpx2.AsyncClient]:
    """A client for this provider, all over in its seconds. ProofRefused."""
    with refusing():
        transport = transport_of(config)
        async with (
            outgoing.deadline(config.seconds),
            httpx2.AsyncClient(transport=transport, trust_env=False, timeout=config.seconds) as http,
        ):
            yield http


async def json_of(
    http: httpx2.AsyncClient, url: str, what: str, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """A JSON object. ProofRefused, `what` in its detail."""
    answer = await outgoing.fetch(http, "GET", url, headers={"Accept": "application/json", **(headers or {})})
    if answer.status >= 500:
        raise ProofRefused(Refusal.UNAVAILABLE, f"{what} {answer.status}")
    if answer.status != 200:
        raise ProofRefused(Refusal.MISCONFIGURED, f"{what} {answer.status}")
    try:
        return msgspec.json.decode(answer.body, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError) as error:
        raise ProofRefused(Refusal.MISCONFIGURED, f"{what} unreadable") from error


def _basic(client: Any, method: str, uri: str, headers: Any, body: Any) -> tuple[str, Any, Any]:
    """RFC 6749 2.3.1: both are form-encoded first; Authlib leaves that out."""
    pair = f"{quote(client.client_id, safe='')}:{quote(client.client_secret, safe='')}"
    headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    return uri, headers, body


@asynccontextmanager
async def oauth(config: OidcConfig, callback: str) -> AsyncIterator[AsyncOAuth2Client]:
    """Authlib's client for one attempt, by the guarded way. ProofRefused."""
    with refusing():
        secret = secrets.secret(config.secret_file) if config.secret_file else None
        made = AsyncOAuth2Client(
            config.client_id, secret, token_endpoint_auth_method=config.auth_method,
            scope=" ".join(config.scopes), redirect_uri=callback, code_challenge_method="S256",
            transport=transport_of(config), trust_env=False, timeout=config.seconds,
        )  # fmt: skip
        made.register_client_auth_method(("client_secret_basic", _basic))
        async with outgoing.deadline(config.seconds), made:
            yield made


async def exchanged(http: AsyncOAuth2Client, endpoint: str, code: str, verifier: str) -> dict[str, Any]:
    """The tokens for a code. ProofRefused."""
    try:
        found = await http.fetch_token(
            endpoint, grant_type="authorization_code", code=code, code_verifier=verifier
        )
    except OAuthError as error:
        raise refused_by(said(error.error), "token") from error
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError, RecursionError) as error:
        raise ProofRefused(Refusal.UNAVAILABLE, "token unreadable") from error
    return dict(found)


def refused_by(error: str, where: str) -> ProofRefused:
    """Their error code at one of their endpoints, as a refusal."""
    if error in THEY_CANNOT:
        return ProofRefused(Refusal.UNAVAILABLE, f"{where} {error}")
    return ProofRefused(Refusal.EXPIRED if error in SPENT else Refusal.MISCONFIGURED, f"{where} {error}")
