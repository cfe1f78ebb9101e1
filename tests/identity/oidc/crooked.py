"""An OpenID provider that lies: a real HTTP server whose every answer a test may bend."""

from __future__ import annotations

import hashlib
import hmac
import json
import ssl
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from joserfc import jws, jwt
from joserfc.jwk import RSAKey

from identity.door.providers import Away, Back
from identity.oidc.provider import OidcProvider
from identity.oidc.tokens import EVENT
from intranet.kit import clock
from tests.identity.oidc.served import Asked, Reply, Served
from tests.identity.oidc.there import CALLBACK

KEYS = [RSAKey.generate_key(2048, {"kid": name, "use": "sig"}) for name in ("first", "second")]


class Crooked(Served):
    """Right in everything until a test changes an attribute.

    `claims` and `header` go over the id_token's own (None takes one away); `sign` makes the token itself;
    `replies` replaces what a path answers; `document` goes over the discovery.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(self._reply, tls)
        self.nonce = ""
        self.published = KEYS[:1]
        self.key = KEYS[0]
        self.claims: dict[str, Any] = {}
        self.header: dict[str, Any] = {}
        self.document: dict[str, Any] = {}
        self.token: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {"sub": "anna"}
        self.replies: dict[str, Reply] = {}
        self.sign: Callable[[dict[str, Any], dict[str, Any]], str] = self._signed

    async def _reply(self, asked: Asked) -> Reply:
        if asked.path in self.replies:
            return self.replies[asked.path]
        made = {
            "/.well-known/openid-configuration": self._discovery,
            "/jwks": lambda: {"keys": [key.as_dict(private=False) for key in self.published]},
            "/token": self._tokens,
            "/userinfo": lambda: self.userinfo,
        }.get(asked.path)
        return Reply(404) if made is None else Reply(body=json.dumps(made()).encode())

    def _discovery(self) -> dict[str, Any]:
        return _over(
            {
                "issuer": self.url, "authorization_endpoint": f"{self.url}/auth",
                "token_endpoint": f"{self.url}/token", "jwks_uri": f"{self.url}/jwks",
                "userinfo_endpoint": f"{self.url}/userinfo", "end_session_endpoint": f"{self.url}/end",
            },
            self.document,
        )  # fmt: skip

    def _tokens(self) -> dict[str, Any]:
        now = int(time.time())
        claims = {"iss": self.url, "aud": "school", "sub": "anna", "iat": now, "exp": now + 300,
                  "nonce": self.nonce}  # fmt: skip
        header = {"alg": "RS256", "kid": self.key.kid}
        token = self.sign(_over(header, self.header), _over(claims, self.claims))
        return _over({"access_token": "at", "token_type": "Bearer", "id_token": token}, self.token)

    def _signed(self, header: dict[str, Any], claims: dict[str, Any]) -> str:
        return jwt.encode(header, claims, self.key, algorithms=[header["alg"]], registry=LOOSE)

    def order(self, header: Mapping[str, Any] = {}, **more: Any) -> dict[str, str]:
        """A logout token's form; a claim of None is left out."""
        now = int(time.time())
        claims = {"iss": self.url, "aud": "school", "sub": "anna", "sid": "s1", "iat": now, "exp": now + 120,
                  "jti": str(uuid4()), "events": {EVENT: {}}}  # fmt: skip
        given = _over({"alg": "RS256", "kid": self.key.kid, "typ": "logout+jwt"}, dict(header))
        return {"logout_token": self._signed(given, _over(claims, more))}

    async def sign_in(self, provider: OidcProvider, **params: str) -> Any:
        """The whole way, the browser's part left out: its answer is ours to bend, too."""
        state, started = str(uuid4()), clock.real_now()
        redirect = await provider.begin(Away(state, CALLBACK))
        self.nonce = redirect.kept.nonce
        given = {"state": state, "code": "c"} | params
        return await provider.complete(Back(state, CALLBACK, given, redirect.kept, started))


LOOSE = jws.JWSRegistry(strict_check_header=False)
LOOSE.allowed = list(jws.JWSRegistry.algorithms)


def _over(given: dict[str, Any], changed: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in (given | changed).items() if value is not None}


def unsigned(header: dict[str, Any], claims: dict[str, Any]) -> str:
    """A token of algorithm "none"."""
    parts = [json.dumps(one).encode() for one in (header | {"alg": "none"}, claims)]
    return b".".join([*map(_b64, parts), b""]).decode()


def by_public_key(header: dict[str, Any], claims: dict[str, Any]) -> str:
    """A token "signed" with HS256 by the public key's PEM, as everybody can."""
    head = header | {"alg": "HS256"}
    body = b".".join(_b64(json.dumps(one).encode()) for one in (head, claims))
    mac = hmac.new(KEYS[0].as_pem(private=False), body, hashlib.sha256).digest()
    return (body + b"." + _b64(mac)).decode()


def _b64(data: bytes) -> bytes:
    return urlsafe_b64encode(data).rstrip(b"=")
