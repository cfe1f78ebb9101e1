"""The answer to somebody who has just proved who it is: cookies, and the page that comes next."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from litestar import Request

from identity.door import cookies
from identity.door.entering import Entry, Pending
from identity.door.paths import safe_path
from intranet.kit.failures import GATES
from intranet.kit.web import Answer, Redirect

Asked = Request[Any, Any, Any]
STAGES = {"code": "/login/code", "factor": "/login/factor"}


def onwards(gate: str, wanted: str) -> str:
    """The page that was asked for, by way of what must be done first."""
    path = safe_path(wanted)
    if not gate:
        return path
    return GATES[gate] + (f"?next={quote(path, safe='')}" if path != "/" else "")


def answer(request: Asked, found: Entry | Pending, wanted: str) -> Answer:
    """In, or to the page of the stage that is missing."""
    names = cookies.names_of(request)
    if isinstance(found, Pending):
        line = cookies.line(names.flow, found.browser, cookies.FLOW_SECONDS)
        return Redirect(STAGES[found.stage]).with_cookie(line)
    page = Redirect(onwards(found.gate, wanted)).with_cookie(cookies.line(names.session, found.token))
    if found.device:
        page.with_cookie(cookies.line(names.device, found.device, cookies.DEVICE_SECONDS))
        page.with_cookie(cookies.line(names.flow, ""))
    return page


def forget(request: Asked, page: Answer) -> Answer:
    """The session's cookie goes."""
    return page.with_cookie(cookies.line(cookies.names_of(request).session, ""))
