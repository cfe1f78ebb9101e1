"""Forms of people: WTForms in the request's language, errors beside the field, nothing typed is lost."""

from __future__ import annotations

from typing import Any, TypeVar

from litestar import Request
from litestar.datastructures import UploadFile
from wtforms import Form as WTForm
from wtforms.meta import DefaultMeta

from intranet.kit import i18n
from intranet.kit.errors import DomainError

F = TypeVar("F", bound="Form")
LARGEST_NUMBER = 2**31 - 1
LONGEST_NUMBER = len(str(LARGEST_NUMBER))  # Python refuses to read numbers of thousands of digits


class _Posted(dict[str, list[Any]]):
    """What WTForms reads: a multi-dict with getlist."""

    def getlist(self, name: str) -> list[Any]:
        return self.get(name, [])


class Form(WTForm):
    """The base of every form; `other` are errors that belong to no field."""

    class Meta(DefaultMeta):
        @property
        def locales(self) -> list[str]:  # type: ignore[override]
            return [i18n.LANG.get()]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.other: list[str] = []

    def add_error(self, error: DomainError) -> None:
        """Put a service's refusal beside its field, or above the form."""
        field = self._fields.get(error.field or "")
        if field is None:
            self.other.append(error.message)
        else:
            field.errors = [*field.errors, error.message]


def number_in(text: str) -> int | None:
    """An id or a count written in a field's name or an address; None for what no integer column holds."""
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER):
        return None
    number = int(text)
    return number if number <= LARGEST_NUMBER else None


async def posted(request: Request[Any, Any, Any]) -> _Posted:
    """Every posted value, as lists; text has no NUL bytes (PostgreSQL refuses them)."""
    data = await request.form()
    found = _Posted()
    for name, value in data.multi_items():
        clean = value if isinstance(value, UploadFile) else str(value).replace("\x00", "")
        found.setdefault(name, []).append(clean)
    return found


async def read_form(kind: type[F], request: Request[Any, Any, Any], **kwargs: Any) -> F:
    """The form bound to what was posted."""
    return kind(await posted(request), **kwargs)


def read_query(kind: type[F], request: Request[Any, Any, Any]) -> F:
    """The form bound to the address, for a GET that shows what a POST of the same fields would do."""
    found = _Posted()
    for name, value in request.query_params.multi_items():
        found.setdefault(name, []).append(str(value).replace("\x00", ""))
    return kind(found)
