"""How people, classes and groups are written: tidying what lists say, keys to compare by, forms to show.

Keys fold case and Ё into Е and read Latin look-alikes inside Russian words as Russian; they are compared,
never shown. Sources: DOMAIN 1.1 (литера), 4.2 (file facts), 7.4 (names).
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

SPACES = re.compile(r"\s+")
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"))
LOOKALIKES = str.maketrans("ABCEHKMOPTXYaceopxyk", "АВСЕНКМОРТХУасеорхук")
PARTICLES = frozenset({"оглы", "оглу", "кызы", "гызы", "угли", "улы"})
CYRILLIC = re.compile(r"[А-Яа-яЁё]")
LATIN = re.compile(r"[A-Za-z]")
BLANKS = frozenset({"-", "–", "—", "−", "--", "---", "_", ".", "…"})


class Sex(StrEnum):
    """As the database has it."""

    MALE = "m"
    FEMALE = "f"


class FullName(NamedTuple):
    """Surname, name, patronymic; the patronymic may be empty (DOMAIN 4.2)."""

    surname: str
    name: str
    patronymic: str = ""


def clean(text: str) -> str:
    """One line of NFC text: any run of spaces (non-breaking too) is one, invisible characters are gone."""
    return SPACES.sub(" ", unicodedata.normalize("NFC", text).translate(INVISIBLE)).strip()


def is_blank(text: str) -> bool:
    """Nothing, spaces, or a lone dash or dot that stands for nothing."""
    return not (cleaned := clean(text)) or cleaned in BLANKS


def to_cyrillic(word: str) -> str:
    """Latin look-alikes become Cyrillic, if then no Latin letter is left; else the word as it was."""
    turned = word.translate(LOOKALIKES)
    return word if LATIN.search(turned) else turned


def fold(text: str) -> str:
    """The text to compare by: clean, lower case, Ё as Е, look-alikes in Russian words as Russian."""
    words = (to_cyrillic(word) if CYRILLIC.search(word) else word for word in clean(text).split(" "))
    return " ".join(words).casefold().replace("ё", "е")


def tidy_name(text: str) -> str:
    """A surname, name or patronymic to keep: clean; ИВАНОВ and иванов become Иванов."""
    words = [to_cyrillic(word) if CYRILLIC.search(word) else word for word in clean(text).split(" ")]
    words = ["-".join(part for part in word.split("-") if part) for word in words]
    tidied = " ".join(word for word in words if word)
    return _capitals(tidied) if len(tidied) > 1 and (tidied.isupper() or tidied.islower()) else tidied


def _capitals(text: str) -> str:
    def word(raw: str) -> str:
        low = raw.lower()
        return low if low in PARTICLES else "-".join(part[:1].upper() + part[1:] for part in low.split("-"))

    return " ".join(word(raw) for raw in text.split(" "))


def name_key(surname: str, name: str, patronymic: str = "") -> str:
    """What two spellings of one person's name have in common."""
    return (
        " ".join(filter(None, (fold(surname), fold(name), fold(patronymic))))
        .replace(" -", "-")
        .replace("- ", "-")
    )


def sort_key(surname: str, name: str, patronymic: str = "") -> str:
    """Sorts people as in a printed list, byte by byte: surname first, Ё as Е, a shorter surname earlier."""
    return "\t".join(fold(part) for part in (surname, name, patronymic))


def split_full_name(text: str) -> FullName | None:
    """ "Мамедов Али Рауф оглы" -> (Мамедов, Али, Рауф оглы); None if there are no two words."""
    words = tidy_name(text).split(" ")
    if len(words) < 2 or any(is_blank(word) for word in words[:2]):
        return None
    rest = " ".join(word for word in words[2:] if not is_blank(word))
    return FullName(words[0], words[1], rest)


def full_name(surname: str, name: str, patronymic: str = "") -> str:
    """ "Иванова Мария Сергеевна"."""
    return " ".join(filter(None, (surname, name, patronymic)))


def short_name(surname: str, name: str, patronymic: str = "") -> str:
    """ "Иванова М. С."."""
    return " ".join([surname, *(f"{part[0]}." for part in (name, patronymic) if part)])


def student_name(surname: str, name: str) -> str:
    """How a pupil is shown: "Иванова Мария"."""
    return full_name(surname, name)


class NamePattern(NamedTuple):
    """A person as a timetable writes them: folded surname, then a name or an initial each ("" fits all)."""

    surname: str
    name: str = ""
    patronymic: str = ""

    def fits(self, surname: str, name: str, patronymic: str = "") -> bool:
        """Whether this may be that person: initials fit by first letter, words as a whole."""
        return self.surname == fold(surname) and all(
            not mine or (fold(theirs)[:1] == mine if len(mine) == 1 else fold(theirs) == mine)
            for mine, theirs in ((self.name, name), (self.patronymic, patronymic))
        )


INITIALS = re.compile(r"^(?P<surname>.+?)\s+(?P<name>\w)\.?(?:\s*(?P<patronymic>\w)\.?)?$")
INITIALS_FIRST = re.compile(r"^(?P<name>\w)\.\s*(?:(?P<patronymic>\w)\.)?\s*(?P<surname>\w[\w\- ]+)$")


def name_pattern(text: str) -> NamePattern | None:
    """ "Щербакова Л. И.", "Л. И. Щербакова", "Ким Анна Сергеевна", "Ким"; None for a text without letters."""
    folded = fold(text)
    found = INITIALS.match(folded) or INITIALS_FIRST.match(folded)
    if found:
        return NamePattern(found["surname"], found["name"], found["patronymic"] or "")
    words = folded.split(" ", 2)
    if not folded or not folded[0].isalpha():
        return None
    return NamePattern(*words)


SEXES = {
    Sex.MALE: {"м", "муж", "мужск", "мужской", "мужчина", "мальчик", "юноша", "m", "male"},
    Sex.FEMALE: {"ж", "жен", "женск", "женский", "женщина", "девочка", "девушка", "f", "female"},
}


def parse_sex(text: str) -> Sex | None:
    """м, муж, Ж, жен., female...; None if it says nothing we know."""
    word = clean(text).casefold().rstrip(".")
    return next((sex for sex, words in SEXES.items() if word in words), None)


def parse_phone(text: str) -> str | None:
    """ "+7XXXXXXXXXX" from 8 (975) 120-00-01, 9751200001 and the like; a foreign number keeps its "+".

    Digits and their number are checked, nothing else. None if it is not a phone.
    """
    cleaned = clean(text)
    if not re.fullmatch(r"[+\d\s().\-–—/]+", cleaned):
        return None
    digits = re.sub(r"\D", "", cleaned)
    if cleaned.startswith("+") and not digits.startswith("7"):
        return f"+{digits}" if 8 <= len(digits) <= 15 and digits[0] != "0" else None
    if len(digits) == 11 and digits[0] in "78":
        return f"+7{digits[1:]}"
    return f"+7{digits}" if len(digits) == 10 and digits[0] != "0" else None


EMAIL = re.compile(r"[^\s@<>(),;:\"\[\]]{1,64}@(?:[\w](?:[\w-]{0,61}[\w])?\.)+[\w-]{2,63}")


def parse_email(text: str) -> str | None:
    """The address in lower case; None if it is not one."""
    cleaned = clean(text).lower()
    is_address = len(cleaned) <= 200 and EMAIL.fullmatch(cleaned) and ".." not in cleaned
    return cleaned if is_address else None
