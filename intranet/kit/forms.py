"""Forms of people: WTForms in the request's language, errors beside the field, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Any, TypeVar

from litestar import Request
from litestar.datastructures import UploadFile
from wtforms import DateTimeField, Field, FieldList, FileField, FormField
from wtforms import Form as WTForm
from wtforms.meta import DefaultMeta

from intranet.kit import i18n
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _

F = TypeVar("F", bound="Form")
LARGEST_NUMBER = 2**31 - 1
YEARS = (1900, 2099)
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

    def validate(self, extra_validators: Any = None) -> bool:
        """As declared; a date of another age is a slip of the hand, and the ends of time are no dates."""
        is_right = super().validate(extra_validators)
        strange = [field for field in _leaves(self) if _is_of_another_age(field)]
        for field in strange:
            field.errors = [*field.errors, _("Проверьте год.")]
        return is_right and not strange

    def add_error(self, error: DomainError) -> None:
        """Put a service's refusal beside its field, or above the form."""
        field = self._fields.get(error.field or "")
        if field is None:
            self.other.append(error.message)
        else:
            field.errors = [*field.errors, error.message]


def _leaves(fields: Iterable[Any]) -> Iterator[Field]:
    """The fields of a form and of its lists."""
    for field in fields:
        if isinstance(field, FieldList | FormField):
            yield from _leaves(field)
        else:
            yield field


def _is_of_another_age(field: Field) -> bool:
    year = getattr(field.data, "year", None) if isinstance(field, DateTimeField) else None
    return year is not None and not YEARS[0] <= year <= YEARS[1]


def number_in(text: str) -> int | None:
    """An id or a count written in a field's name or an address; None for what no integer column holds."""
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER):
        return None
    number = int(text)
    return number if number <= LARGEST_NUMBER else None


async def posted(request: Request[Any, Any, Any], files: Container[str] = ()) -> _Posted:
    """Every posted value, as lists; text has no NUL bytes (PostgreSQL refuses them).

    A file is kept under the names of `files` only: elsewhere text is expected.
    """
    data = await request.form()
    found = _Posted()
    for name, value in data.multi_items():
        if not isinstance(value, UploadFile):
            found.setdefault(name, []).append(str(value).replace("\x00", ""))
        elif name in files:
            found.setdefault(name, []).append(value)
    return found


async def read_form(kind: type[F], request: Request[Any, Any, Any], **kwargs: Any) -> F:
    """The form bound to what was posted."""
    return kind(await posted(request, _file_fields(kind)), **kwargs)


def _file_fields(kind: type[Form]) -> set[str]:
    fields = {name: getattr(getattr(kind, name), "field_class", object) for name in dir(kind)}
    return {name for name, field in fields.items() if issubclass(field, FileField)}


def read_query(kind: type[F], request: Request[Any, Any, Any]) -> F:
    """The form bound to the address, for a GET that shows what a POST of the same fields would do."""
    found = _Posted()
    for name, value in request.query_params.multi_items():
        found.setdefault(name, []).append(str(value).replace("\x00", ""))
    return kind(found)
