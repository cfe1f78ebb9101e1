"""Whatever the door writes down has words: for its owner's history and for the administrator's journal."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from identity.account.words import DONE
from identity.administration.event_words import KINDS

WRITERS = ("note", "_noted", "_note")
MADE = {"factor_added", "factor_removed", "factor_codes"}  # f"factor_{change}"


def kinds_in(path: Path) -> set[str]:
    """The constant kinds that calls of a file write down."""
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    return {
        one.value
        for call in calls
        if (call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", ""))
        in WRITERS
        for one in call.args[:1]
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }


@pytest.mark.parametrize("words", [DONE, KINDS], ids=["history", "journal"])
def test_every_kind_of_event_has_words(words: dict[str, object]) -> None:
    written = MADE.union(*(kinds_in(path) for path in Path("identity").rglob("*.py")))
    assert len(written) > 25
    assert written - set(words) == set()
