"""Steps that tests of school codes share: issuing in the office, registering, a proof from afar."""

from __future__ import annotations

import re

import httpx

from identity.door import entering, registry
from identity.door.entering import Pending, Wish
from identity.door.providers import VerifiedIdentity
from identity.door.visitor import Visitor
from intranet.kit import clock
from intranet.kit.db import DB
from tests.factories import World, insert

CODE = re.compile(r"<code>([a-z0-9]{4}(?:-[a-z0-9]{4}){2})</code>")
PASSWORD = "три кита и слон"


async def issued(
    office: httpx.AsyncClient, world: World, person: str, child: str = "", relation: str = "parent"
) -> str:
    """A code from the page of this person."""
    form = {"relation": relation, "child": str(world.people[child]) if child else ""}
    answer = await office.post(f"/office/slips/{world.people[person]}/codes", data=form)
    assert answer.status_code == 200, answer.text
    return CODE.findall(answer.text)[0]


async def typed(browser: httpx.AsyncClient, code: str) -> httpx.Response:
    """The code typed at the door; then the page it leads to."""
    answer = await browser.post("/code", data={"code": code})
    if answer.status_code != 303:
        return answer
    return await browser.get(answer.headers["location"])


async def register(browser: httpx.AsyncClient, login: str = "mama.orlova", **more: str) -> httpx.Response:
    """The form of registration, filled in."""
    form = {"login": login, "password": PASSWORD, "again": PASSWORD, "email": ""} | more
    return await browser.post("/code/registration", data=form)


async def make_way(trust: str = "school", slug: str = "sso", min_age: int | None = None) -> None:
    """A way in by another system."""
    await insert(
        "identity_provider", slug=slug, kind="oidc", title="Школьный портал", trust=trust, min_age=min_age
    )


def proof_of(subject: str, **more: object) -> VerifiedIdentity:
    """What that system has proved."""
    return VerifiedIdentity(
        "sso", "https://sso.test", subject, clock.real_now(), label=f"{subject}@sso", **more
    )  # type: ignore[arg-type]


async def come_back(browser: httpx.AsyncClient, proof: VerifiedIdentity) -> None:
    """The browser is back from there with a proof that no account knows."""
    row = await registry.provider_row("sso")
    assert row is not None
    visitor = Visitor("127.0.0.1", "test", flow=browser.cookies.get("flow", ""))
    pending = await entering.enter(visitor, row, proof, Wish())
    assert isinstance(pending, Pending)
    assert pending.stage == "code"
    browser.cookies.set("flow", pending.browser, domain="school.test")


async def count(table: str) -> int:
    """Rows of a table."""
    return int(await DB.value(f"select count(*) from {table}"))
