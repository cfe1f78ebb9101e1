"""The board in the hall: what fits on one page of it, and what the bells say now. Pure.

A page is two columns; a class stays together where it fits. Sizes are those of themes/default/board.css,
which scales with the screen, so that they hold for every screen lying on its side.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

import msgspec

from intranet.kit.i18n import _, ngettext
from modules.substitutions.planning.lines import Bell, Change, Line, grouped

ROWS = 6  # of a column; below them there is room for a long message
LONG = 26  # letters of a cell's line


class Column(msgspec.Struct, frozen=True):
    """Classes with their lines."""

    classes: list[tuple[str, list[Line]]]


def _height(line: Line) -> float:
    """In rows: two lines of text are one row, each further one a third."""
    said = [
        ", ".join(filter(None, (line.now, line.part))),
        ", ".join(filter(None, (line.about, line.who))),
        line.note,
    ]
    lines = sum(1 + len(words) // LONG for words in said if words)
    return max(1.0, 1 + (lines - 2) / 3)


def columns_of(changes: Sequence[Change]) -> list[Column]:
    """All lines in columns; a class that is longer than a column goes on in the next."""
    columns: list[Column] = []
    room = 0.0
    for whom, lines in grouped(changes):
        if columns and room < sum(map(_height, lines)) <= ROWS:
            room = 0
        for line in lines:
            if room < _height(line):
                columns.append(Column([]))
                room = ROWS
            room -= _height(line)
            classes = columns[-1].classes
            if not classes or classes[-1][0] != whom:
                classes.append((whom, []))
            classes[-1][1].append(line)
    return columns


def pages_of(changes: Sequence[Change]) -> list[list[Column]]:
    """Two columns a page."""
    columns = columns_of(changes)
    return [columns[first : first + 2] for first in range(0, len(columns), 2)]


def _minutes(begins: time, ends: time) -> int:
    """Whole minutes between, a begun one counts."""
    seconds = (ends.hour - begins.hour) * 3600 + (ends.minute - begins.minute) * 60 - begins.second
    return -(-seconds // 60)


def bell_words(bells: Sequence[Bell], now: time) -> str:
    """ "Сейчас идёт 3-й урок, до звонка 18 минут", by the bells most lessons ring by; empty without any."""
    held = sorted((one for one in bells if one.lessons), key=lambda one: (-one.lessons, one.number))
    for bell in held:
        if bell.starts <= now < bell.ends:
            left = _minutes(now, bell.ends)
            return ngettext(
                "Сейчас идёт %(lesson)s-й урок, до звонка %(n)s минута",
                "Сейчас идёт %(lesson)s-й урок, до звонка %(n)s минут",
                left, lesson=bell.number,
            )  # fmt: skip
    coming = min((one for one in held if one.starts > now), key=lambda one: one.starts, default=None)
    if coming is None:
        return _("Уроки закончились") if held else ""
    if all(one.starts > now for one in held):
        return _("Уроки начнутся в %(time)s", time=f"{coming.starts:%-H:%M}")
    left = _minutes(now, coming.starts)
    return ngettext(
        "Перемена, %(lesson)s-й урок через %(n)s минуту",
        "Перемена, %(lesson)s-й урок через %(n)s минут",
        left, lesson=coming.number,
    )  # fmt: skip
