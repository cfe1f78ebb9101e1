"""The journals a viewer may open."""

from __future__ import annotations

from litestar.di import NamedDependency
from litestar.params import FromQuery

from intranet.kit.access import Viewer
from intranet.kit.web import Answer, Page, page
from intranet.school.access import Hat
from modules.journal.permissions import VIEW
from modules.journal.queries.journals import ClassRow, JournalRow, classes_of, journals_of

Group = tuple[str, list[JournalRow]]


def by_class(rows: list[JournalRow]) -> list[Group]:
    """Rows under their class, a group across classes under its own name; the order stays."""
    groups: dict[str, list[JournalRow]] = {}
    for row in rows:
        groups.setdefault(row.class_name or row.group_name, []).append(row)
    return list(groups.items())


@page("/journal", permission=VIEW)
async def show_journals(
    viewer: NamedDependency[Viewer], school_class: FromQuery[int | None] = None
) -> Answer:
    """A teacher's own journals and those of the own class; for the heads one class at a time."""
    classes: list[ClassRow] = []
    if viewer.hat != Hat.TEACHER:
        classes = await classes_of(viewer)
        school_class = school_class or (classes[0].id if classes else None)
    rows = await journals_of(viewer, school_class)
    own = [row for row in rows if row.is_taught]
    led = [row for row in rows if row.is_own_class and not row.is_taught]
    rest = [row for row in rows if not row.is_taught and not row.is_own_class]
    return Page(
        "journal/journals.html", own=by_class(own), led=by_class(led), rest=by_class(rest), classes=classes,
        chosen=school_class,
    )  # fmt: skip
