"""One door to the readers: a file's bytes and the kind of list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum

from intranet.kit.i18n import _
from intranet.kit.sheets import FileProblem, FileRefused, Sheet, read_sheets
from modules.office.lists.foreign import untis
from modules.office.lists.foreign.asc import read_asc
from modules.office.lists.foreign.asc_xml import looks_like_xml
from modules.office.lists.foreign.model import ForeignRead
from modules.office.lists.load import read_load
from modules.office.lists.parents import read_parents
from modules.office.lists.rows import LoadRow, ParentRow, SlotRow, StaffRow, StudentRow
from modules.office.lists.staff import read_staff
from modules.office.lists.students import read_students
from modules.office.lists.table import ListRead
from modules.office.lists.timetable import read_timetable

AnyRead = (
    ListRead[StudentRow] | ListRead[ParentRow] | ListRead[StaffRow] | ListRead[LoadRow] | ListRead[SlotRow]
    | ForeignRead
)  # fmt: skip


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
    return _foreign(kind, content, today) or READERS[kind](read_sheets(content), today)


def _foreign(kind: ListKind, content: bytes, today: date) -> AnyRead | None:
    """Another program's file, known by its content; None for a table."""
    if kind is ListKind.TIMETABLE:
        if looks_like_xml(content):
            return read_asc(content, today)
        if untis.is_gpu001(content):
            return untis.read_gpu001(content, today)
        if untis.is_gpu002(content):
            raise FileRefused(
                FileProblem.NOT_TABLE,
                _("Это GPU002: уроки без дня и номера. Для расписания нужен GPU001.TXT, а это — нагрузка."),
            )
    if kind is ListKind.LOAD and not untis.is_gpu001(content) and untis.is_gpu002(content):
        return untis.read_gpu002(content, today)
    return None
