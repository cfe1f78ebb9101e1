"""Degrees of kinship as lists write them (DOMAIN 1.1: a grandmother is not a legal representative)."""

from __future__ import annotations

import re

from intranet.school.people.names import clean, fold

# the database's kinds and the word that stands for each
RELATIONS = {
    "mother": "мать",
    "father": "отец",
    "guardian": "опекун",
    "trustee": "попечитель",
    "other": "иной",
}
WORDS = {
    "mother": {"мать", "мама", "матушка", "приемная мать"},
    "father": {"отец", "папа", "приемный отец"},
    "guardian": {"опекун", "опекунша", "приемный родитель", "усыновитель", "представитель организации"},
    "trustee": {"попечитель"},
}
OTHER = frozenset({
    "иной", "иная", "иное", "иное лицо", "другой", "другая", "другое", "прочее", "родственник",
    "родственница", "бабушка", "дедушка", "дед", "тетя", "дядя", "брат", "сестра", "отчим", "мачеха", "няня",
    "прабабушка", "прадедушка", "контактное лицо",
})  # fmt: skip
OTHER_WITH_WORD = re.compile(
    r"(?:иной|иная|иное|иное лицо|другой|другая|другое|прочее)\s*[(:,\-–—]\s*([^()]{2,60})\)?"
)
# the words that tell whose column it is in a pupil's row
ROLE_WORDS = {
    "mother": frozenset({"мать", "матери", "мама", "мамы"}),
    "father": frozenset({"отец", "отца", "папа", "папы"}),
    "guardian": frozenset({"опекун", "опекуна"}),
    "trustee": frozenset({"попечитель", "попечителя"}),
}


def relation_of(kind: str) -> str:
    """The word of a kind."""
    return RELATIONS[kind]


def parse_relation(text: str) -> tuple[str, str] | None:
    """ "мама" -> (mother, мать), "иной (бабушка)" -> (other, бабушка); None for a neighbour."""
    word = fold(text).rstrip(".")
    for kind, words in WORDS.items():
        if word in words:
            return kind, RELATIONS[kind]
    if word in OTHER:
        return "other", clean(text).lower()
    if found := OTHER_WITH_WORD.fullmatch(clean(text).lower()):
        return "other", found[1].strip()
    return None
