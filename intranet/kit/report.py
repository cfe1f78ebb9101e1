"""How a report is declared: a query, its columns and its layout, once, for page, XLSX, PDF and CSV.

The module that owns the numbers writes `async def load(viewer, chosen) -> Sheet` in its `reports.py` and
names it in a `Report`; the manifest brings it; modules/reports shows it. Nothing here knows a school noun.

    Report("journal.summary", lazy("Сводная ведомость"), VIEW, load, params=(CLASS, TERM))
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from intranet.kit.access import Permission, Viewer

Value = str | int | Fraction | date | None


class Kind(StrEnum):
    """How a column's values are written and aligned."""

    TEXT = "text"
    NUMBER = "number"  # int, or Fraction rounded half-up to `digits`
    PERCENT = "percent"  # Fraction of one hundred: 92.5 is written "92,50 %"
    DATE = "date"
    MARK = "mark"  # short text in the middle of its cell


@dataclass(frozen=True)
class Column:
    """One column: `width` is a share of the sheet's width (0: as the content needs)."""

    title: str
    kind: Kind = Kind.TEXT
    digits: int = 2
    width: int = 0
    is_rotated: bool = False  # the title stands upright, for many narrow columns
    group: str = ""  # neighbours of one group share a second title above


@dataclass(frozen=True)
class Table:
    """Rows as long as `columns`; `totals` are rows below the line; `notes` are sentences under the table."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    title: str = ""
    facts: Sequence[tuple[str, str]] = ()
    totals: Sequence[Sequence[Value]] = ()
    notes: Sequence[str] = ()
    signatures: Sequence[str] = ()  # lines to sign below this table (a report card's parent)
    links: Sequence[str] = ()  # on the page, where a row's first text leads; empty or one per row


@dataclass(frozen=True)
class Chart:
    """Bars beside the table where they help: the same numbers, named."""

    title: str
    labels: Sequence[str]
    values: Sequence[Fraction | int | None]
    unit: str = ""
    top: int | None = None  # of the scale; None: the largest value


@dataclass(frozen=True)
class Sheet:
    """What a report says today: facts above (label, value), then tables, each with its own title."""

    title: str
    tables: Sequence[Table]
    facts: Sequence[tuple[str, str]] = ()
    chart: Chart | None = None
    signatures: Sequence[str] = ()
    empty: str = ""  # why there is nothing and who fills it, when no table has a row
    people: Sequence[int] = ()  # whose data it shows: for the access log


@dataclass(frozen=True)
class Layout:
    """The paper: A4 or A3, standing or lying; `per_page` tables as cards (report cards: 2), 0 = as they come.

    `is_one_sheet`: what is higher than a sheet is set smaller, down to half, rather than on a second one.
    """

    is_landscape: bool = False
    is_a3: bool = False
    is_one_sheet: bool = False
    per_page: int = 0
    is_new_page_per_table: bool = False


@dataclass(frozen=True)
class Choice:
    """One thing a parameter may be: its value in the address and its words."""

    value: str
    title: str


Chosen = Mapping[str, str]


@dataclass(frozen=True)
class Param:
    """What a report is about (a class, a term): `offer(viewer, chosen so far)` gives what one may take.

    A value that was not offered does not exist: 404. The first offered is taken where none was chosen,
    unless `is_required` is false, which also allows "".
    """

    name: str
    title: Any
    offer: Callable[[Viewer, Chosen], Awaitable[Sequence[Choice]]]
    is_required: bool = True


@dataclass(frozen=True)
class Report:
    """The declaration. `load` gets only what its params offered, and still starts from what is visible."""

    name: str
    title: Any
    permission: Permission
    load: Callable[[Viewer, Chosen], Awaitable[Sheet]]
    about: Any = ""  # a sentence for the list of reports
    params: tuple[Param, ...] = ()
    layout: Layout = field(default_factory=Layout)
    # a param whose every choice may be taken at once, each on sheets of its own, by a worker ("all classes")
    whole: str = ""
