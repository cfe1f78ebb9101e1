"""Finding the columns: headers are compared by words, without case, dots, stars and hints in brackets.

Schools write the same column in many ways (DOMAIN 4.2), so a field is a pattern over the normal form:
"Дата рожд. *" is "дата рожд", "№ личного дела" is "номер личного дела", "Ф.И.О." is "фио".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from intranet.school.people.names import fold

HINTS = re.compile(
    r"\((?:дд|чч|мм|день|не обязательно|необязательно|обязательно|формат|м ?/ ?ж|да ?/ ?нет)[^)]*\)"
)
SPELLINGS = (
    (re.compile(r"\bф\W{0,2}и\W{0,2}о\b"), "фио"),
    (re.compile(r"\b[eе][- ]?mail\b"), "email"),
)
CHILD = r"(?: (?:ребенка|ученика|учащегося|обучающегося|школьника|воспитанника|ученицы|детей|ученика цы))?"
PHONE = (
    r"(?:номер )?(?:контактный |моб |мобильный |сотовый |рабочий )?тел(?:ефон)?"
    r"(?: моб| мобильный| контактный)?"
)
EMAIL = r"(?:email|емейл|эл почта|электронная почта|почта|адрес электронной почты|эл адрес)"
FULL_NAME = r"(?:фио|фамилия имя отчество|фамилия имя и отчество|фамилия имя)"
SNILS = r"(?:номер )?снилс"
BORN = r"(?:дата рожд(?:ения)?|день рождения|д ?р|родился|родилась)"
CLASS = r"(?:класс|кл)(?: обучения)?"


def normal_header(text: str) -> str:
    """The words of a header to compare by."""
    folded = HINTS.sub(" ", fold(text)).replace("№", " номер ")
    for pattern, word in SPELLINGS:
        folded = pattern.sub(word, folded)
    return " ".join(re.sub(r"\W+", " ", folded).split())


@dataclass(frozen=True, slots=True)
class Field:
    """A column we read. `limit` is the longest text kept, in characters."""

    name: str
    title: str
    pattern: str
    limit: int = 200

    def fits(self, header: str) -> bool:
        return re.fullmatch(self.pattern, header) is not None


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a kind of list; of each group in `required` at least one must be there."""

    fields: tuple[Field, ...]
    required: tuple[tuple[str, ...], ...]

    def columns(self, headers: list[str]) -> dict[str, int]:
        """Field name -> column; the first column that fits wins."""
        found: dict[str, int] = {}
        for place, header in enumerate(map(normal_header, headers)):
            name = next((one.name for one in self.fields if header and one.fits(header)), None)
            if name is not None:
                found.setdefault(name, place)
        return found

    def lacking(self, columns: dict[str, int]) -> list[str]:
        """Titles of the required columns that are not there."""
        titles = {one.name: one.title for one in self.fields}
        return [titles[group[0]] for group in self.required if not any(name in columns for name in group)]

    def limit_of(self, name: str) -> int:
        return next((one.limit for one in self.fields if one.name == name), 1_000)


@dataclass(frozen=True, slots=True)
class Columns:
    """The header that was found: its row number, all its texts, and where the fields are."""

    row: int
    headers: list[str]
    places: dict[str, int] = field(default_factory=dict)

    def title(self, name: str, *others: str) -> str:
        """The header of the first of these fields that the file has, as written."""
        return next((self.headers[self.places[one]] for one in (name, *others) if one in self.places), name)

    def __contains__(self, name: str) -> bool:
        return name in self.places
