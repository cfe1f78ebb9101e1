"""The one composition root: settings -> modules -> the app.

`create_app()` is what Granian serves; it opens nothing before its lifespan.
"""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Request
from litestar.di import NamedDependency, Provide

from identity import handlers as identity_handlers
from identity import session
from intranet import health
from intranet.kit import assets, clock, crypto, db, files, logs, templating
from intranet.kit.access import Viewer
from intranet.kit.answers import Site
from intranet.kit.failures import HANDLERS
from intranet.kit.layers import Layers
from intranet.kit.module import Module, install
from intranet.kit.static_files import static_files
from intranet.kit.web import EveryRouteDeclared, guard
from intranet.kit.worker import worker_inside
from intranet.school.queries import school_card
from intranet.settings import Settings, from_environment

__all__ = ["NamedDependency", "create_app"]


def modules_of(settings: Settings) -> list[Module]:
    """The manifests of the installed modules, in the order of the settings."""
    return [importlib.import_module(f"modules.{name}.module").MODULE for name in settings.modules]


async def viewer_of(request: Request[Viewer | None, Any, Any]) -> Viewer | None:
    """Who asks: built by the session layer, None for a stranger."""
    return request.user


def create_app(settings: Settings | None = None) -> Litestar:
    """The whole intranet. ValueError for a wrong setting, RuntimeError for a route without permission."""
    settings = settings or from_environment()
    modules = modules_of(settings)
    install(modules)
    templating.set_up(settings.modules, settings.theme)
    crypto.use_key(settings.data / "secret.key")
    files.use_folder(settings.data / "files")
    logs.set_up(settings.data / "logs")
    clock.start_at(settings.demo_clock)
    Site.build_id = assets.ensure_built(settings.theme)
    if settings.database_url:
        db.use(settings.database_url)

    @asynccontextmanager
    async def life(_: Litestar) -> AsyncIterator[None]:
        await db.DB.open()
        try:
            card = await school_card()
            Site.name, Site.meta, Site.address = card.name, card.contacts, card.address
            clock.use_zone(card.timezone)
            async with worker_inside(settings.database_url if settings.worker_inside else ""):
                yield
        finally:
            await db.DB.close()

    app = Litestar(
        route_handlers=[
            static_files(),
            *health.handlers(settings.metrics_token),
            *identity_handlers(),
            *(handler for module in modules for handler in module.handlers),
        ],
        guards=[guard],
        dependencies={"viewer": Provide(viewer_of)},
        exception_handlers=HANDLERS,
        plugins=[EveryRouteDeclared()],
        lifespan=[life],
        openapi_config=None,
        request_max_body_size=21 * 1024 * 1024,
    )
    cookie = session.cookie_name(settings.is_tls)
    app.asgi_handler = Layers(app.asgi_handler, session.load, cookie=cookie, is_tls=settings.is_tls)
    return app
