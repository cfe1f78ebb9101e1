"""What a login of one's own may be, wherever it is chosen: on the profile, or with a school code.

Latin letters, digits, dot, dash, underscore, so that no keyboard spoils it; no words of the house. A taken
login is refused in the words of one that is not allowed.
"""

from __future__ import annotations

import re

from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _

SHAPE = re.compile(r"[a-z](?:[._-]?[a-z0-9]){3,29}")
LONGEST = 30
_WORDS = """
    admin administrator root system support help security login logout parta school shkola director direktor
    secretary sekretar zavuch teacher uchitel student uchenik parent roditel guest user test demo info mail
    postmaster webmaster abuse noreply gosuslugi esia intranet dnevnik journal zhurnal null
"""
RESERVED = frozenset(_WORDS.split())
TAKEN = """select exists (select 1 from account where login_key = $1 and id is distinct from $2)
    or exists (select 1 from directory_entry where login_key = $1)"""


def rule() -> str:
    """What a login may be, as people read it before they type."""
    return _(
        "От 4 до 30 знаков: латинские буквы, цифры, точка, дефис, подчёркивание; первая — буква."
        " Большие и маленькие буквы не различаются."
    )


def checked(typed: str) -> str:
    """The login as it is kept; DomainError at `login` for one of another shape."""
    login = typed.strip().lower()
    if not SHAPE.fullmatch(login) or len(login) > LONGEST:
        raise DomainError(rule(), field="login")
    return login


async def is_free(login: str, account: int | None) -> bool:
    """Whether this account, or one to be opened, may have it."""
    return login not in RESERVED and not await DB.value(TAKEN, login, account)


def unfit() -> DomainError:
    """Taken or not allowed, which is said alike."""
    return DomainError(_("Этот логин занят или не разрешён: придумайте другой."), field="login")
