"""How wide columns are on paper, and how large the letters: by what stands in them, before it is set."""

from __future__ import annotations

from collections.abc import Sequence

from intranet.kit.report import Column, Kind, Layout

PORTRAIT, LANDSCAPE = 116, 174  # letters of FONT points across the sheet of A4
A3_PORTRAIT, A3_LANDSCAPE = 174, 252
FONT, SMALLEST = 9.0, 6.0
AROUND = 2  # letters' worth of space inside a cell
WIDEST, UPRIGHT, LONGEST_WORD, WHOLE_TITLE = 42, 3, 30, 14
ROOMY = 0.5


def room_of(layout: Layout) -> int:
    """How many letters stand across the paper."""
    if layout.is_a3:
        return A3_LANDSCAPE if layout.is_landscape else A3_PORTRAIT
    return LANDSCAPE if layout.is_landscape else PORTRAIT


def shares(
    columns: Sequence[Column], texts: Sequence[Sequence[str]], letters: int
) -> tuple[list[float], float]:
    """Each column's share of the width, and the size of letters (points) at which every word fits.

    A column asks for its longest text (up to WIDEST letters) and needs its longest word. Room to spare goes
    first to the columns with a `width`, by it (where none has one, to the columns of text), then to all.
    """
    room = float(letters)
    asked, needed = _asked(columns, texts)
    size = FONT
    if sum(needed) > room:
        size = max(FONT * room / sum(needed), SMALLEST)
        return needed, round(size * 2 - 0.49) / 2
    if sum(asked) > room:
        spare, wanted = room - sum(needed), sum(asked) - sum(needed)
        return [need + (ask - need) * spare / wanted for need, ask in zip(needed, asked, strict=True)], size
    return _spread(columns, asked, room - sum(asked)), size


def _asked(columns: Sequence[Column], texts: Sequence[Sequence[str]]) -> tuple[list[float], list[float]]:
    asked, needed = [], []
    for place, column in enumerate(columns):
        cells = [line for row in texts for line in row[place].splitlines()]
        words = [word for cell in cells for word in cell.split()]
        title = [UPRIGHT] if column.is_rotated else [len(word) for word in column.title.split()]
        word = min(max([*map(len, words), *title], default=1), LONGEST_WORD)
        whole = min(max([*map(len, cells), word]), WIDEST)
        if column.kind is not Kind.TEXT:
            word = max(word, whole)
        if not column.is_rotated and len(column.title) <= WHOLE_TITLE:
            whole = max(whole, len(column.title))
        needed.append(float(word + AROUND))
        asked.append(float(max(whole, word) + AROUND))
    return asked, needed


def _spread(columns: Sequence[Column], asked: list[float], spare: float) -> list[float]:
    """Names first, up to ROOMY of what they asked; what is left to all, by what they asked."""
    weights = [float(column.width) for column in columns]
    if not any(weights):
        weights = [float(column.kind is Kind.TEXT) for column in columns]
    weighed = sum(ask for ask, weight in zip(asked, weights, strict=True) if weight)
    first = min(spare, weighed * ROOMY)
    shared = sum(weights) or 1.0
    return [
        ask + first * weight / shared + (spare - first) * ask / sum(asked)
        for ask, weight in zip(asked, weights, strict=True)
    ]
