"""The emulator as an application: its routes behind one check, that it is this machine that is asked.

A request for another host's name is refused, so that no page of a foreign site reaches it by a name of its
own; it never takes the name of the real one.
"""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import msgspec
from litestar import Litestar
from litestar.datastructures import State
from litestar.types import ASGIApp, Receive, Scope, Send

from identity.esia.emulator import aas, choosing, control, gateway
from identity.esia.emulator.files import HOSTS
from identity.esia.emulator.world import Settings, World

VARIABLE = "PARTA_ESIA_EMULATOR"


def _is_ours(scope: Scope) -> bool:
    """Whether the Host header names this machine."""
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    try:
        return urlsplit(f"//{host}").hostname in HOSTS
    except ValueError:
        return False


def only_here(app: ASGIApp) -> ASGIApp:
    """Refuse (421) whatever is asked of another name."""

    async def checked(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not _is_ours(scope):
            await send({"type": "http.response.start", "status": 421, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        await app(scope, receive, send)

    return checked


def create_app() -> ASGIApp:
    """The application, by the settings that the command has put into the environment."""
    world = World(msgspec.json.decode(os.environ[VARIABLE], type=Settings))
    handlers = [*aas.HANDLERS, *gateway.HANDLERS, *choosing.HANDLERS, *control.HANDLERS]
    return only_here(
        Litestar(
            handlers, state=State({"world": world}), on_startup=[world.fill], openapi_config=None,
            logging_config=None,
        )
    )  # fmt: skip
