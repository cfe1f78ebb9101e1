"""Bells of another program: a period's number is its place in the day, whatever its name.

Two bell schemes may stand in one list ("4.3" 9:10-9:50 beside "5.3" 9:00-9:40). A period's place is one more
than the longest row of periods that end before it begins: so periods that overlap may share a number, and
periods that do not never do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})")


class Span(NamedTuple):
    """A period's minutes of the day."""

    begins: int
    ends: int


def parse_clock(text: str) -> int | None:
    """ "8:05" -> 485; None for anything else."""
    found = CLOCK.fullmatch(text.strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return int(found[1]) * 60 + int(found[2])


def places(spans: Mapping[str, Span | None], order: Sequence[str]) -> dict[str, int]:
    """Each period's number, from 1. Without clock times (or with odd ones) it is the place in the list."""
    known = {key: span for key, span in spans.items() if span is not None and span.begins < span.ends}
    if len(known) < len(order):
        return {key: place for place, key in enumerate(order, 1)}
    found: dict[str, int] = {}
    for key in sorted(order, key=lambda one: known[one]):
        before = [found[one] for one in found if known[one].ends <= known[key].begins]
        found[key] = max(before, default=0) + 1
    return found


def following(key: str, count: int, spans: Mapping[str, Span | None], order: Sequence[str]) -> list[str]:
    """A block of `count` periods that begins with this one: each next begins soonest after the last ends."""
    block = [key]
    while len(block) < count:
        last = spans.get(block[-1])
        if last is None:
            at = order.index(block[-1]) + 1
            after = [order[at]] if at < len(order) else []
        else:
            later = ((span.begins, one) for one in order if (span := spans.get(one)))
            after = [one for begins, one in sorted(later) if begins >= last.ends][:1]
        if not after:
            break
        block += after
    return block


def is_whole_block(cards: Iterable[str], size: int, numbers: Mapping[str, int]) -> bool:
    """Whether the cards of one day already are blocks: they divide into runs of `size` periods in a row."""
    taken = sorted(numbers[one] for one in cards if one in numbers)
    if not taken or len(taken) % size:
        return False
    runs = [taken[at : at + size] for at in range(0, len(taken), size)]
    return all(run == list(range(run[0], run[0] + size)) for run in runs)
