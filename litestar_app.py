"""The one composition root: settings -> modules -> the app.

`create_app()` is what Granian serves; it opens nothing before its lifespan.
"""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from litestar import Litestar, Request
from litestar.di import Provide

from identity import handlers as identity_handlers
from identity.door import cookies, session
from intranet import health
from intranet.installation import equip
from intranet.kit import assets, clock, db, logs, templating
from intranet.kit.access import Viewer
from intranet.kit.answers import Site
from intranet.kit.failures import HANDLERS
from intranet.kit.layers import Layers
from intranet.kit.live import LIVE
from intranet.kit.module import Module, install
from intranet.kit.process import on_end
from intranet.kit.static_files import static_files
from intranet.kit.web import EveryRouteDeclared, guard
from intranet.kit.worker import worker_inside
from intranet.school.facts import school_card
from intranet.settings import Settings, from_environment

__all__ = ["create_app"]

LARGEST_BODY = 21 * 1024 * 1024  # a file of 20 MB and its form


def modules_of(settings: Settings) -> list[Module]:
    """The manifests of the installed modules, in the order of the settings."""
    return [importlib.import_module(f"modules.{name}.module").MODULE for name in settings.modules]


async def viewer_of(request: Request[Viewer | None, Any, Any]) -> Viewer | None:
    """Who asks: built by the session layer, None for a stranger."""
    return request.user


def lifespan_of(settings: Settings) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    """What is open while the app serves: the pool, the school's card, in a demo the worker."""

    @asynccontextmanager
    async def life(_: Litestar) -> AsyncIterator[None]:
        await db.DB.open()
        try:
            card = await school_card()
            Site.name, Site.meta, Site.address = card.name, card.contacts, card.address
            clock.use_zone(card.timezone)
            url = settings.database_url
            with on_end(LIVE.end):
                async with LIVE.running(url), worker_inside(url if settings.worker_inside else ""):
                    yield
        finally:
            await db.DB.close()

    return life


def create_app(settings: Settings | None = None) -> Litestar:
    """The whole intranet. ValueError for a wrong setting, RuntimeError for a route without permission."""
    settings = settings or from_environment()
    modules = modules_of(settings)
    install(modules)
    templating.set_up(settings.modules, settings.theme)
    logs.set_up(settings.data / "logs")
    equip(settings)
    Site.build_id, Site.origin = assets.ensure_built(settings.theme), settings.origin
    own = [static_files(), *health.handlers(settings.metrics_token), *identity_handlers()]
    app = Litestar(
        route_handlers=[*own, *(handler for module in modules for handler in module.handlers)],
        guards=[guard],
        dependencies={"viewer": Provide(viewer_of)},
        exception_handlers=HANDLERS,
        plugins=[EveryRouteDeclared()],
        lifespan=[lifespan_of(settings)],
        openapi_config=None,
        request_max_body_size=LARGEST_BODY,
    )
    cookie = (cookies.SECURE if settings.is_tls else cookies.PLAIN).session
    app.asgi_handler = Layers(app.asgi_handler, session.load, cookie=cookie, is_tls=settings.is_tls)
    return app
