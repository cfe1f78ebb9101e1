"""Every kind of event that is written at the door has words, and no words are left of kinds nobody writes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from identity.account.words import DONE, TRIES
from identity.administration.event_words import ADVICE, KINDS

ROOT = Path(__file__).parents[3]
WRITERS = {"note", "noted", "_noted"}
# Kinds that are put together of pieces, or chosen before they are written.
BUILT = {
    "factor_added", "factor_removed", "factor_codes", "email_confirmed", "phone_confirmed", "suspended",
    "no_hat", "refused",
}  # fmt: skip
PIECES = {"added", "removed", "codes", "add", "delete"}  # the last two are audit entries (mapping.py)


def _written() -> Iterator[str]:
    for file in (ROOT / "identity").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in WRITERS:
                texts = (one.value for one in node.args if isinstance(one, ast.Constant) and one.value)
                yield from (text for text in texts if isinstance(text, str))


def test_every_kind_that_is_written_has_words_and_no_other() -> None:
    assert set(KINDS) == set(_written()) - PIECES | BUILT
    assert set(ADVICE) <= set(KINDS)


def test_what_a_person_reads_of_oneself_is_written_too() -> None:
    assert set(DONE) <= set(KINDS)
    assert set(TRIES) <= set(DONE)
