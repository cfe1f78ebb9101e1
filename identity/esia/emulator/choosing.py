"""The page of the emulator: who signs in, and what goes wrong on the way. It works without JavaScript."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from secrets import token_urlsafe

from litestar import Response

from identity.esia.emulator import tokens
from identity.esia.emulator.answers import Asking, away, origin_of, page, whole, world_of
from identity.esia.emulator.faults import TITLES, Fault
from identity.esia.emulator.personas import Persona, invented
from identity.esia.emulator.world import Asked, World
from intranet.kit import clock
from intranet.kit.web import public, public_action

STYLE = (Path(__file__).parent / "emulator.css").read_bytes()


@public("/")
async def show_front(request: Asking) -> Response[bytes]:
    """What this is."""
    world = world_of(request)
    return page("front.html", clients=list(world.clients.values()), base=world.base, folder=str(world.folder))


@public("/emulator.css")
async def show_style(request: Asking) -> Response[bytes]:
    """The page's own looks."""
    return whole(STYLE, "text/css")


@public("/health")
async def show_health(request: Asking) -> Response[bytes]:
    """It is up."""
    return whole(b"ok", "text/plain")


async def offer(world: World, asked: Asked) -> Response[bytes]:
    """The page for a request that has passed the checks, or at once what the control endpoint ordered."""
    order = world.take_order()
    asked = replace(asked, faults=frozenset(order.faults))
    if Fault.DENIED in asked.faults:
        return denied(asked, "the person has refused")
    if order.persona in world.people:
        return await finish(world, asked, world.people[order.persona])
    invented_ids = {one.id for one in invented(clock.real_now().date())}
    groups = [
        ("Люди школы", [one for one in world.people.values() if one.id not in invented_ids]),
        ("Выдуманные люди", [one for one in world.people.values() if one.id in invented_ids]),
    ]
    return page(
        "choose.html", form_action=origin_of(asked.redirect_uri), asked=asked, key=world.remember(asked),
        groups=[(title, people) for title, people in groups if people], faults=TITLES,
    )  # fmt: skip


@public_action("/choice")
async def choose_person(request: Asking) -> Response[bytes]:
    """Somebody was chosen, or "refuse" was pressed."""
    world, form = world_of(request), await request.form()
    asked = world.asked.pop(str(form.get("key", "")), None)
    if asked is None:
        return page("problem.html", 400, what="Эта страница уже была отвечена: начните вход заново.")
    known = {str(fault) for fault in Fault}
    asked = replace(asked, faults=frozenset(Fault(one) for one in form.getall("fault", []) if one in known))
    persona = world.people.get(str(form.get("persona", "")))
    if persona is None or Fault.DENIED in asked.faults:
        return denied(asked, "the person has refused")
    return await finish(world, asked, persona)


async def finish(world: World, asked: Asked, persona: Persona) -> Response[bytes]:
    """Back to the client with a code."""
    if not fits(asked.person_filter, persona):
        return denied(asked, "person_filter")
    given = world.give(asked, persona)
    is_gateway = asked.version == "gateway"
    code = token_urlsafe(48) if is_gateway else await tokens.code_of(world, given)
    world.keep_code(code, given)
    state = token_urlsafe(16) if is_gateway and given.has(Fault.WRONG_STATE) else asked.state
    query = {"code": code, "state": state}
    if is_gateway:
        query["iss"] = "http://esia.other.test/" if given.has(Fault.WRONG_ISS) else asked.issuer
    return away(asked.redirect_uri, query)


def fits(person_filter: str, persona: Persona) -> bool:
    """Whether an account may be used under a `person_filter`."""
    wanted = {"conf_acc": persona.trusted, "acc_kid": persona.is_child, "acc_not_kid": not persona.is_child}
    return wanted.get(person_filter, True)


def denied(asked: Asked, why: str) -> Response[bytes]:
    """Back to the client without a code."""
    query = {"error": "access_denied", "error_description": why, "state": asked.state}
    if asked.version == "gateway":
        query["iss"] = asked.issuer
    return away(asked.redirect_uri, query)


HANDLERS = [show_front, show_style, show_health, choose_person]
