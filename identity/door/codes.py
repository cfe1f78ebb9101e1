"""What is printed on slips, and how forgivingly it is read back (FEATURES A40, DOMAIN 2.1).

Codes have no look-alikes (0 o, 1 l i, 2 z..., 5 s, 8 b, u v) and no vowels, so that no word comes out;
case, spaces and dashes do not matter, and neither does the Russian keyboard layout.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Container

ALPHABET = "dfhjkmnqrstvwz34679"  # 12 of them: 50 bits
CODE_GROUPS, CODE_GROUP = 3, 4
DIGITS = "34679"

_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё"
_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_LAYOUT = str.maketrans(_RUSSIAN + _RUSSIAN.upper(), _LATIN + 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>~')
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_SAID = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh sch _ y _ e yu ya"
_SOUNDS = dict(zip(_LETTERS, _SAID.split(), strict=True))


def has_cyrillic(text: str) -> bool:
    """Whether the keyboard was (partly) in the Russian layout."""
    return bool(_CYRILLIC.search(text))


def to_latin_layout(text: str) -> str:
    """The same keys in the Latin layout: "зфкщд" -> "parol"; a text without Cyrillic stays."""
    return text.translate(_LAYOUT) if has_cyrillic(text) else text


def login_key(text: str) -> str:
    """What logins are compared by; logins are Latin, so a Cyrillic one was typed in the wrong layout."""
    return to_latin_layout(text.strip()).casefold()[:60]


def new_code() -> str:
    """A one-time password as it is printed: "dk3r-7hvm-q9tw"."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(CODE_GROUP)) for _ in range(CODE_GROUPS))


def fold_code(text: str) -> str:
    """A one-time password as it is hashed and compared."""
    return re.sub("[^a-z0-9]", "", to_latin_layout(text).casefold())


def transliterated(surname: str) -> str:
    """The first part of a surname in Latin letters, at most 16; "user" when nothing is left."""
    first = re.split(r"[\s-]", surname.strip().casefold(), maxsplit=1)[0]
    latin = "".join(_SOUNDS.get(letter, letter) for letter in first)
    return re.sub("[^a-z]", "", latin)[:16] or "user"


def login_for(surname: str, *, digits: int = 3) -> str:
    """A login somebody can remember: "orlova.749"."""
    return f"{transliterated(surname)}.{''.join(secrets.choice(DIGITS) for _ in range(digits))}"


def free_login(surname: str, taken: Container[str]) -> str:
    """One that nobody has: `taken` holds every login that begins like it."""
    for attempt in range(200):
        login = login_for(surname, digits=3 + attempt // 20)
        if login not in taken:
            return login
    raise RuntimeError(f"no free login for {transliterated(surname)}")
