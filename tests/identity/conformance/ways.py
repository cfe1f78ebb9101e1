"""Every way in, driven from the school's own sign-in page through the real other side and back.

A way knows how to set itself up as an administrator would, how a browser walks it, and who its people are.
The other sides are the emulator (its gateway as any OpenID provider and as ESIA's, and the state service
itself), the certified provider, a directory, and the passwords of this house.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from urllib.parse import urlsplit

import anyio.to_thread
import httpx
import msgspec

from identity.door.registry import provider_row
from intranet.kit import crypto
from intranet.kit.db import DB
from tests.doors import make_account
from tests.factories import World, insert
from tests.identity.esia.conftest import GOST_SIGNER, Emulator
from tests.identity.ldap import slapd
from tests.identity.ldap.conftest import settings_of
from tests.identity.ldap.slapd import Slapd
from tests.identity.oidc import there
from tests.people import PASSWORD

ONWARDS = re.compile(r'http-equiv="refresh" content="0; url=([^"]+)"')


class Way(Protocol):
    """How somebody of the other side signs in here."""

    slug: str
    kind: str

    async def set_up(self, **more: Any) -> None:
        """The row of `identity_provider`."""
        ...

    async def link(self, account: int) -> None:
        """Let this account belong to the way's person."""
        ...

    async def walk(self, browser: httpx.AsyncClient, *faults: str, next_path: str = "/") -> httpx.Response:
        """The whole way; the last answer, not followed."""
        ...


def onwards(page: httpx.Response) -> str:
    """Where a waiting page goes by itself."""
    found = ONWARDS.search(page.text)
    assert found is not None, (page.status_code, page.text[:2000])
    return found.group(1).replace("&amp;", "&")


async def add_row(slug: str, kind: str, config: dict[str, Any], **more: Any) -> None:
    values = {"title": "Служба входа", "trust": "state" if kind == "esia" else "school", "hats": []} | more
    await insert("identity_provider", slug=slug, kind=kind, config=config, **values)


async def link_to(slug: str, account: int, issuer: str, subject: str) -> None:
    row = await provider_row(slug)
    assert row is not None
    await insert(
        "external_identity", account=account, provider=row.id, issuer=issuer, subject=subject,
        linked_by="code", linked_at=await DB.value("select now()"),
    )  # fmt: skip


@dataclass
class Emulated:
    """The emulator, as one of three: any OpenID provider ("oidc"), ESIA's gateway, the state service."""

    name: str
    emulator: Emulator = field(repr=False)
    persona: str = "adult"
    slug: str = "service"
    seconds: float = 4.0

    @property
    def kind(self) -> str:
        return "oidc" if self.name == "oidc" else "esia"

    @property
    def issuer(self) -> str:
        return f"{self.emulator.base}/" if self.name == "direct" else f"{self.emulator.base}/gateway"

    def config(self) -> dict[str, Any]:
        gateway = {
            "issuer": self.issuer, "client_id": "SCHOOL", "secret_file": "esia-gateway",
            "allow_private": True, "scopes": ["openid", "fullname", "birthdate", "snils"],
            "seconds": self.seconds,
        }  # fmt: skip
        if self.name == "oidc":
            return gateway | {"claims": {"subject": "oid", "snils": "snils", "label": ""}}
        if self.name == "gateway":
            return {"transport": "gateway", "gateway": gateway}
        direct = {
            "client_id": "SCHOOL", "signer": msgspec.to_builtins(GOST_SIGNER), "host": self.emulator.base,
            "issuer": self.issuer, "certificates": ["token.crt"],
            "allow_private": True, "seconds": self.seconds,
        }  # fmt: skip
        return {"transport": "direct", "direct": direct}

    async def set_up(self, **more: Any) -> None:
        await add_row(self.slug, self.kind, self.config(), **more)

    async def subject(self) -> str:
        return str(SUBJECTS[self.persona])

    async def link(self, account: int) -> None:
        await link_to(self.slug, account, self.issuer, await self.subject())

    async def begin(self, browser: httpx.AsyncClient, next_path: str = "/") -> str:
        """As far as the other side's address."""
        page = await browser.get(f"/auth/{self.slug}/start", params={"next": next_path})
        away = await browser.get(onwards(page))
        assert away.status_code == 303, away.text
        return away.headers["location"]

    async def there(self, url: str, *faults: str) -> str:
        """What happens there; the way back as the browser would open it (path and query)."""

        def ask() -> httpx.Response:
            self.emulator.order(self.persona, *faults)
            return self.emulator.http.get(url)

        answer = await anyio.to_thread.run_sync(ask)
        assert answer.status_code == 302, answer.text
        parts = urlsplit(answer.headers["location"])
        return f"{parts.path}?{parts.query}"

    async def finish(self, browser: httpx.AsyncClient, back: str) -> httpx.Response:
        """Back, and on to the end."""
        page = await browser.get(back)
        return page if page.status_code != 200 else await browser.get(onwards(page))

    async def walk(self, browser: httpx.AsyncClient, *faults: str, next_path: str = "/") -> httpx.Response:
        url = await self.begin(browser, next_path)
        return await self.finish(browser, await self.there(url, *faults))


SUBJECTS = {"adult": 1_000_000_001, "unconfirmed": 1_000_000_002, "pupil15": 1_000_000_003,
            "child13": 1_000_000_004, "parent2": 1_000_000_005}  # fmt: skip
# The emulator's adult, as the school's register would have her.
ADULT = ("Соколова", "Ирина", "Олеговна", date(1985, 2, 11), "112-233-445 95")


async def make_adult(person: int) -> None:
    """Let somebody of the cast be the emulator's adult."""
    surname, name, patronymic, born, snils = ADULT
    key = f"{surname} {name} {patronymic}".lower()
    await DB.execute(
        "update person set surname = $2, name = $3, patronymic = $4, born = $5, name_key = $6, sort_key = $6,"
        " snils_print = $7, snils_sealed = $8 where id = $1",
        person, surname, name, patronymic, born, key, crypto.fingerprint(snils), crypto.seal(snils),
    )  # fmt: skip


@dataclass
class Certified:
    """The certified OpenID provider of the suite."""

    issuer: str
    slug: str = "op"
    kind: str = "oidc"
    person: there.Person | None = None  # a browser there that stays; without it each walk has a new one

    async def set_up(self, **more: Any) -> None:
        config = {
            "issuer": self.issuer, "client_id": "school", "secret_file": "op-secret", "allow_private": True,
            "claims": there.CLAIMS, "scopes": ["openid", "profile", "email", "groups", "state"],
        }  # fmt: skip
        await add_row(self.slug, self.kind, config, **more)

    async def link(self, account: int) -> None:
        await link_to(self.slug, account, self.issuer, "anna")

    async def walk(self, browser: httpx.AsyncClient, *faults: str, next_path: str = "/") -> httpx.Response:
        assert not faults
        browser.base_url = httpx.URL("https://school.test")
        page = await browser.get(f"/auth/{self.slug}/start", params={"next": next_path})
        away = await browser.get(onwards(page))
        assert away.status_code == 303, away.text
        async with httpx.AsyncClient() as http:
            person = self.person or there.Person(http)
            back = urlsplit(await person.go(away.headers["location"], "anna"))
        page = await browser.get(f"{back.path}?{back.query}")
        return page if page.status_code != 200 else await browser.get(onwards(page))


@dataclass
class InHouse:
    """The passwords of this house."""

    slug: str = "local"
    kind: str = "local"
    login: str = "somebody"
    secret: str = PASSWORD

    async def set_up(self, **more: Any) -> None:
        for name, value in more.items():
            sql = {"min_age": "update identity_provider set min_age = $1 where slug = 'local'",
                   "hats": "update identity_provider set hats = $1 where slug = 'local'"}[name]  # fmt: skip
            await DB.execute(sql, value)

    async def link(self, account: int) -> None:
        self.login = await DB.value("select login from account where id = $1", account)

    async def walk(self, browser: httpx.AsyncClient, *faults: str, next_path: str = "/") -> httpx.Response:
        assert not faults
        return await browser.post(
            "/login", data={"login": self.login, "password": self.secret, "next": next_path}
        )


@dataclass
class FromDirectory(InHouse):
    """The school's directory: l.elena of the suite's slapd."""

    server: Slapd | None = field(default=None, repr=False)
    slug: str = "network"
    kind: str = "ldap"
    login: str = "l.elena@school.local"
    secret: str = slapd.SECRET

    async def set_up(self, **more: Any) -> None:
        assert self.server is not None
        await add_row(self.slug, self.kind, settings_of(self.server.ldaps), **more)

    async def link(self, account: int) -> None:
        assert self.server is not None
        subject = self.server.read(slapd.dn_of("l.elena"), "entryUUID")[0]
        await link_to(self.slug, account, slapd.BASE, subject)


async def account_of(world: World, who: str) -> int:
    """An account of the cast with the tests' password."""
    known = await DB.value("select id from account where person = $1", world.people[who])
    return int(known or await make_account(world.people[who], who))
