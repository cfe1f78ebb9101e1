"""Two pages that need no template, no session and no database: they stand when the house does not."""

from __future__ import annotations

from litestar.types import Send


def _page(title: str, text: str, english: str) -> bytes:
    return (
        f'<!doctype html><html lang="ru"><meta charset="utf-8"><title>{title}</title>'
        f'<main id="main"><h1>{title}</h1><p>{text}</p><p lang="en">{english}</p></main></html>'
    ).encode()


REFUSED = _page(
    "Запрос отклонён",
    "Он пришёл с другого сайта. Откройте страницу школы и повторите.",
    "The request came from another site. Open the school's page and try again.",
)
AWAY = _page(
    "Школа сейчас недоступна",
    "База данных не отвечает. Ничего не потеряно: повторите через минуту.",
    "The database does not answer. Nothing is lost: try again in a minute.",
)


async def send_bare(send: Send, status: int, body: bytes) -> None:
    """Answer with one of them; a 503 asks to come again in half a minute."""
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    if status == 503:
        headers += [(b"retry-after", b"30"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
