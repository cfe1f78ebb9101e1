"""What a paper's text may hold: nothing invisible, nothing that turns the writing round, no endless words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
LONG_WORD = re.compile(r"\S{31,}")
PIECE = 12
BREAK = "\u200b"  # a place where a line may end, without a sign


def clean(value: Any) -> Any:
    """The same value with every text in it, keys aside, fit for paper."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, Mapping):
        return {key: clean(one) for key, one in value.items()}
    if isinstance(value, Sequence):
        return [clean(one) for one in value]
    return value


def clean_text(text: str) -> str:
    """The text without unwanted characters; a word of more than 30 letters may end its line inside."""
    wanted = UNWANTED.sub("", text)
    return LONG_WORD.sub(lambda found: _pieces(found[0]), wanted) if len(wanted) > PIECE else wanted


def _pieces(word: str) -> str:
    return BREAK.join(word[start : start + PIECE] for start in range(0, len(word), PIECE))
