"""Errors that carry a sentence for people. Services raise them; pages are made of them in kit.pages."""

from __future__ import annotations


class DomainError(Exception):
    """A rule of the school says no. `message` is for people; `field` names the form's field, if one."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotFound(Exception):
    """There is no such thing for this viewer: invisible and missing look the same."""


class Forbidden(Exception):
    """This hat can never open this kind of page."""


class Conflict(DomainError):
    """Somebody else was faster; the page shows what stands now."""


class NotSignedIn(Exception):
    """The page needs a session."""


class GateShut(Exception):
    """Something must be done before this page: `gate` is "password", "policy" or "factor"."""

    def __init__(self, gate: str) -> None:
        super().__init__(gate)
        self.gate = gate


class MustProveAgain(Exception):
    """A dangerous page asks for a fresh sign-in; this session's is too old."""


class StaleHat(Exception):
    """The form was rendered under another hat than the session wears now."""
