"""/static: hashed files, kept by browsers for a year, sent as the gzip copies the build has made.

Only names the build writes are served; everybody may read them (the sign-in page needs them too).
"""

import re
from functools import lru_cache

from litestar.handlers import ASGIRouteHandler
from litestar.types import Receive, Scope, Send

from intranet.kit import assets
from intranet.kit.access import PUBLIC

_NAME = re.compile(r"[a-z0-9-]+\.[0-9a-f]{10}\.(?:css|js|svg|woff2)")
_KINDS = {"css": b"text/css", "js": b"text/javascript", "svg": b"image/svg+xml", "woff2": b"font/woff2"}
_YEAR = b"public, max-age=31536000, immutable"


@lru_cache(maxsize=128)
def _file(name: str, is_packed: bool) -> bytes | None:
    path = assets.BUILD / (f"{name}.gz" if is_packed else name)
    return path.read_bytes() if path.is_file() else None


def _answer(name: str, takes_gzip: bool) -> tuple[int, bytes, list[tuple[bytes, bytes]]]:
    """(status, body, headers) of one file; 404 for a name the build never writes."""
    if not _NAME.fullmatch(name) or (body := _file(name, False)) is None:
        return 404, b"", []
    kind = _KINDS[name.rpartition(".")[2]]
    headers = [(b"content-type", kind), (b"cache-control", _YEAR), (b"vary", b"accept-encoding")]
    packed = _file(name, True) if takes_gzip else None
    if packed is None:
        return 200, body, headers
    return 200, packed, [*headers, (b"content-encoding", b"gzip")]


async def _serve(scope: Scope, receive: Receive, send: Send) -> None:
    method = scope.get("method")
    accepted = dict(scope["headers"]).get(b"accept-encoding", b"")
    status, body, headers = _answer(scope["path"].strip("/").rpartition("/")[2], b"gzip" in accepted)
    if method not in ("GET", "HEAD"):
        status, body, headers = 405, b"", [(b"allow", b"GET, HEAD")]
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body, "more_body": False})


def static_files() -> ASGIRouteHandler:
    """The route handler of /static."""
    return ASGIRouteHandler(assets.URL, is_mount=True, copy_scope=True, opt={"permission": PUBLIC})(_serve)
