"""The sample school through the real database: founded, its classes added, files imported by name."""

from __future__ import annotations

from datetime import date, datetime

from identity.door.gates import FACTOR_HATS
from intranet.kit import clock
from intranet.kit.access import Viewer, system_actor
from intranet.school.service import add_classes, found_school
from intranet.school.settings import save_setting
from modules.office.lists.reading import ListKind
from modules.office.planning.outcome import Plan
from modules.office.planning.timetable import Wishes
from modules.office.service.imports.imports import import_list
from tests.samples import EXPECTED, sample

DAY = datetime.fromisoformat("2026-09-01T13:00:00+03:00")
ORDER = ("students.xlsx", "parents.xlsx", "staff.xlsx", "load.csv", "timetable.csv")


def actor() -> Viewer:
    return system_actor("cli")


async def found_sample_school(*files: str) -> None:
    """The empty school of the samples on its first day, then these files."""
    clock.start_at(DAY)
    await found_school(actor(), EXPECTED["school"]["name"], date(2026, 9, 1))
    await save_setting(actor(), FACTOR_HATS, [], date(2026, 9, 1))  # here a password is enough
    await add_classes(actor(), " ".join(EXPECTED["school"]["classes"]))
    for name in files:
        plan = await imported(name)
        assert not plan.found.errors


def kind_of(name: str) -> ListKind:
    """By expected.json, or by the file's name where it is refused as a whole."""
    kind = EXPECTED["files"][name].get("kind", "students").split("+")[0].removesuffix("-grid")
    return ListKind(kind)


async def imported(
    name: str, *, is_dry: bool = False, is_strict: bool = False, from_day: date | None = None
) -> Plan:
    wishes = Wishes(from_day=from_day, is_strict=is_strict)
    return await import_list(actor(), kind_of(name), name, sample(name), wishes, is_dry=is_dry)


async def imported_text(kind: str, *lines: str, is_dry: bool = False) -> Plan:
    """A list written in the test as CSV with semicolons."""
    content = "\n".join(lines).encode()
    return await import_list(actor(), ListKind(kind), "list.csv", content, Wishes(), is_dry=is_dry)
