"""The tests' hand on the emulator: what the next sign-in is like, whose it is, how late the clock is.

`POST /control` with JSON {"faults": [...], "persona": "adult", "clock": -600} and the header `X-Emulator: 1`,
which no page of another site can send.
"""

from __future__ import annotations

import msgspec
from litestar import Response

from identity.esia.emulator.answers import Asking, json, world_of
from identity.esia.emulator.faults import Fault
from identity.esia.emulator.world import Order
from intranet.kit.web import machine, machine_action


class Wish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What may be set; `clock` stays until it is set again, the rest is for one sign-in."""

    faults: tuple[Fault, ...] = ()
    persona: str = ""
    clock: float = 0.0


@machine_action("/control")
async def set_order(request: Asking) -> Response[bytes]:
    """Take an order."""
    if request.headers.get("x-emulator") != "1":
        return json({"error": "X-Emulator: 1 is missing"}, 403)
    world = world_of(request)
    try:
        wish = msgspec.json.decode(await request.body(), type=Wish)
    except msgspec.MsgspecError as error:
        return json({"error": str(error)}, 400)
    if wish.persona and wish.persona not in world.people:
        return json({"error": "no such persona"}, 400)
    world.order, world.clock_offset = Order(wish.faults, wish.persona), wish.clock
    return json({"ok": True})


@machine("/control")
async def show_people(request: Asking) -> Response[bytes]:
    """Who can be chosen and what can be broken."""
    people = [one.id for one in world_of(request).people.values()]
    return json({"people": people, "faults": list(Fault)})


HANDLERS = [set_order, show_people]
