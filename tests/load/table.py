"""Figures beside their targets, as a table on the terminal."""

from __future__ import annotations

from dataclasses import dataclass

WIDTHS = (28, 8, 14, 7, 7, 14, 18, 6)
HEAD = ("page", "SQL", "CPU-ms", "of PG", "floor", "x floor", "bytes", "gzip")


@dataclass(frozen=True)
class Limit:
    """At most this much; None = no figure is asked for."""

    sql: int | None = None
    cpu: float | None = None
    ratio: float | None = None
    size: int | None = None


@dataclass
class Figure:
    """What was measured of one page."""

    name: str
    limit: Limit
    sql: int = 0
    cpu: float = 0.0
    database: float = 0.0
    floor: float | None = None
    size: int = 0
    packed: int = 0

    @property
    def ratio(self) -> float | None:
        """How much the page costs over its floor."""
        return self.cpu / self.floor if self.floor else None


def _cell(value: float | None, limit: float | None, form: str) -> str:
    if value is None:
        return ""
    said = form.format(value)
    if limit is None:
        return said
    return f"{said} <= {limit:g}" + ("" if value <= limit else " !")


def line(figure: Figure) -> str:
    """One row; `!` marks a missed target."""
    limit = figure.limit
    cells = (
        figure.name,
        _cell(figure.sql, limit.sql, "{}"),
        _cell(figure.cpu, limit.cpu, "{:.1f}"),
        f"{figure.database:.1f}",
        _cell(figure.floor, None, "{:.1f}"),
        _cell(figure.ratio, limit.ratio, "{:.2f}"),
        _cell(figure.size, limit.size, "{}"),
        str(figure.packed or ""),
    )
    return " ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()


def heading() -> str:
    """The table's head."""
    return " ".join(cell.ljust(width) for cell, width in zip(HEAD, WIDTHS, strict=True)).rstrip()


def single(name: str, value: float, limit: float | None, unit: str, *, at_least: bool = False) -> str:
    """A figure that stands alone."""
    said = f"{value:.1f} {unit}"
    if limit is None:
        return f"{name:<58} {said}"
    is_kept = value >= limit if at_least else value <= limit
    return f"{name:<58} {said} ({'>=' if at_least else '<='} {limit:g}){'' if is_kept else ' !'}"
