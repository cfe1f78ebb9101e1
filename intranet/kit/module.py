"""What a module tells the house about itself: data only, read once at start.

An installed module brings handlers, a tab with its informer, tiles, jobs, subscribers and commands;
an absent one brings none of them, and its data stays.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click

from intranet.kit import events
from intranet.kit.access import Permission, Signed, Viewer
from intranet.kit.db import DB
from intranet.kit.report import Report


@dataclass(frozen=True)
class Informer:
    """What is new behind a tab: one scalar subquery ($1 person, $2 day, $3 hat) and how to say it.

    `say(n)` returns (text, is_new) or None for nothing to say; n may be None.
    """

    sql: str
    say: Callable[[Any], tuple[str, bool] | None]


@dataclass(frozen=True)
class NavItem:
    """A tab of the header; `title` and `path` may differ by hat. `sub` are the links under the arrow."""

    title: Any
    path: str
    icon: str
    permission: Permission
    order: int
    informer: Informer | None = None
    sub: tuple[tuple[Any, str, Permission], ...] = ()


@dataclass(frozen=True)
class Tile:
    """A block of the home page: `load(viewer)` gives what its partial shows, None hides it."""

    name: str
    permission: Permission
    order: int
    template: str
    load: Callable[[Viewer], Awaitable[Any]]
    aside: bool = False


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice: how it is said, and what holds until the school sets otherwise.

    `say(words)` makes the sentence on the page, `subject(child's first name or "")` the letter's; both in the
    reader's language. `timing`: "now" (in quiet hours: at their end) or "evening" (one digest a day).
    A mandatory kind is always mailed; `may_switch` lets each person stop its letters.
    """

    name: str
    title: Any
    say: Callable[[Mapping[str, Any]], str]
    subject: Callable[[str], str]
    timing: str = "evening"
    is_mailed: bool = True
    is_mandatory: bool = False
    may_switch: bool = True


@dataclass(frozen=True)
class Module:
    """The manifest. A new field needs two modules that use it."""

    name: str
    title: Any
    requires: tuple[str, ...] = ()
    handlers: tuple[Any, ...] = ()
    nav: tuple[NavItem, ...] = ()
    tiles: tuple[Tile, ...] = ()
    permissions: tuple[Permission, ...] = ()
    subscribers: tuple[tuple[type[object], Callable[[Any], Awaitable[None]]], ...] = ()
    commands: tuple[click.Command, ...] = ()
    demo: Callable[..., Awaitable[None]] | None = None
    notice_kinds: tuple[NoticeKind, ...] = ()
    reports: tuple[Report, ...] = ()
    # on one's own profile: (words, path, permission)
    profile: tuple[tuple[Any, str, Permission], ...] = ()


@dataclass(frozen=True)
class Tab:
    """A tab as the layout shows it."""

    id: str
    title: str
    path: str
    icon: str
    informer: str
    is_new: bool
    is_current: bool
    sub: tuple[tuple[str, str], ...]


INSTALLED: list[Module] = []
# gives every parameter its type, whether an informer uses it or not
ASKED = "with asked as (select $1::int, $2::date, $3::text) select "


def install(modules: Sequence[Module]) -> None:
    """Take the modules of this process; ValueError when one needs another that is absent."""
    names = {module.name for module in modules}
    for module in modules:
        if missing := set(module.requires) - names:
            raise ValueError(f"module {module.name} needs {', '.join(sorted(missing))}")
        for event, subscriber in module.subscribers:
            events.subscribe(event, subscriber)
    INSTALLED[:] = modules


def notice_kinds() -> dict[str, NoticeKind]:
    """Every kind of notice of the installed modules, by name."""
    return {kind.name: kind for module in INSTALLED for kind in module.notice_kinds}


def reports_of(hat: str) -> list[Report]:
    """The reports this hat may open, in the modules' order."""
    return [one for module in INSTALLED for one in module.reports if one.permission.allows(hat)]


def profile_links_of(hat: str) -> list[tuple[str, str]]:
    """What the modules put on one's own profile: (words, path), as far as this hat may open it."""
    links = [link for module in INSTALLED for link in module.profile]
    return [(str(title), path) for title, path, permission in links if permission.allows(hat)]


def nav_of(hat: str) -> list[tuple[str, NavItem]]:
    """The tabs this hat may open, in order, each with its module's name."""
    items = [
        (module.name, item) for module in INSTALLED for item in module.nav if item.permission.allows(hat)
    ]
    return sorted(items, key=lambda pair: pair[1].order)


async def tabs_of(signed: Signed, path: str) -> list[Tab]:
    """The header's tabs; every informer is a part of one composed statement."""
    items = nav_of(signed.hat)
    asked = [item.informer for _, item in items if item.informer]
    numbers: list[Any] = []
    if asked and signed.viewer.person_id is not None:
        sql = ASKED + ", ".join(f"({informer.sql})" for informer in asked)
        found = await DB.record(sql, signed.viewer.person_id, signed.viewer.day, signed.hat)
        numbers = list(found)
    answers = iter(numbers)
    return [_tab(name, item, signed.hat, path, answers) for name, item in items]


def _tab(name: str, item: NavItem, hat: str, path: str, answers: Any) -> Tab:
    said = item.informer.say(next(answers, None)) if item.informer else None
    current = path == item.path if item.path == "/" else (path + "/").startswith(item.path + "/")
    return Tab(
        id=name,
        title=str(item.title),
        path=item.path,
        icon=item.icon,
        informer=said[0] if said else "",
        is_new=said[1] if said else False,
        is_current=current,
        sub=tuple((str(title), link) for title, link, permission in item.sub if permission.allows(hat)),
    )


def tiles_of(hat: str) -> list[Tile]:
    """The blocks of this hat's home page, in order."""
    tiles = [tile for module in INSTALLED for tile in module.tiles if tile.permission.allows(hat)]
    return sorted(tiles, key=lambda tile: tile.order)
