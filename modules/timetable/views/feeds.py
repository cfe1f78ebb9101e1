"""Calendar links: the page that makes, lists and revokes them, and what a calendar program fetches."""

from __future__ import annotations

import asyncio
import hashlib
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

import segno
from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath
from markupsafe import Markup

from intranet.kit import clock
from intranet.kit.access import Viewer, system_actor
from intranet.kit.answers import Headers, site_address
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.forms import number_in, posted
from intranet.kit.web import Answer, Page, Plain, Redirect, Site, action, machine, page
from intranet.school.access import Hat
from intranet.school.queries import children_of
from modules.timetable.permissions import FEEDS, SET_FEEDS
from modules.timetable.planning.ical import calendar_of
from modules.timetable.queries.feeds import own_feeds
from modules.timetable.service.feeds import Given, give_feed, make_feed, revoke_feed

Asked = Request[Any, Any, Any]
PATH = "/timetable/feeds"
SUFFIX = ".ics"


class CalendarFile(Answer):
    """The calendar, or 304 for a program that has this content already."""

    def __init__(self, given: Given, request: Asked) -> None:
        tag = f'"{given.digest.hex()[:32]}"'
        super().__init__(304 if _is_known(given, tag, request) else 200)
        self.given, self.tag = given, tag

    async def body_of(self, scope: Any) -> tuple[bytes, Headers]:
        """The file without its cookie or any name in it; private, and asked for again each time."""
        headers = [
            (b"etag", self.tag.encode()),
            (b"last-modified", format_datetime(self.given.changed_at, usegmt=True).encode()),
            (b"cache-control", b"private, no-cache"),
        ]
        if self.status_code == 304:
            return b"", headers
        zone = clock.local_now().tzinfo
        assert isinstance(zone, ZoneInfo)  # the school's clock always has one
        body = await asyncio.to_thread(calendar_of, self.given.lessons, self.given.title, zone, school_mark())
        return body, [
            *headers,
            (b"content-type", b"text/calendar; charset=utf-8"),
            (b"content-disposition", b"attachment; filename=lessons.ics"),
        ]


def _is_known(given: Given, tag: str, request: Asked) -> bool:
    """If-None-Match decides; without it, If-Modified-Since."""
    if match := request.headers.get("if-none-match"):
        return tag in match
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except (ValueError, OverflowError):  # a date of no calendar
        return False
    return since.tzinfo is not None and given.changed_at.replace(microsecond=0) <= since


def school_mark() -> str:
    """What makes the events of two schools differ: of the school's address, else of its name."""
    return hashlib.sha256((Site.origin or Site.name).encode()).hexdigest()[:12] + ".parta"


async def _list_page(
    viewer: Viewer, problem: DomainError | None = None, link: str = "", picture: Markup | None = None
) -> Page:
    return Page(
        "timetable/feeds.html", status=422 if problem else 200, feeds=await own_feeds(viewer),
        children=await children_of(viewer) if viewer.hat == Hat.PARENT else [],
        problem=problem.message if problem else "", link=link, picture=picture,
    )  # fmt: skip


@page(PATH, permission=FEEDS)
async def show_feeds(viewer: NamedDependency[Viewer]) -> Answer:
    """The own links; their addresses are not kept, so they are not shown again."""
    return await _list_page(viewer)


@action(PATH, permission=SET_FEEDS)
async def add_feed(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """A new link, shown this once with its QR code."""
    student = number_in((await posted(request)).get("student", [""])[0])
    try:
        token = await make_feed(viewer, student)
    except DomainError as error:
        return await _list_page(viewer, error)
    link = f"{site_address(request)}/timetable/feed/{token}{SUFFIX}"
    drawn = segno.make(link, error="m", micro=False)
    picture = Markup(drawn.svg_inline(dark="#000", light="#fff", border=3, omitsize=True, svgclass="qr"))  # noqa: S704 - our own drawing
    return await _list_page(viewer, link=link, picture=picture)


@action(PATH + "/{feed_id:int}/revocation", permission=SET_FEEDS)
async def stop_feed(viewer: NamedDependency[Viewer], feed_id: FromPath[int]) -> Answer:
    """The link opens nothing from now on."""
    await revoke_feed(viewer, feed_id)
    return Redirect(PATH)


@machine("/timetable/feed/{feed_file:str}")
async def show_feed(request: Asked, feed_file: FromPath[str]) -> Answer:
    """The calendar behind a link; 404 for an unknown or ended one, 429 for one that asks too often."""
    if not feed_file.endswith(SUFFIX):
        raise NotFound
    given = await give_feed(system_actor("calendar"), feed_file.removesuffix(SUFFIX))
    if isinstance(given, int):
        answer = Plain("", status=429)
        answer.kind_headers.append((b"retry-after", str(given).encode()))
        return answer
    return CalendarFile(given, request)


HANDLERS = [show_feeds, add_feed, stop_feed, show_feed]
