"""Bars of a report's chart: shares of the longest, each with its number in words.

The page draws them as SVG (templates/_bars.html), the PDF as boxes; the same numbers stand in the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import msgspec

from intranet.kit.report import Chart
from intranet.kit.templating import decimal


class Bar(msgspec.Struct, frozen=True):
    """One bar: whose it is, its number in words, its length as a share of the scale (0 to 1)."""

    label: str
    said: str
    share: Fraction


def bars_of(chart: Chart) -> Sequence[Bar]:
    """A bar a label; an unknown value has no length and says a dash; nothing is longer than the scale."""
    known = [Fraction(value) for value in chart.values if value is not None]
    top = Fraction(chart.top) if chart.top is not None else max(known, default=Fraction(0))
    return [
        Bar(label, _said(value, chart.unit), _share(value, top))
        for label, value in zip(chart.labels, chart.values, strict=True)
    ]


def _said(value: Fraction | int | None, unit: str) -> str:
    if value is None:
        return "—"
    number = str(value) if isinstance(value, int) else decimal(value)
    return f"{number} {unit}" if unit else number


def _share(value: Fraction | int | None, top: Fraction) -> Fraction:
    if value is None or top <= 0:
        return Fraction(0)
    return min(max(Fraction(value) / top, Fraction(0)), Fraction(1))
