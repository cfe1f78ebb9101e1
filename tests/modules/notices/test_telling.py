"""Telling: who gets a receipt and who a letter, once for a key, and how much it costs."""

from __future__ import annotations

from datetime import datetime

import pytest

from intranet.kit import clock
from intranet.kit.db import DB
from intranet.school.audience import Audience
from modules.notices.api import Telling, tell_many, who_will_be_told
from tests.factories import World, make_school
from tests.modules.notices.letters import EVENING, NOW, about, give_address, tell_it
from tests.statements import counting

pytestmark = pytest.mark.usefixtures("db", "kinds")


async def receipts(world: World) -> dict[tuple[str, str], list[str]]:
    """(login, hat) -> the children's logins."""
    login = {ident: name for name, ident in world.people.items()}
    found = await DB._call("fetch", "select person, hat, children from receipt order by id")
    return {(login[one["person"]], one["hat"]): [login[c] for c in one["children"]] for one in found}


async def letters(world: World) -> list[tuple[str, bool, datetime]]:
    login = {ident: name for name, ident in world.people.items()}
    found = await DB._call("fetch", "select person, is_digest, send_after from letter order by person, id")
    return [(login[one["person"]], one["is_digest"], one["send_after"]) for one in found]


async def test_the_family_is_told_and_a_key_is_told_once() -> None:
    world = await make_school()
    assert await tell_it(world, about(world, "dasha")) == 2
    assert await tell_it(world, about(world, "dasha")) == 0
    assert await receipts(world) == {("dasha", "student"): [], ("anna", "parent"): ["dasha"]}
    assert await DB.value("select count(*) from notice") == 1


async def test_two_children_are_one_receipt_and_one_letter() -> None:
    world = await make_school()
    await give_address(world, "anna")
    assert await tell_it(world, about(world, "dasha", "kirill")) == 3
    assert (await receipts(world))["anna", "parent"] == ["dasha", "kirill"]
    assert [one[0] for one in await letters(world)] == ["anna"]


async def test_two_hats_are_two_receipts_and_one_letter() -> None:
    world = await make_school()
    await give_address(world, "elena")
    await tell_it(world, Telling(NOW, "all", "/", Audience("everybody")))
    found = await receipts(world)
    assert ("elena", "parent") in found
    assert ("elena", "teacher") in found
    assert [one[0] for one in await letters(world)] == ["elena"]


async def test_evening_kinds_share_a_letter() -> None:
    world = await make_school()
    await give_address(world, "anna")
    await tell_it(world, about(world, "dasha", kind=EVENING, key="a"))
    await tell_it(world, about(world, "kirill", kind=EVENING, key="b"))
    assert await letters(world) == [("anna", True, clock.local(clock.today(), 18))]
    assert await DB.value("select count(*) from receipt where letter is not null") == 2


async def test_many_tellings_are_the_same_few_statements() -> None:
    world = await make_school()
    for login in ("anna", "boris", "elena"):
        await give_address(world, login)
    viewer = world.viewer("irina", "head_teacher")
    tellings = [about(world, one, key=one) for one in ("dasha", "vera", "kirill", "misha")]
    async with DB.transaction(), counting() as first:
        await tell_many(viewer, tellings[:1])
    async with DB.transaction(), counting() as rest:
        assert await tell_many(viewer, tellings) == 6
    assert len(rest) == len(first)


async def test_a_bounced_address_gets_no_letter_until_it_changes() -> None:
    world = await make_school()
    await give_address(world, "anna")
    await DB.execute(
        "insert into bounced_address (person, address, reason, bounced_at) values ($1, $2, '', now())",
        world.people["anna"], "anna@example.com",
    )  # fmt: skip
    await tell_it(world, about(world, "dasha"))
    assert await letters(world) == []
    await give_address(world, "anna", "new@example.com")
    await tell_it(world, about(world, "dasha", key="k2"))
    assert len(await letters(world)) == 1


async def test_a_guardian_who_is_not_mailed_reads_on_the_page() -> None:
    world = await make_school()
    await give_address(world, "anna")
    await DB.execute("update guardianship set is_mailed = false where child = $1", world.people["dasha"])
    await tell_it(world, about(world, "dasha"))
    assert ("anna", "parent") in await receipts(world)
    assert await letters(world) == []
    await tell_it(world, about(world, "dasha", "kirill", key="k2"))
    assert len(await letters(world)) == 1


async def test_who_will_be_told_says_how_many_and_how() -> None:
    world = await make_school()
    await give_address(world, "anna")
    audience = Audience("families", frozenset({world.people["dasha"], world.people["vera"]}))
    found = await who_will_be_told(world.viewer("irina", "head_teacher"), NOW, audience)
    assert (found.count, found.by_mail, found.without_address) == (4, 1, 3)
    assert found.names[0] == "Орлова Анна Сергеевна"
