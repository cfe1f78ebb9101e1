"""What of the ledger is news: net changes that have stood still, and a pointer that passes nothing over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.journal.settling import STILL, News, Part, Untold, presence, settle

TODAY = date(2026, 11, 19)
NINE = datetime.fromisoformat("2026-11-19T09:00:00+03:00")
ABSENT, ILL = "ABSENT_UNSPECIFIED", "ILLNESS"


@dataclass
class Ledger:
    """A ledger written by hand, and a family that reads it; minutes are counted from 9:00."""

    changes: list[Untold] = field(default_factory=list)
    values: dict[tuple[int, int, str], str | None] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    upto: int = 0
    told: dict[Part, int] = field(default_factory=dict)

    def put(
        self, minute: float, what: str, new: str | None, lesson: int = 1, student: int = 7,
        on_date: date | None = TODAY, *, by_order: bool = False,
    ) -> int:  # fmt: skip
        """One change of one value; gives its id."""
        old = self.values.get((lesson, student, what))
        self.values[lesson, student, what] = new
        part = {"mark": "marks", "attendance": "attendance", "term": "terms"}.get(what.split(":")[0], "")
        ident = len(self.changes) + 1
        at = NINE + timedelta(minutes=minute)
        on_date = None if part == "terms" else on_date
        self.changes.append(Untold(ident, lesson, student, part, what, old, new, at, on_date, lesson,
                                   is_order=by_order))  # fmt: skip
        return ident

    def read(self, minute: float) -> list[News]:
        """One run of the reader, as the job does it."""
        untold = [
            Untold(c.id, c.lesson, c.student, c.part, c.field, c.old, c.new, c.at, c.on_date, c.number,
                   c.field in self.hidden, c.is_order)
            for c in self.changes
            if c.id > max(self.upto, self.told.get(c.cell, 0)) and c.at <= NINE + timedelta(minutes=minute)
        ]  # fmt: skip
        if not untold:
            return []
        end = max(untold[-1].id, *self.told.values(), 0) if self.told else untold[-1].id
        found = settle(untold, NINE + timedelta(minutes=minute), TODAY, self.upto, end)
        self.told |= found.told
        self.told = {part: last for part, last in self.told.items() if last > found.upto}
        self.upto = found.upto
        return [one for one in found.news if one.words or one.away]

    def said(self, minute: float) -> dict[str, int] | None:
        """The words of the only news of a run."""
        news = self.read(minute)
        assert len(news) <= 1
        return news[0].words if news else None


def test_a_mark_is_told_once_it_has_stood_for_ten_minutes() -> None:
    ledger = Ledger()
    ledger.put(0, "mark:1:1", "5")
    assert ledger.read(9.9) == []
    assert ledger.said(10) == {"marks": 1}
    assert ledger.read(12) == []
    assert ledger.upto == 1


def test_a_slip_of_the_pen_is_not_told() -> None:
    ledger = Ledger()
    ledger.put(0, "mark:1:1", "2")
    ledger.put(4, "mark:1:1", None)
    assert ledger.read(20) == []
    assert ledger.upto == 2


def test_only_the_last_of_several_values_is_told() -> None:
    ledger = Ledger()
    ledger.put(0, "mark:1:1", "2")
    ledger.put(9, "mark:1:1", "4")
    assert ledger.read(18) == []
    assert ledger.said(19) == {"marks": 1}


def test_changed_cleared_and_set_again_beyond_ten_minutes() -> None:
    ledger = Ledger()
    ledger.put(0, "mark:1:1", "4")
    assert ledger.said(10) == {"marks": 1}
    ledger.put(20, "mark:1:1", "5")
    assert ledger.said(30) == {"changed": 1}
    ledger.put(40, "mark:1:1", None)
    assert ledger.said(50) == {"changed": 1}
    ledger.put(60, "mark:1:1", "3")
    assert ledger.said(70) == {"marks": 1}


def test_back_to_what_the_family_knows_is_no_news() -> None:
    ledger = Ledger()
    ledger.put(0, "mark:1:1", "4")
    assert ledger.said(10) == {"marks": 1}
    ledger.put(20, "mark:1:1", "2")
    ledger.put(25, "mark:1:1", "4")
    assert ledger.read(40) == []


def test_two_subjects_of_a_pupil_settle_apart_and_meet_in_one_notice() -> None:
    ledger = Ledger()
    first = ledger.put(0, "mark:1:1", "5", lesson=1)
    ledger.put(5, "mark:2:1", "4", lesson=2)
    ledger.put(8, "mark:1:1", "4", lesson=1)
    assert ledger.said(15) == {"marks": 1}  # the second lesson's, told above the pointer
    assert (ledger.upto, ledger.told) == (first - 1, {Part(2, 7, "marks"): 2})
    ledger.put(16, "mark:3:1", "3", lesson=3)
    assert ledger.said(18) == {"marks": 1}
    assert ledger.said(26) == {"marks": 1}
    assert (ledger.upto, ledger.told) == (4, {})
    ledger.put(30, "mark:1:1", "5", lesson=1)
    ledger.put(31, "mark:2:1", "5", lesson=2)
    assert ledger.said(41) == {"changed": 2}


def test_a_hidden_work_waits_and_holds_nothing_else_back() -> None:
    ledger = Ledger(hidden={"mark:1:1"})
    ledger.put(0, "mark:1:1", "2")
    ledger.put(1, "attendance", "LATE:10")
    ledger.put(2, "mark:9:1", "5", lesson=2)
    news = ledger.read(30)
    assert [(one.words, one.away) for one in news] == [({"marks": 1}, [(1, True)])]
    assert ledger.upto == 0
    ledger.hidden.clear()
    assert ledger.said(600) == {"marks": 1}
    assert (ledger.upto, ledger.told) == (3, {})


@pytest.mark.parametrize(
    ("known", "now", "is_told"),
    [
        (None, ABSENT, True), (ABSENT, ILL, False), (ILL, "EXCUSED", False), ("LATE:5", "LATE:20", False),
        ("LATE:5", ABSENT, True), (ABSENT, None, True), (ABSENT, "SCHOOL_EVENT", True),
        (None, "SCHOOL_EVENT", False), (None, "REMOTE", False), (None, "EXEMPT_PRESENT", False),
    ],
)  # fmt: skip
def test_presence_is_told_and_never_the_reason(known: str | None, now: str | None, is_told: bool) -> None:
    ledger = Ledger()
    if known:
        ledger.put(0, "attendance", known)
        ledger.read(15)
    ledger.put(20, "attendance", now)
    news = ledger.read(30)
    assert bool(news) is is_told
    assert [one.away for one in news] == ([[(1, bool(presence(now)))]] if is_told else [])


def test_yesterday_s_absence_waits_for_the_evening() -> None:
    ledger = Ledger()
    ledger.put(0, "attendance", ABSENT, on_date=TODAY - timedelta(1))
    ledger.put(0, "attendance", ABSENT, lesson=2)
    news = ledger.read(10)
    assert [(one.words, one.away) for one in news] == [({"absences": 1}, [(2, True)])]
    news[0].leave_to_evening()
    assert news[0].words == {"absences": 2}
    ledger.put(20, "attendance", None, on_date=TODAY - timedelta(1))
    assert ledger.said(30) == {"cleared": 1}


def test_term_marks_are_told_comments_and_choices_are_not() -> None:
    ledger = Ledger()
    ledger.put(0, "comment", None)
    ledger.put(0, "choice", "5")
    ledger.put(0, "term:3", "4")
    news = ledger.read(10)
    assert [(one.words, one.newest) for one in news] == [({"terms": 1}, None)]
    assert ledger.upto == 3


def test_a_mark_carried_to_another_class_is_no_news_but_its_own_is_not_lost() -> None:
    ledger = Ledger()
    ledger.put(0, "mark:1:1", "4")
    assert ledger.said(10) == {"marks": 1}
    ledger.put(20, "mark:2:1", "5", lesson=2)
    for old, new, value in ((1, 3, "4"), (2, 4, "5")):
        ledger.put(21, f"mark:{old}:1", None, lesson=old, by_order=True)
        ledger.put(21, f"mark:{new}:1", value, lesson=new, by_order=True)
    assert ledger.said(31) == {"marks": 1}  # the five that was given just before
    ledger.put(40, "mark:3:1", "3", lesson=3)
    assert ledger.said(50) == {"changed": 1}


def test_a_young_comment_holds_the_pointer_for_who_commits_late() -> None:
    ledger = Ledger()
    ledger.put(0, "mark:1:1", "5")
    ledger.put(5, "comment", None)
    assert ledger.said(10) == {"marks": 1}
    assert ledger.upto == 1
    ledger.read(15)
    assert ledger.upto == 2


STEPS = st.lists(
    st.tuples(
        st.integers(0, 14),  # minutes since the step before
        st.sampled_from(["mark:1:1", "mark:1:2", "mark:5:1", "attendance", "term:3", "comment", "read"]),
        st.sampled_from([None, "5", "4", ABSENT, ILL]),
        st.integers(1, 2),  # lesson
        st.integers(7, 8),  # student
    ),
    max_size=40,
)


@given(STEPS, st.sets(st.sampled_from(["mark:1:2", "mark:5:1"])))
def test_whatever_is_written_and_read_every_value_is_told_as_it_stands(
    steps: list[tuple[int, str, str | None, int, int]], hidden: set[str]
) -> None:
    """Told one after another, the net changes lead every value from nothing to what stands, none twice."""
    ledger, minute = Ledger(hidden=hidden), 0.0
    known: dict[tuple[int, int, str], str | None] = {}

    def read() -> None:
        before = (ledger.upto, dict(ledger.told))
        ledger.read(minute)
        assert ledger.upto >= before[0]
        for change in ledger.changes:
            passed = max(before[0], before[1].get(change.cell, 0))
            if passed < change.id <= max(ledger.upto, ledger.told.get(change.cell, 0)):
                key = (change.lesson, change.student, change.field)
                assert known.get(key) == change.old
                assert change.at <= NINE + timedelta(minutes=minute) - STILL
                assert change.field not in ledger.hidden
                known[key] = change.new

    for wait, what, value, lesson, student in steps:
        minute += wait
        if what == "read":
            read()
        else:
            ledger.put(minute, what, value, lesson, student)
    ledger.hidden.clear()
    minute += 11
    read()
    assert {key: value for key, value in known.items() if value is not None} == {
        key: value for key, value in ledger.values.items() if value is not None
    }
    assert (ledger.upto, ledger.told) == (len(ledger.changes), {})
