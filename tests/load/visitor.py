"""A browser of the bench: one connection, one session, requests one after another."""

from __future__ import annotations

import gzip
import http.client
import re
from urllib.parse import urlencode

from intranet.demo import PASSWORD
from tests.load.installation import PORT

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Refused(Exception):
    """A request that should have succeeded did not."""


class Visitor:
    """`Visitor("teacher", "teacher")` is signed in and wears the hat; without a login it is a stranger."""

    def __init__(self, login: str = "", hat: str = "", port: int = PORT) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers: dict[str, str] = {}
        self.hat = hat
        if login:
            self._take_cookie(self.send("/login", {"login": login, "password": PASSWORD})[1])
            self._wear(hat)

    def _take_cookie(self, headers: http.client.HTTPMessage) -> None:
        for line in headers.get_all("set-cookie") or []:
            self.headers["Cookie"] = line.partition(";")[0]

    def _wear(self, hat: str) -> None:
        page = self.get("/profile").decode()
        found = re.search(r'name="_hat" value="(\w+)"', page)
        worn = found[1] if found else hat
        if worn != hat:
            self._take_cookie(self.send("/hat", {"hat": hat, "_hat": worn})[1])

    def send(
        self, path: str, form: dict[str, str] | None = None, **headers: str
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """One request; a form makes it a POST under the worn hat. Refused for 4xx and 5xx."""
        sent = {**self.headers, **headers}
        if form is None:
            self.connection.request("GET", path, headers=sent)
        else:
            body = urlencode({"_hat": self.hat, **form})
            self.connection.request("POST", path, body, {**sent, **FORM})
        answer = self.connection.getresponse()
        body_got = answer.read()
        if answer.status >= 400:
            raise Refused(f"{path}: {answer.status} {body_got[:300]!r}")
        return answer.status, answer.headers, body_got

    def get(self, path: str) -> bytes:
        """The body of a page."""
        return self.send(path)[2]

    def sizes(self, path: str) -> tuple[int, int]:
        """(bytes of the page, bytes on the wire with gzip)."""
        packed = self.send(path, None, **{"Accept-Encoding": "gzip"})[2]
        raw = gzip.decompress(packed) if packed[:2] == b"\x1f\x8b" else packed
        return len(raw), len(packed)
