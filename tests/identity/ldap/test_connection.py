"""The way to a directory: encrypted or not at all, verified, over in time whatever the other side does."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import msgspec
import pytest
from cryptography import x509

from identity.door.providers import Failure, FailureKind, VerifiedIdentity
from identity.ldap.config import LdapConfig
from identity.ldap.connection import Connection
from identity.ldap.groups import groups_of, read_graph
from identity.ldap.provider import Directory
from identity.ldap.troubles import DirectoryError, Trouble
from identity.ldap.tunnel import START_TLS, Deadline, address_of
from intranet.kit.db import DB
from tests.doors import make_account
from tests.factories import World
from tests.identity.ldap import slapd
from tests.identity.ldap.conftest import Add, made, settings_of
from tests.identity.ldap.pki import Authority
from tests.identity.ldap.slapd import SECRET, Slapd
from tests.people import PASSWORD

Browser = Callable[[], httpx.AsyncClient]
START_TLS_YES = bytes.fromhex("300c02010178070a010004000400")


class Listener:
    """Answers `first` to the first bytes and then is silent for ever; keeps what it heard."""

    def __init__(self, first: bytes = b"") -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._first, self._held = first, []  # type: ignore[var-annotated]
        self.heard = b""
        self.port = int(self._socket.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                one, _ = self._socket.accept()
            except OSError:
                return
            self._held.append(one)
            threading.Thread(target=self._listen, args=(one,), daemon=True).start()

    def _listen(self, one: socket.socket) -> None:
        is_first = True
        try:
            while data := one.recv(65536):
                self.heard += data
                if is_first and self._first:
                    one.sendall(self._first)
                is_first = False
        except OSError:
            return

    def close(self) -> None:
        """Shut everything."""
        self._socket.close()
        for one in self._held:
            one.close()


@pytest.fixture
def listen() -> Iterator[Callable[[bytes], Listener]]:
    """Makes listeners that end with the test."""
    all_of_them: list[Listener] = []

    def start(first: bytes = b"") -> Listener:
        all_of_them.append(Listener(first))
        return all_of_them[-1]

    yield start
    for one in all_of_them:
        one.close()


async def timed(provider: Directory) -> tuple[VerifiedIdentity | Failure, float]:
    started = time.monotonic()
    found = await provider.verify("l.elena", SECRET)
    return found, time.monotonic() - started


@pytest.mark.parametrize(
    ("scheme", "first"), [("ldaps", b""), ("ldap", b""), ("ldap", START_TLS_YES), ("ldap", START_TLS_YES[:5])]
)
async def test_a_silent_tls_handshake_ends_within_the_deadline(
    scheme: str, first: bytes, listen: Callable[..., Listener], add_directory: Add
) -> None:
    listener = listen(first)
    row = await add_directory(f"{scheme}://127.0.0.1:{listener.port}", seconds=1.0)
    found, took = await timed(made(row))
    assert isinstance(found, Failure) and found.kind is FailureKind.UNAVAILABLE
    assert "timeout" in found.detail and 0.8 < took < 3, (found, took)
    assert SECRET.encode() not in listener.heard and slapd.SERVICE_SECRET.encode() not in listener.heard
    assert listener.heard[:1] == (b"\x16" if scheme == "ldaps" else START_TLS[:1])


async def test_a_directory_that_falls_silent_after_the_handshake(
    authority: Authority, add_directory: Add
) -> None:
    pair = authority.sign("mute")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certificate, pair.key)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            one, _ = server.accept()
            with context.wrap_socket(one, server_side=True) as mute:
                while mute.recv(100):
                    pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        row = await add_directory(f"ldaps://127.0.0.1:{server.getsockname()[1]}", seconds=1.0)
        found, took = await timed(made(row))
        await asyncio.to_thread(thread.join, 5)
    assert isinstance(found, Failure) and found.kind is FailureKind.UNAVAILABLE and took < 3, (found, took)


async def test_clear_text_is_refused_to_a_directory_without_tls(
    tmp_path: Path, authority: Authority, add_directory: Add
) -> None:
    with slapd.running(tmp_path / "clear", authority.certificate, None) as server:
        row = await add_directory(server.start_tls)
        assert await made(row).verify("l.elena", SECRET) == Failure(FailureKind.UNAVAILABLE, detail="no_tls")


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x30\x05\x02\x01\x01\x78\x00", b"\x30\x84"]
)
async def test_nonsense_instead_of_yes_sends_nothing_more(
    answer: bytes, listen: Callable[..., Listener], add_directory: Add
) -> None:
    listener = listen(answer)
    row = await add_directory(f"ldap://127.0.0.1:{listener.port}", seconds=1.0)
    found = await made(row).verify("l.elena", SECRET)
    assert isinstance(found, Failure) and found.kind is FailureKind.UNAVAILABLE
    assert listener.heard == START_TLS


@pytest.mark.parametrize("way", ["ldaps", "start_tls"])
async def test_a_wrong_ca_is_refused(
    way: str, tmp_path: Path, small_server: Slapd, secrets_folder: Path, add_directory: Add
) -> None:
    other = Authority(tmp_path, "other-ca")
    (secrets_folder / "other-ca.crt").write_bytes(other.certificate.read_bytes())
    row = await add_directory(getattr(small_server, way), ca_file="other-ca.crt")
    found = await made(row).verify("l.elena", SECRET)
    assert isinstance(found, Failure) and found.detail.startswith("untrusted")


async def test_an_expired_certificate_is_refused_and_named(
    tmp_path: Path, authority: Authority, add_directory: Add
) -> None:
    pair = authority.sign("expired", days=-1)
    with slapd.running(tmp_path / "old", authority.certificate, pair) as server:
        row = await add_directory(server.ldaps)
        assert await made(row).verify("l.elena", SECRET) == Failure(FailureKind.UNAVAILABLE, detail="expired")
        findings = await made(row).probe()
        assert not findings[-1].is_right and "Срок сертификата" in findings[-1].advice


async def test_a_certificate_of_another_name_is_refused(
    tmp_path: Path, authority: Authority, add_directory: Add
) -> None:
    pair = authority.sign("other-name", [x509.DNSName("elsewhere.test")])
    with slapd.running(tmp_path / "name", authority.certificate, pair) as server:
        row = await add_directory(server.start_tls)
        found = await made(row).verify("l.elena", SECRET)
        assert isinstance(found, Failure) and found.detail.startswith("other_name")


async def test_a_hung_directory_delays_neither_another_nor_a_local_sign_in(
    client: Browser,
    world: World,
    listen: Callable[..., Listener],
    directory_server: Slapd,
    add_directory: Add,
) -> None:
    hung = listen()
    await add_directory(
        f"ldaps://127.0.0.1:{hung.port}", slug="hung", seconds=6.0, threads=2, suffixes=["hung"]
    )
    well = await add_directory(directory_server.ldaps, slug="well")
    await make_account(world.people["oleg"], "oleg")

    async def try_hung(n: int) -> int:
        answer = await client().post("/login", data={"login": f"u{n}@hung", "password": "x"})
        return answer.status_code

    waiting = [asyncio.create_task(try_hung(n)) for n in range(24)]
    await asyncio.sleep(0.3)
    started = time.monotonic()
    assert isinstance(await made(well).verify("l.elena", SECRET), VerifiedIdentity)
    answer = await client().post("/login", data={"login": "oleg", "password": PASSWORD})
    page = await client().get("/login")
    assert answer.status_code == 303 and page.status_code == 200
    assert sum(not one.done() for one in waiting) == 18  # all that fit in there are still waiting
    assert set(await asyncio.gather(*waiting)) == {503}
    assert time.monotonic() - started < 10  # nobody waits longer than the deadline, queue or not
    details = await DB.rows(str, "select distinct detail from auth_event where provider = 'hung'")
    assert any("busy" in one for one in details) and any("timeout" in one for one in details)


async def test_a_url_that_is_no_directory_is_said(add_directory: Add) -> None:
    for url in ("http://x", "ldapi:///x", "ldaps://", "ldap://x:port"):
        with pytest.raises(DirectoryError):
            address_of(url)
    row = await add_directory("ldaps://no-such-host.invalid")
    found = await made(row).verify("l.elena", SECRET)
    assert isinstance(found, Failure) and found.kind is FailureKind.UNAVAILABLE


def test_paging_reads_1200_where_one_answer_holds_500(directory_server: Slapd, secrets_folder: Path) -> None:
    with opened(directory_server) as service:
        found = list(service.search(f"ou=pupils,{slapd.BASE}", "subtree", "(uid=p*)", ["uid"]))
        assert len(found) == slapd.MANY == len({one.text("uid") for one in found})
        assert len(list(service.search(slapd.BASE, "subtree", "(uid=p*)", ["uid"], most=2))) == 2


def test_referrals_are_passed_over(directory_server: Slapd, secrets_folder: Path) -> None:
    """The search crosses a referral to an address nobody listens at."""
    with opened(directory_server) as service:
        found = [one.dn for one in service.search(slapd.PEOPLE, "subtree", "(objectClass=*)", ["uid"])]
    assert slapd.dn_of("l.elena") in found and not [dn for dn in found if "elsewhere" in dn]


def test_a_base_that_is_not_there_is_trouble_not_emptiness(
    directory_server: Slapd, secrets_folder: Path
) -> None:
    with opened(directory_server) as service, pytest.raises(DirectoryError) as told:
        list(service.search(f"ou=nowhere,{slapd.BASE}", "subtree", "(objectClass=*)", ["uid"]))
    assert told.value.trouble is Trouble.SEARCH


def test_both_readings_of_groups_agree(directory_server: Slapd, secrets_folder: Path) -> None:
    """Asked for one person, and read whole: the same groups."""
    with opened(directory_server) as service:
        graph = read_graph(service)
        for login in slapd.CAST:
            entry = service.first(slapd.dn_of(login), ["uid"])
            assert entry is not None
            assert graph.groups_of(entry) == groups_of(service, entry)


def opened(server: Slapd) -> Connection:
    """A conversation as the service account."""
    config = msgspec.convert(settings_of(server.ldaps), LdapConfig)
    connection = Connection(config, Deadline(10))
    connection.bind_service()
    return connection
