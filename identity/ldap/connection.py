"""A conversation with a directory, by python-ldap over our own tunnel: bind, search in pages, close.

One conversation belongs to one thread and to one bind. Referrals are not followed; a search that gave less
than all is an error, never a short answer. This file and its neighbours are imported only where a directory
is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, TypeVar

import ldap
from ldap.controls import SimplePagedResultsControl
from ldap.controls.ppolicy import PasswordPolicyControl

from identity.ldap.config import LdapConfig
from identity.ldap.troubles import DirectoryError, Trouble
from identity.ldap.tunnel import Deadline, open_tunnel
from intranet.kit import secrets

PAGE = 500
T = TypeVar("T")
Values = dict[str, list[bytes]]
SCOPES = {"base": ldap.SCOPE_BASE, "subtree": ldap.SCOPE_SUBTREE}
SHUT = (ldap.SERVER_DOWN, ldap.CONNECT_ERROR, ldap.TIMEOUT, ldap.TIMELIMIT_EXCEEDED)


class BindRefused(Exception):
    """The directory did not accept a name and a password: its text, its ppolicy code if it told one."""

    def __init__(self, message: str, policy: int | None) -> None:
        super().__init__(message)
        self.message, self.policy = message, policy


class Entry:
    """One entry: its DN, its attributes by lower-case name, options such as `;range=` kept in the name."""

    def __init__(self, dn: str, values: Values) -> None:
        self.dn, self.values = dn, {name.lower(): found for name, found in values.items()}

    def raw(self, name: str) -> bytes:
        """The first value, or nothing."""
        found = self.values.get(name.lower()) if name else None
        return found[0] if found else b""

    def text(self, name: str) -> str:
        """The first value as text, cleaned of what no name has."""
        return self.raw(name).decode("utf-8", "replace").replace("\x00", "").strip()

    def texts(self, name: str) -> list[str]:
        """Every value as text."""
        return [value.decode("utf-8", "replace") for value in self.values.get(name.lower(), [])]

    def number(self, name: str) -> int:
        """The value as a number, 0 for none."""
        text = self.text(name)
        return int(text) if text.lstrip("-").isdigit() else 0


class Connection:
    """Open until `close` or the deadline; use it as a context."""

    def __init__(self, config: LdapConfig, deadline: Deadline) -> None:
        try:
            ca_file = secrets.secret_path(config.ca_file) if config.ca_file else None
        except secrets.NoSecretError as error:
            raise DirectoryError(Trouble.NO_SECRET, "ca_file") from error
        self.config, self.deadline = config, deadline
        tunnel = open_tunnel(config.url, ca_file, deadline)
        self.valid_until: datetime = tunnel.valid_until
        self._ldap: Any = ldap.initialize("ldap://tunnel", fileno=tunnel.detach())
        self._ldap.set_option(ldap.OPT_PROTOCOL_VERSION, 3)
        self._ldap.set_option(ldap.OPT_REFERRALS, 0)

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Say good-bye; the tunnel ends with it."""
        try:
            self._ldap.unbind_s()
        except ldap.LDAPError:
            return  # it had ended already

    def bind(self, dn: str, secret: str) -> int | None:
        """Be `dn`; what its password policy says besides. BindRefused, DirectoryError."""
        if not dn or not secret or "\x00" in secret:
            raise BindRefused("empty", None)  # an unauthenticated bind would "succeed" (RFC 4513 5.1.2)
        controls = [] if self.config.is_ad else [PasswordPolicyControl()]
        try:
            asked = self._ldap.simple_bind(dn, secret, serverctrls=controls)
            answer = self._ldap.result3(asked, timeout=self.deadline.left())
        except (ldap.INVALID_CREDENTIALS, ldap.INVALID_DN_SYNTAX, ldap.UNWILLING_TO_PERFORM) as error:
            raise BindRefused(_message(error), _policy_in(error)) from error
        except ldap.LDAPError as error:
            raise _trouble(error, Trouble.BIND) from error
        told: list[int | None] = [
            control.error for control in answer[3] if isinstance(control, PasswordPolicyControl)
        ]
        return told[0] if told else None

    def bind_service(self) -> None:
        """Be the service account. DirectoryError."""
        try:
            secret = secrets.secret(self.config.secret_file)
        except secrets.NoSecretError as error:
            raise DirectoryError(Trouble.NO_SECRET, "secret_file") from error
        try:
            self.bind(self.config.bind_dn, secret)
        except BindRefused as error:
            raise DirectoryError(Trouble.BIND) from error

    def whoami(self) -> str:
        """Who the directory thinks we are; empty where it cannot say (Samba)."""
        return self._ask(lambda: str(self._ldap.whoami_s() or ""), unknown="")

    def search(
        self, base: str, scope: str, filter_: str, attributes: list[str], most: int = 0
    ) -> Iterator[Entry]:
        """Every entry, in pages; referrals are passed over. DirectoryError if the directory gave up.

        `most`: stop after so many.
        """
        page, given = SimplePagedResultsControl(True, size=PAGE, cookie=""), 0
        while True:
            found, cookie = self._page(base, scope, filter_, attributes, page)
            for entry in found:
                yield entry
                given += 1
                if given == most:
                    return
            if not cookie:
                return
            page.cookie = cookie

    def _page(
        self, base: str, scope: str, filter_: str, attributes: list[str], page: SimplePagedResultsControl
    ) -> tuple[list[Entry], bytes]:
        try:
            asked = self._ldap.search_ext(base, SCOPES[scope], filter_, attributes, serverctrls=[page])
            _kind, found, _id, controls = self._ldap.result3(asked, timeout=self.deadline.left())
        except ldap.NO_SUCH_OBJECT:
            if scope == "base":
                return [], b""
            raise DirectoryError(Trouble.SEARCH, "no base") from None
        except ldap.LDAPError as error:
            raise _trouble(error, Trouble.SEARCH) from error
        cookies = [one.cookie for one in controls if isinstance(one, SimplePagedResultsControl)]
        return [Entry(dn, values) for dn, values in found if dn is not None], cookies[0] if cookies else b""

    def first(self, base: str, attributes: list[str]) -> Entry | None:
        """The entry of this DN; "" is the directory itself."""
        return next(self.search(base, "base", "(objectClass=*)", attributes, most=1), None)

    def _ask(self, question: Callable[[], T], unknown: T) -> T:
        self._ldap.set_option(ldap.OPT_TIMEOUT, self.deadline.left())
        try:
            return question()
        except (ldap.PROTOCOL_ERROR, ldap.UNWILLING_TO_PERFORM, ldap.UNAVAILABLE_CRITICAL_EXTENSION):
            return unknown
        except ldap.LDAPError as error:
            raise _trouble(error, Trouble.SEARCH) from error


def _told(error: ldap.LDAPError) -> dict[str, Any]:
    told = error.args[0] if error.args else {}
    return told if isinstance(told, dict) else {}


def _message(error: ldap.LDAPError) -> str:
    info = _told(error).get("info", "")
    return info if isinstance(info, str) else ""


def _policy_in(error: ldap.LDAPError) -> int | None:
    for kind, _critical, value in _told(error).get("ctrls", []):
        if kind == PasswordPolicyControl.controlType and value:
            control = PasswordPolicyControl()
            control.decodeControlValue(value)
            found: int | None = control.error
            return found
    return None


def _trouble(error: ldap.LDAPError, otherwise: Trouble) -> DirectoryError:
    """The trouble behind an error; names of people may stand in its text, so only its kind is kept."""
    name = type(error).__name__.lower()
    if isinstance(error, SHUT):
        return DirectoryError(Trouble.TIMEOUT, name)
    if isinstance(error, (ldap.SIZELIMIT_EXCEEDED, ldap.ADMINLIMIT_EXCEEDED)):
        return DirectoryError(Trouble.PARTIAL, name)
    return DirectoryError(otherwise, name)
