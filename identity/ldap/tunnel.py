"""The encrypted way to a directory: our own socket, our own TLS, one hard deadline for everything.

libldap never opens a connection. Its own handshake has no time limit, and given a socket of ours for an
`ldaps` address it speaks in the clear; so Python's TLS verifies the server (its certificate, its name, by
the school's CA file), and libldap talks through a socket pair. Nothing but StartTLS is ever sent in the
clear, and what the server says before it is believed in nothing else than "yes".
"""

from __future__ import annotations

import select
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from identity.ldap.troubles import DirectoryError, Trouble

PORTS = {"ldap": 389, "ldaps": 636}
CHUNK = 65536
LONGEST_REPLY = 65536
START_TLS = b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037"
EXTENDED_RESPONSE, ENUMERATED = 0x78, 0x0A


class Deadline:
    """A moment after which nothing is waited for."""

    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds until then; DirectoryError when there are none."""
        left = self.end - time.monotonic()
        if left <= 0:
            raise DirectoryError(Trouble.TIMEOUT)
        return left


@dataclass(frozen=True)
class Address:
    """Where a directory is; `is_tls_first`: ldaps."""

    host: str
    port: int
    is_tls_first: bool


def address_of(url: str) -> Address:
    """The parts of ldaps://host[:port] or ldap://host[:port]; DirectoryError for anything else."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError) as error:
        raise DirectoryError(Trouble.BAD_SETTINGS, "url") from error
    if not parts.hostname:
        raise DirectoryError(Trouble.BAD_SETTINGS, "url")
    return Address(parts.hostname, port, parts.scheme == "ldaps")


class Tunnel:
    """An open way; `inner` is libldap's end, given up with `detach`. Ends by itself at the deadline."""

    def __init__(self, outer: ssl.SSLSocket, deadline: Deadline) -> None:
        self.valid_until = _valid_until(outer)
        self._outer, self._deadline = outer, deadline
        self._near, self._inner = socket.socketpair()
        threading.Thread(target=self._carry, name="ldap-tunnel", daemon=True).start()

    def detach(self) -> int:
        """The descriptor for libldap, which closes it."""
        return self._inner.detach()

    def close(self) -> None:
        """End it now; both ends of a closed pair see it."""
        self._inner.close()

    def _carry(self) -> None:
        try:
            self._outer.setblocking(False)
            self._near.setblocking(False)
            while self._pass_on():
                pass
        except (OSError, DirectoryError):
            return  # libldap sees the end of its connection
        finally:
            self._near.close()
            self._outer.close()

    def _pass_on(self) -> bool:
        self._wait((self._outer, select.POLLIN), (self._near, select.POLLIN))
        return self._from(self._near, self._outer) and self._from(self._outer, self._near)

    def _from(self, source: socket.socket, target: socket.socket) -> bool:
        while True:
            try:
                data = source.recv(CHUNK)
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError, BlockingIOError):
                return True
            if not data:
                return False
            self._send(target, memoryview(data))

    def _send(self, target: socket.socket, data: memoryview) -> None:
        while data:
            try:
                data = data[target.send(data) :]
            except ssl.SSLWantReadError:
                self._wait((target, select.POLLIN))
            except (ssl.SSLWantWriteError, BlockingIOError):
                self._wait((target, select.POLLOUT))

    def _wait(self, *wanted: tuple[socket.socket, int]) -> None:
        poll = select.poll()
        for one, event in wanted:
            poll.register(one, event)
        poll.poll(self._deadline.left() * 1000)
        self._deadline.left()


def open_tunnel(url: str, ca_file: Path | None, deadline: Deadline) -> Tunnel:
    """Connect, encrypt, verify; DirectoryError, within the deadline whatever the other side does."""
    address, context = address_of(url), _context(ca_file)
    plain = _connect(address, deadline)
    try:
        if not address.is_tls_first:
            _ask_for_tls(plain, deadline)
        plain.settimeout(deadline.left())
        return Tunnel(context.wrap_socket(plain, server_hostname=address.host), deadline)
    except BaseException as error:
        plain.close()
        raise _as_trouble(error) from error


def _context(ca_file: Path | None) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    except (OSError, ssl.SSLError) as error:
        raise DirectoryError(Trouble.BAD_SETTINGS, "ca_file") from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _connect(address: Address, deadline: Deadline) -> socket.socket:
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise DirectoryError(Trouble.NO_NAME) from error
    trouble = DirectoryError(Trouble.NO_ANSWER)
    for family, kind, protocol, _name, place in found:
        seconds = deadline.left()
        made = socket.socket(family, kind, protocol)
        made.settimeout(seconds)
        try:
            made.connect(place)
        except TimeoutError:
            trouble = DirectoryError(Trouble.TIMEOUT, "connect")
        except OSError:
            trouble = DirectoryError(Trouble.NO_ANSWER)
        else:
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return made
        made.close()
    raise trouble


def _ask_for_tls(plain: socket.socket, deadline: Deadline) -> None:
    """StartTLS (RFC 4511 4.14), read to its last byte and no further."""
    plain.settimeout(deadline.left())
    plain.sendall(START_TLS)
    body = _element(plain, deadline)
    identifier_end = 2 + body[1] if len(body) > 2 else 0
    response = body[identifier_end:]
    if len(response) < 5 or response[0] != EXTENDED_RESPONSE:
        raise DirectoryError(Trouble.NO_TLS)
    skip = 2 if response[1] < 0x80 else 2 + (response[1] & 0x7F)
    if response[skip : skip + 2] != bytes((ENUMERATED, 1)) or response[skip + 2 : skip + 3] != b"\x00":
        raise DirectoryError(Trouble.NO_TLS)


def _element(plain: socket.socket, deadline: Deadline) -> bytes:
    """The content of one BER element."""
    head = _exactly(plain, 2, deadline)
    length = head[1]
    if length >= 0x80:
        length = int.from_bytes(_exactly(plain, length & 0x7F, deadline), "big")
    if head[0] != 0x30 or length > LONGEST_REPLY:
        raise DirectoryError(Trouble.NO_TLS)
    return _exactly(plain, length, deadline)


def _exactly(plain: socket.socket, count: int, deadline: Deadline) -> bytes:
    read = b""
    while len(read) < count:
        plain.settimeout(deadline.left())
        more = plain.recv(count - len(read))
        if not more:
            raise DirectoryError(Trouble.NO_TLS)
        read += more
    return read


EXPIRED, OTHER_NAME = (10,), (62, 64)  # X509_V_ERR_CERT_HAS_EXPIRED; HOSTNAME_MISMATCH, IP_ADDRESS_MISMATCH


def _as_trouble(error: BaseException) -> BaseException:
    if isinstance(error, ssl.SSLCertVerificationError):
        if error.verify_code in EXPIRED:
            return DirectoryError(Trouble.EXPIRED)
        found = Trouble.OTHER_NAME if error.verify_code in OTHER_NAME else Trouble.UNTRUSTED
        return DirectoryError(found, f"x509 {error.verify_code}")
    if isinstance(error, TimeoutError):
        return DirectoryError(Trouble.TIMEOUT, "tls")
    if isinstance(error, OSError):
        return DirectoryError(Trouble.TLS)
    return error


def _valid_until(outer: ssl.SSLSocket) -> datetime:
    told = (outer.getpeercert() or {}).get("notAfter", "")
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(told)), UTC)
