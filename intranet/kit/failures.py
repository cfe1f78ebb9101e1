"""Every error is a page in the house's frame: what happened, what to do, a number the log knows too."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import quote

import asyncpg
import structlog
from litestar import Request
from litestar.exceptions import (
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)

from intranet.kit.access import HatChoice, Signed
from intranet.kit.answers import Answer, Page, Plain, Redirect, WholePage
from intranet.kit.bare_pages import AWAY
from intranet.kit.errors import (
    Conflict,
    DomainError,
    Forbidden,
    GateShut,
    MustProveAgain,
    NotFound,
    NotSignedIn,
    StaleHat,
)
from intranet.kit.i18n import _
from intranet.kit.layers import UNREACHABLE
from intranet.kit.web import KEY, KIND

_log = structlog.get_logger("errors")
SIGN_IN = "/login"
SIGN_IN_AGAIN = "/login/again"
GATES = {"password": "/profile/password", "policy": "/policy/acceptance", "factor": "/profile/factors/new"}


def _declared(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """What the route declared; nothing for an unknown path."""
    handler: Any = request.scope.get("route_handler")
    return handler.opt if handler is not None else {}


def _other_hats(request: Request[Any, Any, Any]) -> list[HatChoice]:
    """The person's other hats that may open this kind of page: offered with one POST button."""
    signed: Signed | None = request.scope.get("auth")
    permission = _declared(request).get(KEY)
    if signed is None or permission is None or request.method != "GET":
        return []
    return [hat for hat in signed.hats if hat.name != signed.hat and permission.allows(hat.name)]


def _page(request: Request[Any, Any, Any], status: int, title: str, text: str, number: str = "") -> Answer:
    _log.info("refused", status=status, path=request.url.path, person=_person(request), title=title)
    hats = _other_hats(request) if status in (403, 404) else []
    back = _asked(request)
    return Page(
        "error.html",
        status=status,
        code=status,
        title=title,
        text=text,
        number=number,
        other_hats=hats,
        back=back,
    )


def _person(request: Request[Any, Any, Any]) -> int | None:
    signed: Signed | None = request.scope.get("auth")
    return signed.viewer.person_id if signed else None


def not_found(request: Request[Any, Any, Any], error: Exception) -> Answer:
    """404: missing and invisible look the same."""
    return _page(
        request, 404, _("Такой страницы нет"), _("Её не существует, или она не для вас. Проверьте адрес.")
    )


def forbidden(request: Request[Any, Any, Any], error: Exception) -> Answer:
    """403: this hat never opens this kind of page."""
    return _page(
        request, 403, _("Эта страница не для вашей роли"), _("Её открывают другие сотрудники или семья.")
    )


def _asked(request: Request[Any, Any, Any]) -> str:
    """The path with its query."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _by_way_of(door: str, request: Request[Any, Any, Any]) -> Answer:
    """To a page of the door, which leads back to the page that was asked for."""
    path = _asked(request)
    comes_back = request.method in ("GET", "HEAD") and path != "/"
    wanted = f"{door}?next={quote(path, safe='')}" if comes_back else door
    return WholePage(wanted) if request.headers.get("hx-request") else Redirect(wanted)


def not_signed_in(request: Request[Any, Any, Any], error: Exception) -> Answer:
    """To the sign-in page and back again after it."""
    return _by_way_of(SIGN_IN, request)


def gate_shut(request: Request[Any, Any, Any], error: GateShut) -> Answer:
    """To the page where that is done, and back again after it."""
    return _by_way_of(GATES[error.gate], request)


def must_prove_again(request: Request[Any, Any, Any], error: Exception) -> Answer:
    """A fresh sign-in first; a refused form leads back to the page it stood on."""
    path = _asked(request) if request.method in ("GET", "HEAD") else _page_above(request) or "/"
    wanted = f"{SIGN_IN_AGAIN}?next={quote(path, safe='')}"
    return WholePage(wanted) if request.headers.get("hx-request") else Redirect(wanted)


def stale_hat(request: Request[Any, Any, Any], error: Exception) -> Answer:
    """A page rendered under another hat: reload what is read, refuse what would be written."""
    if request.method == "GET" and _declared(request).get(KIND) == "page":
        return WholePage(_asked(request))
    return _page(
        request, 409, _("Вы сменили роль"),
        _("Страница открыта в другой роли, поэтому ничего не записано. Откройте её заново и повторите."),
    )  # fmt: skip


def domain_error(request: Request[Any, Any, Any], error: DomainError) -> Answer:
    """A rule said no and no form stood there to show it."""
    status = 409 if isinstance(error, Conflict) else 422
    return _page(request, status, _("Не получилось"), error.message)


def bad_request(request: Request[Any, Any, Any], error: Exception) -> Answer:
    """A path or query of the wrong shape is no page."""
    return not_found(request, error)


def bad_value(request: Request[Any, Any, Any], error: Exception) -> Answer:
    """A date at the edge of the calendar, a number no column holds: well-formed, and nothing has it."""
    _log.warning("bad value", path=request.url.path, person=_person(request), error=str(error))
    return not_found(request, error)


def _page_above(request: Request[Any, Any, Any]) -> str | None:
    """The nearest page above the path that the visitor's hat opens: where its form stands."""
    signed: Signed | None = request.scope.get("auth")
    above = request.url.path.rstrip("/")
    while signed and above:
        above = above.rpartition("/")[0]
        try:
            handler: Any = request.app.asgi_router.handle_routing(path=above or "/", method="GET")[1]
        except (NotFoundException, MethodNotAllowedException):
            continue
        permission = handler.opt.get(KEY)
        if handler.opt.get(KIND) == "page" and permission and permission.allows(signed.hat):
            return above or "/"
    return None


def wrong_method(request: Request[Any, Any, Any]) -> Answer:
    """405; but a refused form shown at its own address is reloaded as the page it came from."""
    above = _page_above(request) if request.method in ("GET", "HEAD") else None
    if above:
        return Redirect(above)
    return _page(request, 405, _("Так сюда не обращаются"), _("Откройте страницу по ссылке или из меню."))


def http_error(request: Request[Any, Any, Any], error: HTTPException) -> Answer:
    """What the framework refuses by itself."""
    if error.status_code == 404:
        return not_found(request, error)
    if error.status_code == 403:
        return forbidden(request, error)
    if error.status_code == 405:
        return wrong_method(request)
    if error.status_code == 413:
        return _page(request, 413, _("Файл слишком большой"), _("Уменьшите его и отправьте снова."))
    if error.status_code >= 500:
        return unknown(request, error)
    return _page(request, error.status_code, _("Запрос не понят"), _("Вернитесь назад и повторите."))


def is_away(error: Exception) -> bool:
    """Whether the database cannot be reached; an OSError of a file (it names the file) is another matter."""
    return isinstance(error, UNREACHABLE) and getattr(error, "filename", None) is None


def unknown(request: Request[Any, Any, Any], error: Exception) -> Answer:
    """500 with a number that is also in the log; 503 without frame when the database went away meanwhile."""
    if is_away(error):
        _log.error("database away", path=request.url.path, person=_person(request), error=str(error))
        page = Plain(AWAY.decode(), status=503, media_type="text/html; charset=utf-8")
        page.kind_headers.append((b"retry-after", b"30"))
        return page
    number = secrets.token_hex(4)
    _log.error("unknown", number=number, path=request.url.path, person=_person(request), exc_info=error)
    text = _(
        "Мы записали, что случилось. Повторите через минуту; если не поможет, назовите администратору номер."
    )
    return _page(request, 500, _("Что-то сломалось у нас"), text, number)


HANDLERS: dict[type[Exception] | int, Any] = {
    NotFound: not_found,
    Forbidden: forbidden,
    NotSignedIn: not_signed_in,
    GateShut: gate_shut,
    MustProveAgain: must_prove_again,
    StaleHat: stale_hat,
    DomainError: domain_error,
    ValidationException: bad_request,
    HTTPException: http_error,
    OverflowError: bad_value,
    asyncpg.DataError: bad_value,
    Exception: unknown,
}
