"""What may be typed into a cell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet.kit.errors import DomainError
from modules.journal.cells import Cell, Code, cell_text, read_cell, shown

N, LATE = Code.ABSENT_UNSPECIFIED, Code.LATE


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("5", Cell(("5",))), ("4 3", Cell(("4", "3"))), ("4/3", Cell(("4", "3"))), ("", Cell()),
        ("н", Cell((), N)), ("H", Cell((), N)), ("Н 4", Cell(("4",), N)), ("4 Н", Cell(("4",), N)),
        ("О 10", Cell((), LATE, 10)), ("о10 4", Cell(("4",), LATE, 10)), ("О 5", Cell(("5",), LATE)),
        ("О5", Cell((), LATE, 5)), (".", Cell((".",))), ("зч", Cell(("зч",))),
        ("М", Cell((), Code.SCHOOL_EVENT)),
    ],
)  # fmt: skip
def test_what_is_understood(text: str, cell: Cell) -> None:
    assert read_cell(text) == cell


@pytest.mark.parametrize("text", ["6", "пять", "Б", "У 4", "О99", "О0", "Н О", "5 5 5 5 5", "--"])
def test_what_is_not(text: str) -> None:
    with pytest.raises(DomainError):
        read_cell(text)


def test_reasons_are_for_those_who_keep_them() -> None:
    assert read_cell("Б 4", with_reasons=True) == Cell(("4",), Code.ILLNESS)
    assert shown("ILLNESS", with_reasons=False) == N
    assert shown("ILLNESS", with_reasons=True) == "ILLNESS"
    assert shown("LATE", with_reasons=False) == "LATE"


@given(
    st.lists(st.sampled_from(["5", "4", "3", "2", "."]), max_size=4),
    st.sampled_from([None, N, LATE, Code.SCHOOL_EVENT, Code.REMOTE, Code.EXEMPT_PRESENT]),
    st.one_of(st.none(), st.integers(1, 90)),
)
def test_what_is_shown_can_be_typed_back(marks: list[str], code: Code | None, minutes: int | None) -> None:
    minutes = minutes if code == LATE else None
    assert read_cell(cell_text(marks, code, minutes)) == Cell(tuple(marks), code, minutes)
