"""What a person was told under the worn hat: the list, one notice, the latest unread.

A parent sees a notice while one of the children it is about is still theirs; an announcement disappears when
it is withdrawn or its last day has passed. What is not shown does not count as new. Of a withdrawn one not
even the title is said: that may be what was wrong with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from intranet.kit import clock, mail
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.kit.i18n import _
from intranet.kit.module import notice_kinds
from intranet.school.access import CHILDREN, Hat, viewer_args
from intranet.school.people.names import short_name
from modules.notices.queries.rules import rules_of

PAGE = 50
LATEST = 5
MOST_COUNTED = 100
ABOUT = "notices.announcement"

TOLD = f"""receipt r join notice n on n.id = r.notice
    left join announcement a on n.kind = '{ABOUT}' and a.id = (n.words->>'announcement')::int"""
MINE = f"""r.person = $1 and r.hat = $3 and (r.hat <> 'parent' or cardinality(r.children) = 0
    or r.children && array({CHILDREN}))"""
IN_FORCE = """(a.id is null or (a.withdrawn_at is null
    and (a.shown_until is null or a.shown_until >= $2)))"""
COLUMNS = f"""r.id, n.kind, n.words, a.withdrawn_at is not null as is_withdrawn, n.path, n.made_at, r.read_at,
    array(
    select c.name from person c where r.hat = 'parent' and c.id = any(r.children) and c.id in ({CHILDREN})
    order by c.name, c.id)::text[] as names"""
LIST = f"""select {COLUMNS} from {TOLD} where {MINE} and {IN_FORCE}
    and ($4::int is null or $4 = any(r.children))
    order by (r.read_at is null) desc, r.id desc limit $5 offset $6"""
UNREAD = f"""select {COLUMNS} from {TOLD} where {MINE} and {IN_FORCE} and r.read_at is null
    order by r.id desc limit $4"""
ONE = f"""select {COLUMNS} from {TOLD} where {MINE} and r.id = $4"""
BODY = f"""select a.title, a.body, a.made_by_hat, a.published_at, a.shown_until, a.withdrawn_at,
        array[p.surname, p.name, p.patronymic]::text[] as author
    from {TOLD} left join person p on p.id = a.made_by where {MINE} and r.id = $4 and a.id is not null"""
# For the tab, which gives the same three arguments; more than a hundred is "99+".
COUNT_NEW = f"""select count(*) from (select 1 from {TOLD}
    where {MINE} and {IN_FORCE} and r.read_at is null limit {MOST_COUNTED}) new"""
OWN_CHILDREN = f"select c.id, c.name from person c where c.id in ({CHILDREN}) order by c.name, c.id"
OWN_ADDRESS = """select p.email as address, coalesce(b.address = p.email, false) as is_bounced,
        b.bounced_at, coalesce(b.reason, '') as reason,
        array(select s.kind from personal_switch s where s.person = p.id and not s.is_mailed)::text[] as off
    from person p left join bounced_address b on b.person = p.id where p.id = $1 and $2::date is not null"""


class _Row(msgspec.Struct, frozen=True):
    id: int
    kind: str
    words: dict[str, Any]
    is_withdrawn: bool
    path: str
    made_at: datetime
    read_at: datetime | None
    names: list[str]


class Line(msgspec.Struct, frozen=True):
    """A notice in a list: what happened, about which children (first names), when, and where to see it."""

    id: int
    kind: str
    title: str
    sentence: str
    names: list[str]
    path: str
    made_at: datetime
    is_new: bool

    @property
    def on_day(self) -> date:
        """The school's date of it."""
        return clock.to_local(self.made_at).date()


class Child(msgspec.Struct, frozen=True):
    """A child to choose."""

    id: int
    name: str


class Body(msgspec.Struct, frozen=True):
    """An announcement as a reader sees it."""

    title: str
    body: str
    made_by_hat: str
    published_at: datetime
    shown_until: date | None
    withdrawn_at: datetime | None
    author: list[str | None]

    @property
    def paragraphs(self) -> list[str]:
        """The text, line by line."""
        return [line.strip() for line in self.body.splitlines() if line.strip()]

    @property
    def author_name(self) -> str:
        """ "Иванова М. С."; empty for the system."""
        surname, name, patronymic = self.author
        return short_name(surname, name or "", patronymic or "") if surname else ""


class OwnAddress(msgspec.Struct, frozen=True):
    """Where letters to the viewer go, whether the address was refused, which kinds are switched off."""

    address: str
    is_bounced: bool
    bounced_at: datetime | None
    reason: str
    off: list[str]


class Choice(msgspec.Struct, frozen=True):
    """A kind on the page of settings: whether letters come, when, and whether the person may choose."""

    name: str
    title: str
    timing: str
    is_mailed: bool
    may_switch: bool
    is_mandatory: bool


def line_of(row: _Row) -> Line:
    """The notice in words; of a kind that is not installed any more only that it is there."""
    kind = notice_kinds().get(row.kind)
    title = str(kind.title) if kind else _("Оповещение")
    words: Mapping[str, Any] = row.words
    sentence = kind.say(words) if kind else _("Раздел, о котором оно, сейчас выключен.")
    if row.is_withdrawn:
        sentence = _("Объявление снято")
    return Line(row.id, row.kind, title, sentence, row.names, row.path, row.made_at, row.read_at is None)


async def notices_of(viewer: Viewer, child: int | None = None, page: int = 1) -> list[Line]:
    """PAGE notices of the worn hat and one more if there are older ones; new ones first, then by date."""
    found = await DB.rows(
        _Row, LIST, *viewer_args(viewer), viewer.hat, child, PAGE + 1, PAGE * (page - 1)
    )  # fmt: skip
    return [line_of(row) for row in found]


async def unread_of(viewer: Viewer) -> list[Line] | None:
    """The latest new notices for the first page; None hides the block."""
    found = await DB.rows(_Row, UNREAD, *viewer_args(viewer), viewer.hat, LATEST)
    return [line_of(row) for row in found] or None


async def notice_of(viewer: Viewer, receipt: int) -> Line:
    """One notice of the worn hat; NotFound for anybody else's."""
    found = await DB.one(_Row, ONE, *viewer_args(viewer), viewer.hat, receipt)
    if found is None:
        raise NotFound
    return line_of(found)


async def body_of(viewer: Viewer, receipt: int) -> Body | None:
    """The announcement behind a notice of the worn hat; None if the notice is of another kind."""
    return await DB.one(Body, BODY, *viewer_args(viewer), viewer.hat, receipt)


async def children_of(viewer: Viewer) -> list[Child]:
    """A parent's children by name; nobody's under another hat."""
    if viewer.hat != Hat.PARENT:
        return []
    return await DB.rows(Child, OWN_CHILDREN, *viewer_args(viewer))


async def own_address(viewer: Viewer) -> OwnAddress:
    """Where letters to the viewer go."""
    found = await DB.one(OwnAddress, OWN_ADDRESS, *viewer_args(viewer))
    if found is None:
        raise NotFound
    return found


async def choices_of(viewer: Viewer, off: list[str]) -> list[Choice]:
    """Every kind as it holds for somebody who switched these off."""
    rules = await rules_of(viewer)
    return [
        Choice(
            rule.name, rule.title, rule.timing, rule.is_wanted(off), rule.may_switch and rule.is_mailed,
            rule.is_mandatory,
        )
        for rule in rules.values()
    ]  # fmt: skip


def is_post_set() -> bool:
    """Whether the school has a mail server at all."""
    return mail.is_configured()
