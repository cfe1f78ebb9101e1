"""What a change is worth, how far its line has come, a journal's lag: the rules alone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import msgspec
import pytest

from modules.substitutions.planning.pay import Change, Local, State, hours, level_of, payable, unrecorded
from modules.substitutions.planning.programme import Programme, total_of
from modules.substitutions.planning.statement import missed_of, rows_of

DAY, NEXT = date(2026, 11, 18), date(2026, 11, 19)
SIGNED = datetime(2026, 11, 19, tzinfo=UTC)
ABSENT, SUBSTITUTE = 1, 2


def change(kind: str = "TEACHER_SUBSTITUTED", status: str = "held", **given: Any) -> Change:
    values: dict[str, Any] = {
        "change": 1, "lesson": 10, "on_date": DAY, "number": 1, "was_date": DAY, "was_number": 1,
        "subject": "Алгебра", "whom": "7Б", "grade": 7, "absent": ABSENT, "absent_name": "А",
        "substitute": SUBSTITUTE, "substitute_name": "Б", "instead": "", "held_lesson": 10, "reason": None,
        "override_reason": "", "code": "", "quarters": None, "comment": "", "confirmed_at": None,
        "confirmed_name": "", "order_number": "",
    } | given  # fmt: skip
    return Change(kind=kind, status=status, **values)


NOBODY: dict[str, Any] = {"substitute": None, "substitute_name": ""}


@pytest.mark.parametrize(
    ("one", "quarters", "missed"),
    [
        (change(), 4, 4),
        (change("SUBJECT_REPLACED"), 4, 4),
        (change("GROUPS_MERGED"), 4, 4),
        (change("SUPERVISED"), 2, 4),
        (change("CANCELLED", "cancelled", **NOBODY), 0, 4),
        (change("MOVED", **NOBODY), 0, 0),
        (change("EVENT", "cancelled", **NOBODY), 0, 0),
        (change(status="planned"), 0, 4),
        (change(substitute=ABSENT), 0, 0),
        (change("SUBJECT_REPLACED", substitute=ABSENT), 0, 0),
        (change("GROUPS_MERGED", local=Local(merged=2)), 2, 4),
        (change("SUPERVISED", local=Local(supervised=0)), 0, 4),
        (change(quarters=6), 6, 4),
        (change(quarters=0), 0, 4),
        (change(status="planned", quarters=6), 0, 4),
    ],
)
def test_only_a_held_lesson_of_another_teacher_is_paid(one: Change, quarters: int, missed: int) -> None:
    assert (one.paid_quarters, one.missed_quarters(NEXT)) == (quarters, missed)
    assert one.missed_quarters(date(2026, 11, 17)) == 0


@pytest.mark.parametrize(("grade", "code"), [(1, "ЗН"), (3, "ЗН"), (4, "ЗС"), (11, "ЗС"), (None, "ЗС")])
def test_codes_of_the_timesheet(grade: int | None, code: str) -> None:
    assert change(grade=grade).said_code == code
    assert change(grade=grade, code="ЗП").said_code == "ЗП"
    assert change("MOVED", grade=grade, **NOBODY).said_code == ""
    assert change(grade=4, local=Local(junior_to=4)).said_code == "ЗН"


def test_the_way_of_a_line() -> None:
    planned = change(status="planned")
    assert planned.state(DAY) is State.PLANNED
    assert planned.state(NEXT) is State.UNRECORDED
    assert change().state(DAY) is State.HELD
    assert change(confirmed_at=SIGNED).state(NEXT) is State.CONFIRMED
    assert change(confirmed_at=SIGNED, order_number="12-к").state(NEXT) is State.ORDERED
    assert change("CANCELLED", "cancelled", **NOBODY).state(NEXT) is State.OFF
    assert unrecorded([planned, change()], NEXT) == [planned]
    signed = change(confirmed_at=SIGNED)
    assert payable([planned, change(), signed]) == [signed]
    assert payable([planned, change(), signed], confirmed=False) == [change(), signed]


def test_the_statement_adds_up() -> None:
    lines = [
        change(grade=2), change(grade=7, on_date=NEXT, order_number="5"), change(grade=10, order_number="5"),
        change("SUPERVISED", grade=7), change("CANCELLED", "cancelled", **NOBODY),
    ]  # fmt: skip
    junior, usual = rows_of(payable(lines, confirmed=False))
    assert (junior.code, junior.total, dict(junior.by_day)) == ("ЗН", 4, {18: 4})
    assert (usual.code, usual.by_level, dict(usual.by_day)) == ("ЗС", [0, 6, 4], {18: 6, 19: 4})
    assert usual.orders == {"5"}
    (missed,) = missed_of(lines, NEXT)
    assert (missed.missed, missed.substituted, missed.cancelled) == (20, 16, 4)
    assert [level_of(grade) for grade in (1, 4, 5, 9, 10, 11, None)] == [0, 0, 1, 1, 2, 2, 1]
    assert [hours(n) for n in (4, 2, 6)] == [1, Fraction(1, 2), Fraction(3, 2)]


def test_programme_of_domain_3_8() -> None:
    one = Programme(
        journal=1, subject="Алгебра", whom="7Б", teachers="", planned=170, held=163, cancelled=4, replaced=3,
        unrecorded=0,
    )  # fmt: skip
    assert one.lag == 7
    assert one.percent is not None and round(one.percent, 2) == Fraction("95.88")
    ahead = msgspec.structs.replace(one, planned=0, held=2)
    assert (ahead.lag, ahead.percent) == (-2, None)
    whole = total_of([one, ahead])
    assert (whole.planned, whole.held, whole.lag) == (170, 165, 5)
    assert total_of([]).percent is None
