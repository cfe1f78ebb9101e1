"""The emulator as an application: its routes behind one check, that it is this machine that is asked.

A request for another host's name is refused, so that no page of a foreign site reaches it by a name of its
own; it never takes the name of the real one.
"""

from __future__ import annotations

import os
from email.utils import formatdate
from urllib.parse import urlsplit

import msgspec
from litestar import Litestar
from litestar.datastructures import State
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from identity.esia.emulator import aas, choosing, control, gateway
from identity.esia.emulator.files import HOSTS
from identity.esia.emulator.world import VARIABLE, Settings, World


def _is_ours(scope: Scope) -> bool:
    """Whether the Host header names this machine."""
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    try:
        return urlsplit(f"//{host}").hostname in HOSTS
    except ValueError:
        return False


def only_here(app: ASGIApp, world: World) -> ASGIApp:
    """Refuse (421) whatever is asked of another name; tell its own time, which may be set wrong."""

    async def checked(scope: Scope, receive: Receive, send: Send) -> None:
        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = formatdate(world.now().timestamp(), usegmt=True).encode()
                message["headers"] = [*message["headers"], (b"date", date)]
            await send(message)

        if scope["type"] == ScopeType.HTTP and not _is_ours(scope):
            await send({"type": "http.response.start", "status": 421, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        await app(scope, receive, dated)

    return checked


def create_app() -> ASGIApp:
    """The application, by the settings that the command has put into the environment."""
    world = World(msgspec.json.decode(os.environ[VARIABLE], type=Settings))
    handlers = [*aas.HANDLERS, *gateway.HANDLERS, *choosing.HANDLERS, *control.HANDLERS]
    return only_here(
        Litestar(
            handlers, state=State({"world": world}), on_startup=[world.fill], openapi_config=None,
            logging_config=None,
        ),
        world,
    )  # fmt: skip
