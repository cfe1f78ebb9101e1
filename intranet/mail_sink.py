"""A mail server that keeps every letter in a folder: for the demo and the tests, on 127.0.0.1 only.

Each letter is `<folder>/<n>.eml`. Addresses at `refused.invalid` are refused for good (550), at
`later.invalid` for now (451), so that bounces and retries can be tried.
"""

from __future__ import annotations

import itertools
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

logging.getLogger("mail.log").setLevel(logging.WARNING)  # it tells every command otherwise
HOST = "127.0.0.1"
ANSWERS = {
    "refused.invalid": "550 5.1.1 no such mailbox here",
    "later.invalid": "451 4.3.2 come back later",
}


class Keeper:
    """What the server does with a letter: two domains are refused, the rest is written down."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # letters hold links that open accounts
        known = [int(path.stem) for path in folder.glob("*.eml") if path.stem.isdecimal()]
        self.numbers = itertools.count(max(known, default=0) + 1)

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Yes, or the answer of the domain."""
        answer = ANSWERS.get(address.rpartition("@")[2].lower())
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Write the letter: whole under its name at once, so that no reader meets half of one."""
        number = next(self.numbers)
        body = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        half = self.folder / f"{number}.part"
        half.write_bytes(body)
        half.replace(self.folder / f"{number}.eml")
        return f"250 kept as {number}.eml"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def mail_sink(folder: Path, port: int | None = None) -> Iterator[str]:
    """A server over the folder while the block lasts, in a thread of its own; gives its smtp:// address."""
    controller = Controller(Keeper(folder), hostname=HOST, port=port or free_port(), enable_SMTPUTF8=False)
    controller.start()
    try:
        yield f"smtp://{HOST}:{controller.port}"
    finally:
        controller.stop()
