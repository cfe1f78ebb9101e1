"""Letters over SMTP: one recipient each, plain text, one connection for a batch, a deadline on everything.

`async with mail.connection() as smtp: await smtp.send(Mail(...))`. Refused means the server said no to this
letter; Unreachable that there was no server to talk to. The password stands in the setting only: it is in no
log, no error and no page.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib
import msgspec

from intranet.kit import clock

SECONDS = 20  # for one answer of the server
LETTER_SECONDS = 45  # for a whole letter
PORTS = {"smtp": 25, "smtps": 465}
CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")
# refused recipients that say something about us, not about the address
NOT_THE_ADDRESS = (530, 535, 538, 552, 554)


class Mail(msgspec.Struct, frozen=True):
    """One letter to one address; `message_id` (no brackets) is stable: a second copy is known as one."""

    to: str
    subject: str
    text: str
    message_id: str
    headers: Mapping[str, str] = {}


class Refused(Exception):
    """The server said no. `is_permanent`: it will say so again; `is_address`: because nobody is there."""

    def __init__(self, reason: str, *, is_permanent: bool, is_address: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.is_permanent, self.is_address = reason, is_permanent, is_address


class Unreachable(Exception):
    """No server answers, or it let nobody in; the letter is as good as before."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Post:
    """How letters leave: server (PARTA_SMTP), sender (PARTA_MAIL_FROM), the site their links lead to."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    is_tls: bool
    starts_tls: bool
    sender: str
    site: str


_post: Post | None = None
_missing: tuple[str, ...] = ()


def use(url: str, sender: str, site: str) -> None:
    """Take the settings; without all three nothing is sent. ValueError for an address that is none."""
    global _post, _missing
    given = {"PARTA_SMTP": url, "PARTA_MAIL_FROM": sender, "PARTA_ORIGIN": site}
    _missing = tuple(name for name, value in given.items() if not value)
    _post = None if _missing else post_of(url, sender, site)


def post_of(url: str, sender: str, site: str) -> Post:
    """smtp://user:pass@host:25, smtps://..., ?starttls=1; ValueError (without the password) for another."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("PARTA_SMTP is not smtp://host or smtps://host")
    Address(addr_spec=sender)
    return Post(
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_tls=parts.scheme == "smtps",
        starts_tls=parse_qs(parts.query).get("starttls") == ["1"],
        sender=sender,
        site=site.rstrip("/"),
    )


def is_configured() -> bool:
    """Whether letters can leave at all."""
    return _post is not None


def _configured() -> Post:
    if _post is None:
        raise Unreachable(f"not set: {', '.join(_missing)}")
    return _post


def missing() -> tuple[str, ...]:
    """The settings without which nothing leaves."""
    return _missing


def link(path: str) -> str:
    """The whole address of a path of ours, as a letter needs it."""
    return f"{_configured().site}{path}"


def site_name() -> str:
    """The site's host: the right side of a Message-ID."""
    return urlsplit(_configured().site).hostname or "localhost"


def server_name() -> str:
    """The mail server as people may see it: "mail.school.example:465"; empty when there is none."""
    return f"{_post.host}:{_post.port}" if _post else ""


def sender() -> str:
    """The address letters come from; empty when none is set."""
    return _post.sender if _post else ""


def one_line(text: str) -> str:
    """Text that can stand in a header: control characters and line ends are spaces."""
    return " ".join(CONTROL.sub(" ", text).split())


def _header(text: str) -> str:
    """One line in which nothing reads as an encoded word: those are ours to make."""
    return one_line(text).replace("=?", "= ?")


def message_of(mail: Mail, sender: str) -> EmailMessage:
    """The letter as it travels. Refused for an address that cannot be written."""
    message = EmailMessage(policy=WIRE)
    local, _, domain = mail.to.rpartition("@")
    try:
        if not (local and domain):
            raise ValueError("half an address")
        to = Address(username=local, domain=domain.encode("idna").decode("ascii"))
        str(to).encode("ascii")
    except (ValueError, IndexError, UnicodeError) as error:
        reason = f"not an address: {one_line(mail.to)}"
        raise Refused(reason, is_permanent=True, is_address=True) from error
    message["From"], message["To"] = Address(addr_spec=sender), to
    message["Subject"] = _header(mail.subject)
    message["Date"] = format_datetime(clock.real_now())
    message["Message-ID"] = f"<{one_line(mail.message_id)}>"
    message["Auto-Submitted"] = "auto-generated"
    for name, value in mail.headers.items():
        message[name] = _header(value)
    message.set_content(mail.text, cte="base64" if not mail.text.isascii() else None)
    return message


class Connection:
    """One conversation with the server; opened by the first letter, opened again when the server hangs up."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._smtp = aiosmtplib.SMTP(
            hostname=post.host, port=post.port, timeout=SECONDS, use_tls=post.is_tls,
            start_tls=post.starts_tls, username=post.user or None, password=post.password or None,
            tls_context=ssl.create_default_context() if post.is_tls or post.starts_tls else None,
        )  # fmt: skip

    async def open(self) -> None:
        """Connect and sign in, unless that is done. Unreachable else."""
        if self._smtp.is_connected:
            return
        try:
            async with asyncio.timeout(LETTER_SECONDS):
                await self._smtp.connect()
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
            raise Unreachable(_reason(error)) from error

    async def send(self, mail: Mail) -> str:
        """Hand the letter over; the server's answer. Refused or Unreachable."""
        message = message_of(mail, self._post.sender)
        await self.open()
        try:
            async with asyncio.timeout(LETTER_SECONDS):
                _, answer = await self._smtp.send_message(message)
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise refusal(error.recipients[0].code, error.recipients[0].message, of_address=True) from error
        except aiosmtplib.SMTPServerDisconnected as error:
            raise Unreachable(_reason(error)) from error
        except aiosmtplib.SMTPResponseException as error:
            raise refusal(error.code, error.message, of_address=False) from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            self._smtp.close()
            raise Unreachable(_reason(error)) from error
        return one_line(answer)

    async def close(self) -> None:
        """Say goodbye if anybody listens."""
        with suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
            async with asyncio.timeout(SECONDS):
                await self._smtp.quit()
        self._smtp.close()


def refusal(code: int, text: str, *, of_address: bool) -> Refused:
    """What an answer means: 5xx is for good, but "mailbox full" (552) passes; policy is not the address."""
    reason = one_line(f"{code} {text}")[:500]
    is_permanent = 500 <= code < 600 and code != 552
    is_policy = re.match(r"\s*5\.[347]\.", text) is not None
    is_address = of_address and is_permanent and code not in NOT_THE_ADDRESS and not is_policy
    return Refused(reason, is_permanent=is_permanent, is_address=is_address)


def _reason(error: BaseException) -> str:
    """What went wrong, in one line, without anything we sent."""
    if isinstance(error, TimeoutError | aiosmtplib.SMTPTimeoutError):
        return f"no answer within {LETTER_SECONDS} s"
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return one_line(f"{error.code} {error.message}")[:500]
    return one_line(str(error))[:500] or type(error).__name__


@asynccontextmanager
async def connection() -> AsyncIterator[Connection]:
    """One connection for a batch; it opens with the first letter. Unreachable when nothing is configured."""
    made = Connection(_configured())
    try:
        yield made
    finally:
        await made.close()
