"""The classes of the year, adding them by one line of text, and the list of one."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError
from intranet.kit.forms import read_form
from intranet.kit.i18n import _
from intranet.kit.web import Answer, Page, Redirect, action, page
from intranet.school.people.guardians import KIND_TITLES
from intranet.school.service import add_classes
from modules.office.forms import ClassesForm
from modules.office.permissions import CLASS, EDIT_CLASSES, VIEW
from modules.office.queries.classes.classes import classes_of, list_of

Asked = Request[Any, Any, Any]


async def _classes_page(viewer: Viewer, form: ClassesForm, status: int = 200, **told: int | None) -> Answer:
    classes = await classes_of(viewer)
    schemes = {
        "quarter": _("четверти"), "trimester": _("триместры"), "half_year": _("полугодия"),
        "module": _("модули"),
    }  # fmt: skip
    return Page(
        "office/classes/classes.html", status=status, classes=classes, form=form, schemes=schemes, **told
    )


@page("/office/classes", permission=VIEW)
async def show_classes(
    viewer: NamedDependency[Viewer], added: FromQuery[int | None] = None, known: FromQuery[int | None] = None
) -> Answer:
    """All classes of the year; `added` and `known` tell what the last paste did."""
    return await _classes_page(viewer, ClassesForm(), added=added, known=known)


@action("/office/classes", permission=EDIT_CLASSES)
async def add(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """Add the pasted classes; those that are there stay as they are."""
    form = await read_form(ClassesForm, request)
    if not form.validate():
        return await _classes_page(viewer, form, 422, added=None, known=None)
    try:
        made = await add_classes(viewer, form.names.data or "")
    except DomainError as error:
        form.add_error(error)
        return await _classes_page(viewer, form, 422, added=None, known=None)
    return Redirect(f"/office/classes?added={len(made.created)}&known={len(made.existed)}")


@page("/office/classes/{class_id:int}", permission=CLASS)
async def show_class(viewer: NamedDependency[Viewer], class_id: FromPath[int]) -> Answer:
    """A class: its pupils, their parents, and who can sign in."""
    return Page("office/classes/class.html", found=await list_of(viewer, class_id), kinds=KIND_TITLES)


HANDLERS: list[Any] = [show_classes, add, show_class]
