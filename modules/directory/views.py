"""The pages of the directory: the staff with a search, and a class's list of names."""

from __future__ import annotations

from typing import Annotated

from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.errors import NotFound
from intranet.kit.web import Answer, Page, page
from modules.directory.permissions import CLASS, VIEW
from modules.directory.queries import PAGE, class_list, classes_of, staff_of

PageNumber = Annotated[int, QueryParameter(name="page", ge=1, le=1000)]


@page("/directory", permission=VIEW)
async def show_staff(
    viewer: NamedDependency[Viewer], q: FromQuery[str] = "", number: PageNumber = 1
) -> Answer:
    """The staff by name; `q` seeks in names and subjects."""
    staff = await staff_of(viewer, q, number)
    total = staff[0].total if staff else 0
    return Page("directory/staff.html", staff=staff, q=q, number=number, total=total, pages=-(-total // PAGE))


@page("/directory/class", permission=CLASS)
async def show_class(
    viewer: NamedDependency[Viewer], school_class: Annotated[str, QueryParameter(name="class")] = ""
) -> Answer:
    """The names of a class: the own one, or one of those the viewer teaches or runs."""
    classes = await classes_of(viewer)
    chosen = next((one for one in classes if school_class in ("", str(one.id))), None)
    if chosen is None and school_class:
        raise NotFound
    pupils = await class_list(viewer, chosen.id) if chosen else []
    audit.looked_at(viewer, "directory.class", [pupil.id for pupil in pupils])
    return Page("directory/class.html", classes=classes, chosen=chosen, pupils=pupils)
