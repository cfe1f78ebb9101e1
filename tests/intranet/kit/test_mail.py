"""Mail: settings, what may stand in a letter, what a server's answer means, one connection for a batch."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from intranet.kit import mail
from intranet.mail_sink import mail_sink

FROM, SITE = "school@example.com", "https://school.test"


def letter(to: str = "anna@example.com", subject: str = "Новое", text: str = "Привет") -> mail.Mail:
    return mail.Mail(to, subject, text, "letter-1@school.test")


def kept(sink: Path) -> int:
    """How many letters the server has."""
    return len(list(sink.iterdir()))


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    yield
    mail.use("", "", "")


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Path]:
    with mail_sink(tmp_path / "mail") as url:
        mail.use(url, FROM, SITE)
        yield tmp_path / "mail"


@pytest.mark.parametrize(
    ("url", "host", "port", "is_tls", "starts_tls", "password"),
    [
        ("smtp://mail.example", "mail.example", 25, False, False, ""),
        ("smtps://u:p%40ss@mail.example", "mail.example", 465, True, False, "p@ss"),
        ("smtp://u:p@mail.example:587?starttls=1", "mail.example", 587, False, True, "p"),
    ],
)
def test_an_address_of_a_server_is_read(
    url: str, host: str, port: int, is_tls: bool, starts_tls: bool, password: str
) -> None:
    post = mail.post_of(url, FROM, SITE)
    assert (post.host, post.port, post.is_tls, post.starts_tls, post.password) == (
        host, port, is_tls, starts_tls, password,
    )  # fmt: skip
    assert "p@ss" not in repr(post)


@pytest.mark.parametrize("url", ["http://mail.example", "mail.example", "smtp://"])
def test_what_is_no_mail_server_stops_the_start(url: str) -> None:
    with pytest.raises(ValueError):
        mail.use(url, FROM, SITE)


def test_what_is_missing_is_named() -> None:
    mail.use("smtp://mail.example", "", "")
    assert not mail.is_configured()
    assert mail.missing() == ("PARTA_MAIL_FROM", "PARTA_ORIGIN")


async def test_a_letter_arrives_whole(sink: Path) -> None:
    async with mail.connection() as smtp:
        assert "kept as 1.eml" in await smtp.send(letter(text="Ёлка.\n.\n.точка\n"))
    found = message_from_bytes((sink / "1.eml").read_bytes(), policy=default)
    assert found["from"] == FROM
    assert found["message-id"] == "<letter-1@school.test>"
    assert found["auto-submitted"] == "auto-generated"
    assert found["date"].datetime.tzinfo is not None
    assert found.get_content().replace("\r\n", "\n") == "Ёлка.\n.\n.точка\n"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "subject",
    [
        "Новое\r\nBcc: all@example.com",
        "Новое\nX: y",
        "a\x00b\u2028c",
        "=?utf-8?q?x=0D=0ABcc:_all?=",
        "я" * 900,
    ],
)
async def test_no_subject_becomes_a_header(sink: Path, subject: str) -> None:
    async with mail.connection() as smtp:
        await smtp.send(letter(subject=subject))
    raw = (sink / "1.eml").read_bytes()
    found = message_from_bytes(raw, policy=default)
    assert found["bcc"] is None
    assert found["x"] is None
    assert len(found.keys()) == 9
    assert all(len(line) < 999 for line in raw.splitlines())


@pytest.mark.parametrize(
    "to", ["", "anna", "anna@", "@x", "a b@example.com\r\nRCPT TO:<x@y>", "a\n@example.com"]
)
async def test_what_is_no_address_is_refused_before_the_server(sink: Path, to: str) -> None:
    async with mail.connection() as smtp:
        with pytest.raises(mail.Refused) as refused:
            await smtp.send(letter(to=to))
    assert refused.value.is_address
    assert kept(sink) == 0


async def test_a_russian_domain_travels_in_ascii(sink: Path) -> None:
    async with mail.connection() as smtp:
        await smtp.send(letter(to="anna@почта.рф"))
    assert b"anna@xn--80a1acny.xn--p1ai" in (sink / "1.eml").read_bytes()


async def test_a_refusal_leaves_the_connection_good(sink: Path) -> None:
    async with mail.connection() as smtp:
        for to, is_permanent in (("a@refused.invalid", True), ("a@later.invalid", False)):
            with pytest.raises(mail.Refused) as refused:
                await smtp.send(letter(to=to))
            assert refused.value.is_permanent is is_permanent
            assert refused.value.is_address is is_permanent
        await smtp.send(letter())
    assert kept(sink) == 1


@pytest.mark.parametrize(
    ("code", "text", "is_permanent", "is_address"),
    [
        (550, "5.1.1 no such user", True, True),
        (553, "mailbox name not allowed", True, True),
        (550, "5.7.1 message rejected as spam", True, False),
        (554, "relay denied", True, False),
        (530, "authentication required", True, False),
        (552, "mailbox full", False, False),
        (451, "greylisted", False, False),
        (421, "closing", False, False),
    ],
)
def test_only_an_address_that_is_not_there_bounces(
    code: int, text: str, is_permanent: bool, is_address: bool
) -> None:
    found = mail.refusal(code, text, of_address=True)
    assert (found.is_permanent, found.is_address) == (is_permanent, is_address)


async def test_a_server_that_is_away_is_unreachable() -> None:
    mail.use("smtp://user:secret-word@127.0.0.1:1", FROM, SITE)
    async with mail.connection() as smtp:
        with pytest.raises(mail.Unreachable) as away:
            await smtp.send(letter())
    assert "secret-word" not in away.value.reason


@pytest.fixture
async def silent() -> AsyncIterator[int]:
    """A server that takes the connection and never says a word."""
    ended = asyncio.Event()

    async def stay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await ended.wait()
        writer.close()

    server = await asyncio.start_server(stay, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    ended.set()
    server.close()
    await server.wait_closed()


async def test_a_silent_server_is_not_waited_for(silent: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "SECONDS", 0.2)
    mail.use(f"smtp://127.0.0.1:{silent}", FROM, SITE)
    async with mail.connection() as smtp:
        with pytest.raises(mail.Unreachable):
            await smtp.send(letter())


async def test_without_tls_where_it_is_demanded_nothing_is_sent(sink: Path) -> None:
    mail.use(f"smtp://{mail.server_name()}?starttls=1", FROM, SITE)
    async with mail.connection() as smtp:
        with pytest.raises(mail.Unreachable):
            await smtp.send(letter())
    assert kept(sink) == 0
