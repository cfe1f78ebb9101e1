"""One person twice in one file: by external ID, then СНИЛС, then ФИО (Ё=Е) with the birth date.

The first row stays, the later is refused and names the first. Run it after everything else was refused:
a refused row is nobody's double. Placeholders are blank by now and never a key.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from intranet.school.classes.names import code_key, label_key
from intranet.school.people.names import name_key
from modules.office.lists import problems
from modules.office.lists.groups import group_key
from modules.office.lists.problems import ErrorKind, RowError
from modules.office.lists.rows import LoadRow, ParentRow, SlotRow, StaffRow, StudentRow
from modules.office.lists.table import HasRow, ListRead

Person = TypeVar("Person", StudentRow, StaffRow)
Line = TypeVar("Line", bound=HasRow)


def without_double_people(found: ListRead[Person]) -> ListRead[Person]:
    """Pupils or staff, each person once."""
    seen: dict[tuple[str, Hashable], Person] = {}
    refusals: list[tuple[Person, RowError]] = []
    for row in found.rows:
        error = _double(found, row, seen)
        if error is not None:
            refusals.append((row, error))
            continue
        for key in _keys(row):
            seen.setdefault(key, row)
    return found.refusing(refusals)


def _keys(row: Person) -> list[tuple[str, Hashable]]:
    keys: list[tuple[str, Hashable]] = []
    if row.id_key:
        keys.append(("external_id", row.id_key))
    if row.snils:
        keys.append(("snils", row.snils))
    if row.born is not None:
        keys.append(("born", (row.key, row.born)))
    elif row.phone:
        keys.append(("phone", (row.key, row.phone)))
    return keys


def _double(
    found: ListRead[Person], row: Person, seen: dict[tuple[str, Hashable], Person]
) -> RowError | None:
    for field, key in _keys(row):
        first: Person | None = seen.get((field, key))
        if first is None or (field in {"born", "phone"} and not _may_be_one(row, first)):
            continue
        if field == "external_id" and not _is_same(row, first):
            return found.error(row, field, ErrorKind.TAKEN_ID, problems.taken_id(row.external_id, first.row))
        name = field if field in found.columns else None
        return found.error(row, name, ErrorKind.DUPLICATE, problems.repeated(first.row))
    return None


def _may_be_one(row: Person, other: Person) -> bool:
    """Two different СНИЛС are two people, whatever the names say."""
    return not (row.snils and other.snils and row.snils != other.snils)


def _is_same(row: Person, other: Person) -> bool:
    if row.snils and other.snils:
        return row.snils == other.snils
    return row.key == other.key and len({row.born, other.born} - {None}) < 2


def without_double_lines(found: ListRead[Line], key_of: Callable[[Line], Hashable]) -> ListRead[Line]:
    """Lines that say the same thing, each once; the error is of the row as a whole."""
    seen: dict[Hashable, Line] = {}
    refusals: list[tuple[Line, RowError]] = []
    for row in found.rows:
        first = seen.setdefault(key_of(row), row)
        if first is not row:
            error = found.error(row, None, ErrorKind.DUPLICATE, problems.repeated_line(first.row))
            refusals.append((row, error))
    return found.refusing(refusals)


def parent_key(row: ParentRow) -> Hashable:
    """A child as written with an adult: the same link twice."""
    child, name, class_name = row.child, row.child.name, row.child.class_name
    return (
        code_key(child.external_id),
        name and name_key(*name),
        class_name and class_name.key,
        row.relative.key,
    )


def load_key(row: LoadRow) -> Hashable:
    return row.teacher, label_key(row.subject), row.class_name.key, group_key(row.group)


def slot_key(row: SlotRow) -> Hashable:
    return (
        row.weekday, row.number, row.week, row.class_name.key, label_key(row.subject), row.teacher,
        label_key(row.room), group_key(row.group),
    )  # fmt: skip
