"""Screens in the halls: connecting one, taking it away.

Rules: a screen opens the board by a token, which is shown once and kept as its SHA-256, or from its networks,
or by both; a revoked one opens nothing at once, also where it is open already.
"""

from __future__ import annotations

import ipaddress
import secrets
from datetime import time

from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.kit.live import shout
from modules.substitutions.queries.board import CHANNEL, hash_of

MOST_NETWORKS = 20
# A wider range is a slip of the hand: it would show the board to strangers.
WIDEST = {4: 8, 6: 32}
INSERT = """insert into board_screen (name, token_hash, networks, next_day_from, made_by, made_at)
    values ($1, $2, $3, $4, $5, $6) returning id"""
REVOKE = "update board_screen set revoked_at = $2 where id = $1 and revoked_at is null returning id"


def networks_in(text: str) -> list[str]:
    """ "10.1.0.0/16, 10.2.3.4" as ranges in order. DomainError names the one that is none."""
    words = text.replace(",", " ").replace(";", " ").split()
    if len(words) > MOST_NETWORKS:
        raise DomainError(
            _("Слишком много адресов: впишите не больше %(n)s.", n=MOST_NETWORKS), field="networks"
        )
    return list(dict.fromkeys(str(_network(word)) for word in words))


def _network(word: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    try:
        found = ipaddress.ip_network(word, strict=False)
    except ValueError:
        text = _("«%(word)s» не похоже на адрес: впишите 10.1.2.3 или 10.1.2.0/24.", word=word[:50])
        raise DomainError(text, field="networks") from None
    if found.prefixlen < WIDEST[found.version]:
        text = _("«%(word)s» — слишком широко: впишите адреса школьной сети.", word=word[:50])
        raise DomainError(text, field="networks")
    return found


async def add_screen(
    actor: Viewer, name: str, networks: str, next_day_from: time | None, *, has_token: bool
) -> tuple[int, str]:
    """A new screen: its id and its token, which is told this once ("" without one).

    DomainError for a wrong address, or when it would have neither token nor network.
    """
    ranges = networks_in(networks)
    if not has_token and not ranges:
        raise DomainError(_("Выберите, как экран откроет табло: по ссылке или из сети."), field="networks")
    token = secrets.token_urlsafe(32) if has_token else ""
    async with DB.transaction():
        made: int = await DB.value(
            INSERT, name.strip(), hash_of(token) if token else None, ranges, next_day_from, actor.person_id,
            clock.now(),
        )  # fmt: skip
        await audit.record(
            actor, "substitutions.screen.add", "board_screen", made,
            after={"networks": ranges, "has_token": has_token},
        )  # fmt: skip
        await shout(CHANNEL, "screens")
    return made, token


async def revoke_screen(actor: Viewer, screen: int) -> None:
    """The screen shows nothing any more. NotFound for none or one revoked already."""
    async with DB.transaction():
        if await DB.value(REVOKE, screen, clock.now()) is None:
            raise NotFound
        await audit.record(actor, "substitutions.screen.revoke", "board_screen", screen)
        await shout(CHANNEL, "screens")
