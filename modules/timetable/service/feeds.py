"""Calendar links: made, revoked, given. Only the token's hash is kept: a link is shown once.

Rules: a link belongs to a person under a hat, a parent's to one child; whoever has it reads lessons only.
It is asked for at most so often (`FETCHES`): calendar programs come every hour, not every second.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

import msgspec

from identity.door.throttle import Bucket, take
from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.school.access import Hat
from modules.timetable.planning.ical import FeedLesson
from modules.timetable.queries.feeds import Feed, feed_lessons, open_feed, whose_class

MOST = 10
FETCHES = Bucket("feed", 30, 60.0)  # a burst of programs, then one a minute
LOCK = "select pg_advisory_xact_lock(hashtext('calendar_feed'), $1)"
COUNT = "select count(*) from calendar_feed where person = $1 and revoked_at is null"
INSERT = """insert into calendar_feed (person, hat, student, token_hash, made_at)
    values ($1, $2, $3, $4, $5) returning id"""
REVOKE = """update calendar_feed set revoked_at = $3
    where id = $4 and person = $1 and hat = $2 and revoked_at is null returning id"""
# The moment of a content is when it was first given: later than every change it shows.
GIVEN = """update calendar_feed set used_at = $2, digest = $3,
        changed_at = case when digest = $3 and changed_at is not null then changed_at else $2 end
    where id = $1 returning changed_at"""


class Given(msgspec.Struct, frozen=True):
    """What a link gives: lessons, the calendar's name, and the mark of this content."""

    lessons: list[FeedLesson]
    title: str
    digest: bytes
    changed_at: datetime


def hash_of(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


async def make_feed(actor: Viewer, student: int | None) -> str:
    """A new link's token, shown once. A parent names the child; the others have none but themselves.

    NotFound for a child that is not visible; DomainError (student) without one, or with too many links.
    """
    if actor.hat == Hat.PARENT and student is None:
        raise DomainError(_("Выберите, чьи уроки показывать."), field="student")
    async with DB.transaction():
        await DB.execute(LOCK, actor.person)
        whose = student if actor.hat == Hat.PARENT else None
        if whose is not None:
            await whose_class(actor, whose)
        if await DB.value(COUNT, actor.person) >= MOST:
            raise DomainError(_("Ссылок уже много: отключите те, которыми не пользуетесь."), field="student")
        token = secrets.token_urlsafe(32)
        made = await DB.value(INSERT, actor.person, actor.hat, whose, hash_of(token), clock.real_now())
        await audit.record(actor, "timetable.feed.make", "calendar_feed", made, after={"student": whose})
        return token


async def revoke_feed(actor: Viewer, feed: int) -> None:
    """The link opens nothing from now on; NotFound for one that is not the actor's."""
    async with DB.transaction():
        if await DB.value(REVOKE, actor.person, actor.hat, clock.real_now(), feed) is None:
            raise NotFound
        await audit.record(actor, "timetable.feed.revoke", "calendar_feed", feed)


async def give_feed(actor: Viewer, token: str) -> Given | int:
    """The lessons behind a token, or the seconds to wait when it is asked for too often.

    The actor is nobody. NotFound when the token is unknown, revoked, or the right behind it has ended.
    """
    feed = await open_feed(actor, hash_of(token))
    owner = feed.viewer(actor.day)
    title = await _title(feed, owner)
    if wait := await take(FETCHES, f"feed {feed.id}"):
        return wait
    lessons = await feed_lessons(owner, feed.student)
    digest = hashlib.sha256(msgspec.json.encode([title, lessons])).digest()
    changed_at = await DB.value(GIVEN, feed.id, clock.real_now(), digest)
    return Given(lessons, title, digest, changed_at)


async def _title(feed: Feed, viewer: Viewer) -> str:
    if feed.hat == Hat.TEACHER:
        return _("Мои уроки")
    return f"{_('Уроки')} {await whose_class(viewer, feed.student or feed.person)}".strip()
