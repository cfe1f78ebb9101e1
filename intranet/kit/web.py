"""Default-closed HTTP verbs. Only this file takes `get` and `post` from Litestar.

page, fragment, download and stream need a permission; action needs a WritePermission; public and
machine say so in their name. The guard refuses a route that declares none, and the app does not
start with one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from litestar import Request, get, post, route
from litestar.connection import ASGIConnection
from litestar.exceptions import PermissionDeniedException
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.plugins import ReceiveRoutePlugin
from litestar.routes import BaseRoute

from intranet.kit import clock
from intranet.kit.access import (
    MACHINE,
    OPEN_TO_ALL,
    PUBLIC,
    PUBLIC_WRITE,
    Permission,
    Signed,
    WritePermission,
)
from intranet.kit.answers import Answer, Download, Fragment, Page, Plain, Redirect, Site, Stream, WholePage
from intranet.kit.errors import Forbidden, GateShut, MustProveAgain, NotSignedIn, StaleHat

__all__ = [
    "Answer", "Download", "EveryRouteDeclared", "Fragment", "Page", "Plain", "Redirect", "Request", "Site",
    "Stream", "WholePage", "action", "download", "fragment", "guard", "is_fresh", "machine", "machine_action",
    "page", "public", "public_action", "stream",
]  # fmt: skip

KEY = "permission"
KIND = "kind"
GATES, FRESH = "gates", "fresh"
ALL_GATES = ("password", "policy", "factor")
# How old a sign-in may be for a page marked `fresh`; its form has a little longer.
READ_FRESH, WRITE_FRESH = timedelta(minutes=10), timedelta(minutes=20)
Verb = Callable[[Callable[..., Any]], HTTPRouteHandler]


def _opt(
    permission: Permission, kind: str, gates: tuple[str, ...] = (), fresh: bool = False
) -> dict[str, Any]:
    if not isinstance(permission, Permission):
        raise TypeError(f"not a permission: {permission!r}")
    return {KEY: permission, KIND: kind, GATES: gates, FRESH: fresh}


def page(
    path: str | list[str], *, permission: Permission, gates: tuple[str, ...] = (), fresh: bool = False
) -> Verb:
    """GET (and HEAD) of a whole page.

    `gates`: what it serves while that must still be done (an own password, the rules, a second factor);
    `fresh`: it shows or starts something dangerous, so a recent sign-in is asked for.
    """
    return route(path, http_method=["GET", "HEAD"], opt=_opt(permission, "page", gates, fresh))


def fragment(path: str, *, permission: Permission) -> Verb:
    """GET of a piece of a page; the last segment of its path starts with `_`."""
    if not path.rsplit("/", 1)[-1].startswith("_"):
        raise ValueError(f"a fragment's path ends in /_name: {path}")
    return get(path, opt=_opt(permission, "fragment"))


def action(
    path: str, *, permission: WritePermission, gates: tuple[str, ...] = (), fresh: bool = False
) -> Verb:
    """POST: a change. The form or the X-Hat header names the hat it was rendered under, else 409."""
    if not isinstance(permission, WritePermission):
        raise TypeError(f"{path}: action() needs a WritePermission")
    return post(path, opt=_opt(permission, "action", gates, fresh), status_code=303)


def download(path: str, *, permission: Permission, fresh: bool = False) -> Verb:
    """GET of a file."""
    return get(path, opt=_opt(permission, "download", fresh=fresh))


def stream(path: str, *, permission: Permission) -> Verb:
    """GET of server-sent events."""
    return get(path, opt=_opt(permission, "stream"))


def public(path: str) -> Verb:
    """GET for anybody; the list of these routes is committed with reasons (docs/permissions.md)."""
    return route(path, http_method=["GET", "HEAD"], opt=_opt(PUBLIC, "page"))


def public_action(path: str) -> Verb:
    """POST for anybody: sign-in and the looks of pages."""
    return post(path, opt=_opt(PUBLIC_WRITE, "public_action"), status_code=303)


def machine(path: str) -> Verb:
    """GET for a machine without a cookie; the handler checks its own credential."""
    return get(path, opt=_opt(MACHINE, "machine"))


def machine_action(path: str) -> Verb:
    """POST of a machine without a cookie (a provider's order to end sessions); its own credential, too."""
    return post(path, opt=_opt(MACHINE, "machine"), status_code=200)


async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Default deny. Raises NotSignedIn, GateShut, Forbidden, StaleHat or MustProveAgain."""
    permission = handler.opt.get(KEY)
    if permission is None:
        raise PermissionDeniedException("no permission declared")  # also every automatic OPTIONS
    if permission in OPEN_TO_ALL:
        return
    signed: Signed | None = connection.scope.get("auth")
    if signed is None:
        raise NotSignedIn
    if signed.gate and signed.gate not in handler.opt[GATES]:
        raise GateShut(signed.gate)
    await _check_hat(connection, handler, signed)
    if not permission.allows(signed.hat):
        raise Forbidden
    if handler.opt[FRESH] and not is_fresh(signed, handler.opt[KIND] == "action"):
        raise MustProveAgain


def is_fresh(signed: Signed, is_write: bool = False) -> bool:
    """Whether this person has proved who it is a short while ago."""
    lasts = WRITE_FRESH if is_write else READ_FRESH
    return signed.proved_at is not None and clock.real_now() - signed.proved_at < lasts


async def _check_hat(
    connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler, signed: Signed
) -> None:
    hat = connection.headers.get("x-hat")
    if handler.opt.get(KIND) == "action" and hat is None:
        request = (
            connection if isinstance(connection, Request) else Request(connection.scope, connection.receive)
        )
        hat = str((await request.form()).get("_hat", ""))
    if hat is not None and hat != signed.hat:
        raise StaleHat


def undeclared(found: BaseRoute) -> list[str]:
    """The handlers of a route that declare no permission."""
    handlers: list[BaseRouteHandler] = getattr(found, "route_handlers", None) or [found.route_handler]  # type: ignore[attr-defined]
    bad = []
    for handler in handlers:
        if isinstance(handler, HTTPRouteHandler) and handler.http_methods == {"OPTIONS"}:
            continue  # automatic; the guard refuses it
        if KEY not in handler.opt:
            bad.append(f"{found.path} {handler.handler_name}")
    return bad


class EveryRouteDeclared(ReceiveRoutePlugin):
    """The app does not start while a route lacks its permission."""

    def receive_route(self, route: BaseRoute) -> None:
        if bad := undeclared(route):
            raise RuntimeError("routes without permission: " + "; ".join(bad))
