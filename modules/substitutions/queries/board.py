"""What hangs in the halls: today and the next school day, the bells, the screens that may look.

The boards read it once for a whole process (`views.board_hub`); all of it is one statement. It is for
everybody: published words, no reason, no pupil.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from modules.substitutions.planning.lines import Bell, Change
from modules.substitutions.queries.published import BOTH, DAYS, ORDER

# What is said here is heard by every open board (`intranet.kit.live`).
CHANNEL = "board"
TODAY = DAYS.replace("$2", "$1")
BOARD = f"""with {TODAY}, {BOTH}
    select days.today, days.next_day,
        exists (select 1 from lesson where on_date = days.today and status <> 'cancelled') as has_lessons,
        coalesce((select json_agg(n {ORDER}) from lines n), '[]') as changes,
        coalesce((select json_agg(json_build_object('on_date', d.on_date, 'message', d.message,
            'published_at', d.published_at)) from substitution_day d
            where d.on_date = any(days.on_days) and d.published_at is not null), '[]') as told,
        coalesce((select json_agg(json_build_object('number', b.number, 'starts', b.starts, 'ends', b.ends,
                'lessons', (select count(*) from lesson l where l.on_date = days.today
                    and l.bell_schedule = b.schedule and l.number = b.number and l.status <> 'cancelled')))
            from bell b where b.schedule in (
                select l.bell_schedule from lesson l where l.on_date = days.today)), '[]') as bells,
        array(select s.id from board_screen s where s.revoked_at is null) as screens
    from days"""
SCREEN = """select id, name, token_hash = $1 is true as has_token, networks, next_day_from, revoked_at
    from board_screen where revoked_at is null and (token_hash = $1 or networks <> '{}') order by id"""
SCREENS = """select id, name, token_hash is not null as has_token, networks, next_day_from, revoked_at
    from board_screen order by revoked_at is not null, name, id"""


class ToldOn(msgspec.Struct, frozen=True):
    """A day's message and when it was last published."""

    on_date: date
    message: str
    published_at: datetime


class BoardState(msgspec.Struct, frozen=True):
    """All that the boards show; `screens` are those that are not revoked."""

    today: date
    next_day: date | None
    has_lessons: bool
    changes: list[Change]
    told: list[ToldOn]
    bells: list[Bell]
    screens: list[int]

    def shown(self, at: time, next_day_from: time | None) -> date:
        """The day a screen shows: the next school day from its hour on, and when today has no lessons."""
        is_late = next_day_from is not None and at >= next_day_from
        return self.next_day if self.next_day and (is_late or not self.has_lessons) else self.today


class Screen(msgspec.Struct, frozen=True):
    """A screen of a hall and how it may open the board."""

    id: int
    name: str
    has_token: bool
    networks: list[str]
    next_day_from: time | None
    revoked_at: datetime | None


def hash_of(token: str) -> bytes:
    """What is kept of a screen's token."""
    return hashlib.sha256(token.encode()).digest()


async def board_state(viewer: Viewer) -> BoardState:
    """Today and the next school day. One statement."""
    found = await DB.one(BoardState, BOARD, viewer.day)
    assert found is not None  # the statement always gives one row
    return found


async def screens_for(viewer: None, token: str) -> list[Screen]:
    """The screens that this token opens, and all that open by an address. Nobody is signed in."""
    return await DB.rows(Screen, SCREEN, hash_of(token) if token else None)


async def screens_of(viewer: Viewer) -> list[Screen]:
    """Every screen, those in use first."""
    return await DB.rows(Screen, SCREENS)
