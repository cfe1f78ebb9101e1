"""Passwords: argon2id, the school's rule, and what nobody may take.

A hash costs 19 MiB and about 32 ms; at most two run at once, and behind the pages, so that a rush of sign-ins
(or an attack) cannot eat the machine. An unknown login is checked against a dummy hash and takes as long as a
known one.
"""

from __future__ import annotations

import asyncio
import os
import re
import threading
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from argon2.low_level import Type

from identity.local.common_passwords import COMMON
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _
from intranet.school.access import Hat

MEMORY_KIB, PASSES, LANES = 19_456, 2, 1
THREADS = 2  # the pool is the semaphore: the third hash waits its turn
MOST_WAITING = 1200  # a whole school at 8:00, and a queue of about twenty seconds
NICENESS = 5  # pages first: a hash may wait, a page may not
LONGEST = 200
STAFF_SHORTEST, FAMILY_SHORTEST = 12, 8
FAMILY = frozenset({Hat.STUDENT, Hat.PARENT})

_hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES, type=Type.ID)


def _step_back() -> None:
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


_pool = ThreadPoolExecutor(THREADS, thread_name_prefix="argon2", initializer=_step_back)
_waiting = 0


class TooManyWait(DomainError):
    """More people wait at the door than it can let through."""


def hash_now(secret: str) -> str:
    """The PHC string; 32 ms of the calling thread (commands and the demo; pages use `hash_secret`)."""
    return _hasher.hash(secret)


@cache
def _dummy() -> str:
    return _hasher.hash("nobody has this password")


def _check(phc: str | None, secret: str) -> bool:
    dummy = _dummy()
    try:
        _hasher.verify(phc or dummy, secret)
    except (Argon2Error, InvalidHashError):
        return False
    return phc is not None


async def hash_secret(secret: str) -> str:
    """The PHC string, made in the pool."""
    return await asyncio.get_running_loop().run_in_executor(_pool, hash_now, secret)


async def verify(phc: str | None, secret: str) -> bool:
    """Whether the secret is right; None (an unknown login) costs the same and is never right.

    TooManyWait when the queue is full.
    """
    global _waiting
    if _waiting >= MOST_WAITING:
        raise TooManyWait(_("Сейчас входит очень много людей. Повторите через минуту."))
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_pool, _check, phc, secret[: LONGEST + 1])
    finally:
        _waiting -= 1


def is_outdated(phc: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(phc)


def shortest(hats: Collection[str]) -> int:
    """How many characters a password of somebody with these hats has at least."""
    return FAMILY_SHORTEST if FAMILY.issuperset(hats) else STAFF_SHORTEST


def rule(hats: Collection[str]) -> str:
    """The rule as people read it before they type."""
    return _(
        "Не короче %(n)s знаков, любых: удобнее всего несколько слов подряд."
        " Не подойдут одни цифры, ваша фамилия, логин и то, что подбирают первым (qwerty, пароль).",
        n=shortest(hats),
    )


def check_new(password: str, hats: Collection[str], own_words: Collection[str]) -> None:
    """DomainError beside `password` if it breaks the rule. `own_words`: login and names of the person."""
    if len(password) < shortest(hats):
        message = _("Слишком короткий: нужно не меньше %(n)s знаков.", n=shortest(hats))
    elif len(password) > LONGEST:
        message = _("Слишком длинный: не больше %(n)s знаков.", n=LONGEST)
    elif password.isdecimal():
        message = _("Одни цифры легко подобрать: добавьте слово.")
    elif _is_guessable(password.casefold(), own_words):
        message = _("Такой пароль подбирают первым. Возьмите несколько слов, не связанных с вами.")
    else:
        return
    raise DomainError(message, field="password")


def _is_guessable(folded: str, own_words: Collection[str]) -> bool:
    own = {word.casefold() for word in own_words if len(word) > 2}
    own |= {letters for word in own if len(letters := _letters(word)) > 2}
    return (
        len(set(folded)) < 4
        or folded in COMMON
        or _letters(folded) in COMMON
        or bool({folded, _letters(folded)} & own)
        or any(folded in (word * 2, word * 3) for word in {*COMMON, *own})
    )


def _letters(folded: str) -> str:
    return re.sub(r"[\d\W_]+", "", folded)
