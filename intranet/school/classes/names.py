"""How classes, groups, subjects and rooms are written in lists, and how they sort (DOMAIN 1.1, 7.4)."""

from __future__ import annotations

import re
from typing import NamedTuple

from intranet.school.people.names import LOOKALIKES, clean, fold

MAX_LETTER = 15
QUOTES = "«»\"“”„'’‘`"
CLASS = re.compile(
    r"(?:класс\s+)?(?P<grade>\d{1,2})\s*(?:класс\s*)?[-–—.\s]?\s*"
    rf"[{QUOTES}]*\s*(?P<letter>[^\W\d_][\w ]{{0,14}}?)\s*[{QUOTES}]*\s*(?:класс|кл\.?)?",
    re.IGNORECASE,
)


class ClassName(NamedTuple):
    """5А: the grade level (1-11) and the letter, which may be a word ("инж", "М1")."""

    grade_level: int
    letter: str

    def __str__(self) -> str:
        return f"{self.grade_level}{self.letter}"

    @property
    def key(self) -> tuple[int, str]:
        """Compares and sorts: 5А before 5Б before 10А, whatever the case of the letter."""
        return self.grade_level, fold(self.letter)


def parse_class_name(text: str) -> ClassName | None:
    """ "5А", "5 «А»", "5-а", Latin "5A", "10А класс"; None without a grade of 1-11 or a letter."""
    found = CLASS.fullmatch(clean(text))
    if found is None:
        return None
    return make_class_name(int(found["grade"]), found["letter"])


def make_class_name(grade_level: int, letter: str) -> ClassName | None:
    """From two columns, "параллель" and "литера". One letter is made capital, words stay as they are."""
    stripped = clean(letter).strip(QUOTES + " ")
    stripped = (stripped.upper() if len(stripped) <= 2 else stripped).translate(LOOKALIKES)
    if not 1 <= grade_level <= 11 or not stripped or len(stripped) > MAX_LETTER or fold(stripped) == "класс":
        return None
    return ClassName(grade_level, stripped)


def label_key(text: str) -> str:
    """Compares names of groups, subjects and rooms: "Англ.1" is "англ. 1"; empty for no name."""
    joined = re.sub(r"(?<=\d)\W+(?=\d)", "_", code_key(text))
    return re.sub(r"\W+", "", joined)


def code_key(text: str) -> str:
    """Compares codes of other systems: spaces, case and Latin look-alikes do not tell them apart."""
    return clean(text).replace(" ", "").upper().translate(LOOKALIKES).casefold().replace("ё", "е")
