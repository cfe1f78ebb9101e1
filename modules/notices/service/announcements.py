"""The office's news: published once, told in the same transaction, withdrawn but never rewritten.

Whoever publishes names the number of people who will be told (FEATURES C5): if it is not the number that is
told now, nothing happens. A class teacher writes to own classes only. A form sent twice publishes once.
"""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import Conflict, DomainError, NotFound
from intranet.kit.i18n import _
from intranet.school.access import Hat
from intranet.school.audience import Audience
from modules.notices.queries.addresses import how_many
from modules.notices.queries.announcements import announcement_of, classes_to_write
from modules.notices.queries.receipts import ABOUT
from modules.notices.service.telling import Telling, tell

AUDIENCES = ("everybody", "staff", "parents", "students", "classes")
ADD = """insert into announcement (title, body, audience, shown_until, made_by, made_by_hat, published_at,
        told)
    values ($1, $2, $3, $4, $5, $6, $7, 0) returning id"""
ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtextextended('notices.announcement', $1))"
SAME = """select id from announcement where title = $1 and body = $2 and audience = $3
    and shown_until is not distinct from $4 and made_by = $5 and made_by_hat = $6 and withdrawn_at is null
    and published_at > $7 order by id limit 1"""
TWICE = timedelta(minutes=10)
TOLD = "update announcement set told = $2 where id = $1"
WITHDRAW = "update announcement set withdrawn_at = $2 where id = $1 and withdrawn_at is null returning id"
# Letters that have not gone lose what they were about; one with nothing left in it is dropped at sending.
UNTIE = """update receipt r set letter = null from notice n, letter l
    where n.id = r.notice and l.id = r.letter and n.event_key = $1 and l.state = 'waiting'"""


class Draft(msgspec.Struct, frozen=True):
    """An announcement before it is published; `shown_until` is its last day."""

    title: str
    body: str
    audience: Audience
    shown_until: date | None = None


async def check_draft(actor: Viewer, draft: Draft) -> None:
    """DomainError or NotFound for what this actor may not publish."""
    audience = draft.audience
    if audience.kind not in AUDIENCES or (actor.hat == Hat.TEACHER and audience.kind != "classes"):
        raise NotFound
    if audience.kind == "classes":
        if not audience.ids:
            raise DomainError(_("Отметьте хотя бы один класс."), field="classes")
        if audience.ids - {one.id for one in await classes_to_write(actor)}:
            raise NotFound
    if draft.shown_until and draft.shown_until < actor.day:
        raise DomainError(_("Этот день уже прошёл."), field="shown_until")


async def publish(actor: Viewer, draft: Draft, confirmed: int | None) -> int:
    """Publish and tell, at once; the announcement's id. Conflict if not `confirmed` people would be told.

    A second click within ten minutes finds what the first has published.
    """
    async with DB.transaction():
        await check_draft(actor, draft)
        await DB.value(ONE_AT_A_TIME, actor.person_id or 0)
        known: int | None = await DB.value(SAME, *_columns(actor, draft), clock.now() - TWICE)
        if known is not None:
            return known
        count = await how_many(actor, draft.audience)
        if not count:
            raise DomainError(_("Здесь никого нет: объявление никто не увидит."), field="audience")
        if count != confirmed:
            raise Conflict(
                _("Сейчас узнают %(n)s человек: проверьте список и впишите это число.", n=count),
                field="count",
            )
        ident: int = await DB.value(ADD, *_columns(actor, draft), clock.now())
        await _tell(actor, ident, draft)
        return ident


def _columns(actor: Viewer, draft: Draft) -> tuple[object, ...]:
    return (
        draft.title, draft.body, _stored(draft.audience), draft.shown_until, actor.person_id, actor.hat,
    )  # fmt: skip


def _stored(audience: Audience) -> dict[str, object]:
    return {"kind": audience.kind, "ids": sorted(audience.ids)}


async def _tell(actor: Viewer, ident: int, draft: Draft) -> None:
    words = {"announcement": ident, "title": draft.title}
    count = await tell(actor, Telling(ABOUT, f"announcement:{ident}", "", draft.audience, words))
    await DB.execute(TOLD, ident, count)
    await audit.record(
        actor, "notices.announcement.publish", "announcement", ident,
        after={"title": draft.title, "audience": _stored(draft.audience), "told": count},
    )  # fmt: skip


async def withdraw(actor: Viewer, announcement: int) -> None:
    """Take an announcement back: nobody sees it any more, what has not been mailed is not. NotFound."""
    async with DB.transaction():
        await announcement_of(actor, announcement)
        if await DB.value(WITHDRAW, announcement, clock.now()) is None:
            return
        await DB.execute(UNTIE, f"announcement:{announcement}")
        await audit.record(
            actor, "notices.announcement.withdraw", "announcement", announcement,
            before={"withdrawn": False}, after={"withdrawn": True},
        )  # fmt: skip
