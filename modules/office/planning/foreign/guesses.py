"""Guesses and new names: how another program's teacher, class or period may be called here. Pure."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from datetime import time

from intranet.school.classes.names import MAX_LETTER, ClassName, make_class_name, parse_class_name
from intranet.school.people.names import FullName, clean, fold, name_pattern, split_full_name
from modules.office.lists.foreign.model import ForeignName
from modules.office.lists.matching import Teachers, Unmatched

GRADE = re.compile(r"\d{1,2}")
LAST_NUMBER = 12


def texts_of(name: ForeignName) -> list[str]:
    """Every spelling, the likeliest first."""
    return list(dict.fromkeys((name.text, *name.others)))


def guess_teacher(name: ForeignName, teachers: Teachers) -> int | None:
    """The only one who fits a spelling: full name, surname with initials, name before surname."""
    for text in texts_of(name):
        words = clean(text).split(" ")
        for one in (text, " ".join([words[-1], *words[:-1]])):
            pattern = name_pattern(one)
            found = teachers.find(pattern) if pattern else None
            if found is not None and not isinstance(found, Unmatched):
                return found.id
    return None


def teacher_name(name: ForeignName) -> FullName:
    """A card's name: as the file tells surname and name apart, else the words in order, else all surname."""
    for text in (name.others[0] if name.others else name.text, name.text):
        words = clean(text).split(" ")
        if len(words) > 1 and fold(words[0]) != fold(words[1]) and (found := split_full_name(text)):
            return FullName(*(part[:100] for part in found))
    return FullName(clean(name.text).split(" ")[0][:100], "")


def class_names(name: ForeignName) -> list[ClassName]:
    """A class as we write it, of each spelling that is one: "5А", "5-a"."""
    return [found for text in texts_of(name) if (found := parse_class_name(text))]


def new_class_name(name: ForeignName, taken: Container[tuple[int, str]]) -> ClassName | None:
    """A name for a class to be made; None if there is no grade of 1-11 in it: a person, a club, a 12th grade.

    "Agropecuária 1A" is "1" with the letter "Agropecuária A"; a letter that is taken gets a number.
    """
    exact = class_names(name)
    found = exact[0] if exact else _made_of(name)
    if found is None or found.key not in taken:
        return found
    for number in range(2, 100):
        other = make_class_name(found.grade_level, f"{found.letter[: MAX_LETTER - 3].strip()} {number}")
        if other is not None and other.key not in taken:
            return other
    return None


def _made_of(name: ForeignName) -> ClassName | None:
    for text in texts_of(name):
        digits = GRADE.search(text)
        grade = int(digits[0]) if digits else name.number
        rest = text.replace(digits[0], " ", 1) if digits else text
        letter = clean(re.sub(r"[^\w]+|_", " ", rest))
        for shown in (letter, " ".join(word[:4] for word in letter.split(" "))):
            if found := make_class_name(grade, shown[:MAX_LETTER].strip()):
                return found
    return None


def clock_numbers(
    periods: Iterable[ForeignName], bells: Mapping[int, tuple[time, time]]
) -> dict[str, int] | None:
    """Our lesson numbers of foreign periods by the clock; None unless all of them fit our bells.

    A period is the lesson it shares most minutes with, at least half of its own; periods that do not
    overlap may not share a number.
    """
    found: dict[str, int] = {}
    spans: dict[int, list[tuple[int, int]]] = {}
    for one in periods:
        if one.begins is None or one.ends is None:
            return None
        shared = {number: _shared(one.begins, one.ends, span) for number, span in bells.items()}
        best = max(shared, key=lambda number: shared[number], default=None)
        if best is None or shared[best] * 2 < one.ends - one.begins or one.ends <= one.begins:
            return None
        if any(one.begins >= ends or begins >= one.ends for begins, ends in spans.get(best, ())):
            return None
        spans.setdefault(best, []).append((one.begins, one.ends))
        found[one.key] = best
    return found


def _shared(begins: int, ends: int, span: tuple[time, time]) -> int:
    starts, stops = (moment.hour * 60 + moment.minute for moment in span)
    return max(0, min(ends, stops) - max(begins, starts))
