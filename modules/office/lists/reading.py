"""One door to the readers: a file's bytes and the kind of list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum

from intranet.kit.sheets import Sheet, read_sheets
from modules.office.lists.load import read_load
from modules.office.lists.parents import read_parents
from modules.office.lists.rows import LoadRow, ParentRow, SlotRow, StaffRow, StudentRow
from modules.office.lists.staff import read_staff
from modules.office.lists.students import read_students
from modules.office.lists.table import ListRead
from modules.office.lists.timetable import read_timetable

AnyRead = (
    ListRead[StudentRow] | ListRead[ParentRow] | ListRead[StaffRow] | ListRead[LoadRow] | ListRead[SlotRow]
)


class ListKind(StrEnum):
    """What is imported; the values are the command's words."""

    STUDENTS = "students"
    PARENTS = "parents"
    STAFF = "staff"
    LOAD = "load"
    TIMETABLE = "timetable"


READERS: dict[ListKind, Callable[[list[Sheet], date], AnyRead]] = {
    ListKind.STUDENTS: read_students,
    ListKind.PARENTS: read_parents,
    ListKind.STAFF: read_staff,
    ListKind.LOAD: read_load,
    ListKind.TIMETABLE: read_timetable,
}


def read_list(kind: ListKind, content: bytes, today: date) -> AnyRead:
    """Slow and synchronous: through asyncio.to_thread. Raises FileRefused, any kind of it."""
    return READERS[kind](read_sheets(content), today)
