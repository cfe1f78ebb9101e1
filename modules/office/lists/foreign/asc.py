"""aSc Timetables XML, the 2008 and the 2012 shape (DOMAIN 4.4).

A card is a placed lesson: in 2012 with masks of days and weeks, in 2008 with a day's number. A lesson of
several periods has a card for each of them or one for the block; which, the whole file says. Ids are opaque,
ids in lists stand with commas. What has no teacher, class or known place is counted, not taken.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from intranet.kit.i18n import _
from intranet.kit.sheets import LIMITS, FileProblem, FileRefused
from modules.office.lists.foreign import periods
from modules.office.lists.foreign.asc_names import Found, Groups, listed, read_names
from modules.office.lists.foreign.asc_xml import Tables, read_tables
from modules.office.lists.foreign.model import ForeignName, ForeignRead, ForeignRow, Left, NameKind

WEEKS = {"": "", "1": "", "11": "", "10": "A", "01": "B"}
LARGEST_BLOCK = 8
UNKNOWN = "-"  # a week we have not


def read_asc(content: bytes, today: date) -> ForeignRead:
    """The file's rows and names. FileRefused as `read_tables`, and file_no_rows, file_too_big."""
    return _File(read_tables(content)).read()


@dataclass(frozen=True, slots=True)
class _Card:
    """A card by its line: one lesson on one weekday at one period (the block's first, if it is one)."""

    row: int
    lesson: str
    weekday: int
    period: str
    week: str
    terms: str
    rooms: list[str]


class _File:
    """From tables to rows."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.names: Found = read_names(tables)
        self.groups = Groups(tables, self.names)
        self.lessons = {row["id"]: row for _line, row in tables["lesson"] if row.get("id")}
        self.order = [key for kind, key in self.names if kind is NameKind.PERIOD]
        self.left: Counter[Left] = Counter()
        self.days = _days_2008(tables)

    def read(self) -> ForeignRead:
        """Every card that can be taken, one row for each of its teachers."""
        if not self.tables["lesson"] or not self.tables["card"]:
            raise FileRefused(FileProblem.NO_ROWS, _("В файле нет ни одного расставленного урока."))
        cards = list(self._cards())
        rows = tuple(row for card in self._blocks(cards) for row in self._rows(card))
        if len(rows) > LIMITS.rows:
            raise FileRefused(FileProblem.TOO_BIG)
        if not rows and not self.left:
            raise FileRefused(FileProblem.NO_ROWS, _("В файле нет ни одного расставленного урока."))
        self.left[Left.UNPLACED] += self._unplaced(cards)
        terms = tuple(sorted({row.terms for row in rows if row.terms}))
        return ForeignRead(
            "timetable-asc", "", 0, {}, rows, system="asc", names=self.names, left=+self.left, terms=terms
        )

    def _cards(self) -> Iterator[_Card]:
        for line, row in self.tables["card"]:
            lesson = self.lessons.get(row.get("lessonid", ""))
            if lesson is None:
                continue
            week = WEEKS.get(row.get("weeks", lesson.get("weeks", "")).strip(), UNKNOWN)
            rooms = listed(row.get("classroomids", ""))
            terms = row.get("terms", "").strip()
            for weekday in self._weekdays(row):
                yield _Card(
                    line, lesson["id"], weekday, row.get("period", "").strip(), week,
                    terms if "0" in terms and "1" in terms else "", rooms,
                )  # fmt: skip

    def _weekdays(self, row: dict[str, str]) -> list[int]:
        """1-7, of a mask or of a day's number; 0 for what is neither."""
        if "days" in row:
            return [at for at, mark in enumerate(row["days"].strip(), 1) if mark == "1"] or [0]
        return [self.days.get(row.get("day", "").strip(), 0)]

    def _blocks(self, cards: list[_Card]) -> Iterator[_Card]:
        """One card a period, whichever way the file writes blocks."""
        by_lesson: dict[str, list[_Card]] = defaultdict(list)
        for card in cards:
            by_lesson[card.lesson].append(card)
        is_written_out = self._is_written_out(by_lesson)
        spans = {key: _span(self.names[NameKind.PERIOD, key]) for key in self.order}
        for card in cards:
            size = 1 if is_written_out else self._size(card.lesson)
            block = [card.period]
            if size > 1 and card.period in spans:
                block = periods.following(card.period, size, spans, self.order)
            for period in block:
                yield _Card(card.row, card.lesson, card.weekday, period, card.week, card.terms, card.rooms)

    def _size(self, lesson: str) -> int:
        text = self.lessons[lesson].get("periodspercard", "1").strip()
        return min(int(text), LARGEST_BLOCK) if text.isascii() and text.isdigit() and text != "0" else 1

    def _is_written_out(self, by_lesson: dict[str, list[_Card]]) -> bool:
        """Whether blocks have a card for each period: most lessons of several periods say it.

        By their periods a week; of a lesson laid in part by whether its cards stand in whole blocks.
        """
        numbers = {key: self.names[NameKind.PERIOD, key].number for key in self.order}
        votes = 0
        for lesson, cards in by_lesson.items():
            size = self._size(lesson)
            if size == 1:
                continue
            laid = sum(Decimal("0.5") if card.week in ("A", "B") else 1 for card in cards)
            hours = _hours(self.lessons[lesson])
            if laid in (hours, hours / size):
                votes += 1 if laid == hours else -1
            else:
                votes += 1 if _are_blocks(cards, size, numbers) else -1
        return votes > 0

    def _rows(self, card: _Card) -> Iterator[ForeignRow]:
        """A row for each teacher; with as many rooms as teachers each has an own one, else the first."""
        lesson = self.lessons[card.lesson]
        listed_teachers = listed(lesson.get("teacherids", ""))
        teachers = [one for one in listed_teachers if (NameKind.TEACHER, one) in self.names]
        group = self.groups.name(listed(lesson.get("groupids", "")), listed(lesson.get("classids", "")))
        reason = self._reason(card, lesson, teachers, group)
        if reason is not None or group is None:
            self.left[reason or Left.NO_CLASS] += max(1, len(teachers))
            return
        rooms = [one for one in card.rooms if (NameKind.ROOM, one) in self.names]
        for place, teacher in enumerate(teachers):
            room = rooms[place] if len(rooms) == len(teachers) else (rooms or [""])[0]
            yield ForeignRow(
                card.row, card.weekday, card.period, card.week, lesson["subjectid"], group.key, teacher, room,
                card.terms,
            )  # fmt: skip

    def _reason(
        self, card: _Card, lesson: dict[str, str], teachers: list[str], group: ForeignName | None
    ) -> Left | None:
        reasons = (
            (group is None, Left.NO_CLASS),
            (not teachers, Left.NO_TEACHER),
            ((NameKind.SUBJECT, lesson.get("subjectid", "")) not in self.names, Left.SUBJECT),
            (not 1 <= card.weekday <= 7, Left.WEEKDAY),
            (card.week == UNKNOWN, Left.WEEK),
            ((NameKind.PERIOD, card.period) not in self.names, Left.PERIOD),
        )
        return next((reason for is_so, reason in reasons if is_so), None)

    def _unplaced(self, cards: list[_Card]) -> int:
        """Lessons of which no card is laid, though they are taught."""
        laid = {card.lesson for card in cards}
        return sum(1 for key, row in self.lessons.items() if key not in laid and _hours(row))


def _are_blocks(cards: list[_Card], size: int, numbers: dict[str, int]) -> bool:
    """Whether the cards of each day divide into blocks."""
    days: dict[tuple[int, str, str], list[str]] = defaultdict(list)
    for card in cards:
        days[card.weekday, card.week, card.terms].append(card.period)
    return all(periods.is_whole_block(day, size, numbers) for day in days.values())


def _hours(lesson: dict[str, str]) -> Decimal:
    """Periods a week; "0.5" and "0,5" alike, one where the file says nothing."""
    try:
        return Decimal(lesson.get("periodsperweek", "1").strip().replace(",", ".") or "1")
    except InvalidOperation:
        return Decimal(1)


def _span(name: ForeignName) -> periods.Span | None:
    return None if name.begins is None or name.ends is None else periods.Span(name.begins, name.ends)


def _days_2008(tables: Tables) -> dict[str, int]:
    """A day's number as the file counts it (from 0 or from 1) -> our weekday, in the order of the file."""
    keys = [row["day"].strip() for _line, row in tables["day"] if row.get("day")]
    return {key: place for place, key in enumerate(keys, 1)}
