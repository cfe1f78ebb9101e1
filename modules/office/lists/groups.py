"""Subgroups: the columns that name them in a pupils' list, and one key for the ways to write a group."""

from __future__ import annotations

import re

from intranet.school.classes.names import label_key
from intranet.school.people.names import clean, fold
from modules.office.lists.rows import GroupChoice

# the beginning of a subject's name -> how its groups are called
STEMS = (
    ("англ", "англ"), ("инф", "инф"), ("нем", "нем"), ("франц", "франц"), ("испан", "испан"), ("кит", "кит"),
    ("труд", "труд"), ("технол", "труд"), ("физик", "физ"), ("физк", "физк"), ("матем", "мат"),
    ("хим", "хим"),
)  # fmt: skip
GROUP_WORDS = frozenset({"группа", "группы", "подгруппа", "подгруппы", "гр", "подгр", "п гр"})
FILLERS = frozenset(
    {"яз", "язык", "языка", "языку", "по", "номер", "иностранный", "иностр", "учебная", "класса"}
)
NOT_STUDY = re.compile(r"здоров|мед|крови|риск|продлен|гпд|инвалид|физкультурн|учет")


def division_of(header: str) -> str | None:
    """A normal header -> the division it is about: "англ яз группа" -> "англ"; None if it is no group column.

    "подгруппа" alone and "профиль" are divisions without a name: the value names the group.
    """
    words = header.split()
    if header in {"профиль", "профиль обучения", "профильная группа"}:
        return ""
    if not GROUP_WORDS & set(words) or NOT_STUDY.search(header):
        return None
    rest = [word for word in words if word not in GROUP_WORDS | FILLERS]
    return stem(rest[0]) if rest else ""


def stem(word: str) -> str:
    """ "английский" -> "англ"; a word we do not know stays."""
    return next((short for beginning, short in STEMS if word.startswith(beginning)), word)


def choice(division: str, text: str) -> GroupChoice | None:
    """The group a cell names: "2", "2 группа", "англ. 2", "ИТ"."""
    value = re.sub(r"(?i)\s*\b(под)?группа\b\s*|\s*\b(под)?гр\.?(?=\s|$)\s*", " ", clean(text)).strip(" .№-")
    if not value:
        return None
    words = re.findall(r"\w+", fold(value))
    if division and len(words) > 1 and stem(words[0]) == division:
        value = value.split(words[-1])[-1] or clean(text).split()[-1]
    return GroupChoice(division, value)


def group_key(name: str) -> str:
    """Compares group names: "Английский 1", "англ.1" and "англ. 1" are one group."""
    words = re.findall(r"[^\W\d_]+|\d+", fold(name))
    return label_key(" ".join(stem(word) for word in words if word not in FILLERS))
