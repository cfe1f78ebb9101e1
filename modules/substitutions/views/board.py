"""The board in the hall and its line of events (server-sent).

Rules: whoever may not look gets 404 (`board_door`). A stream sends the board when it differs from what it
has sent, and a beat with the school's time and what the bells say; it ends when its screen is revoked, and
after an hour, so that the browser comes again through the door. Streams are counted: per process and per
address.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

from litestar import Request
from litestar.params import FromQuery

from intranet.kit import clock
from intranet.kit.answers import Site
from intranet.kit.web import Answer, Fragment, Plain, Redirect, Stream, machine, public
from modules.substitutions.views.board_door import PATH, Access, admit, cookie_line, token_of
from modules.substitutions.views.board_hub import HUB, Shown

BEAT_SECONDS = 15.0
LINE_END = re.compile(r"\r\n|\r|\n")  # what ends a line of an event stream
LIFE = timedelta(hours=1)
# A school's screens may stand behind one address; a process keeps room for people.
MOST, MOST_OF_ADDRESS = 600, 300


def _beat(shown: Shown, access: Access) -> dict[str, Any]:
    return {
        "now": f"{clock.local_now():%H:%M:%S}",
        "said": shown.now_words(access.lang),
        "read": f"{shown.read_at:%-H:%M}",
        "build": Site.build_id,
    }


def _framed(kind: str, text: str) -> bytes:
    """One message; each line of its text is a line of data."""
    lines = "".join(f"data: {line}\n" for line in LINE_END.split(text))
    return f"event: {kind}\n{lines}\n".encode()


def _part(shown: Shown, access: Access) -> str:
    return shown.part(shown.state.shown(clock.local_now().time(), access.next_day_from), access.lang)


def _is_full(address: str, own: int = 0) -> bool:
    """Whether there is no room for one more; `own`: those that count themselves already."""
    return HUB.count() - own >= MOST or HUB.count(address) - own >= MOST_OF_ADDRESS


async def _events(access: Access) -> AsyncIterator[bytes]:
    """The board and its beats until the screen is revoked or the hour is over."""
    ends, sent = clock.real_now() + LIFE, ""
    async with HUB.following(access.address):
        if _is_full(access.address, 1):  # many came at one moment
            return
        yield b"retry: 3000\n\n"
        while clock.real_now() < ends and not HUB.is_over:
            moved, shown = HUB.moved, HUB.shown
            if shown is not None and HUB.is_fresh:
                if access.screen is not None and access.screen not in shown.state.screens:
                    return
                part = _part(shown, access)
                if part != sent:
                    sent = part
                    yield _framed("board", part)
                yield _framed("beat", json.dumps(_beat(shown, access), ensure_ascii=False))
            try:
                async with asyncio.timeout(BEAT_SECONDS):
                    await moved.wait()
            except TimeoutError:
                continue


@public(PATH)
async def show_board(request: Request[Any, Any, Any], token: FromQuery[str] = "") -> Answer:
    """The board; a token in the address moves into a cookie first."""
    if token:
        await admit(request, token)
        return Redirect(PATH).with_cookie(cookie_line(request, token))
    access = await admit(request)
    shown = await HUB.now()
    answer = Fragment(
        "substitutions/board.html", part=_part(shown, access), lang=access.lang, **_beat(shown, access)
    )
    known = token_of(request) if access.screen is not None else ""
    return answer.with_cookie(cookie_line(request, known)) if known else answer


@machine(f"{PATH}/events")
async def board_events(request: Request[Any, Any, Any]) -> Answer:
    """What changes, for as long as the board is open."""
    access = await admit(request)
    if _is_full(access.address):
        return Plain("too many boards", status=503)
    return Stream(lambda: _events(access))


HANDLERS: list[Any] = [show_board, board_events]
