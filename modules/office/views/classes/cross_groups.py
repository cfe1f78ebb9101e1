"""Groups of pupils of several classes, and one group: its name, its pupils, taking it away."""

from __future__ import annotations

from datetime import date
from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError
from intranet.kit.forms import Form, number_in, posted, read_form
from intranet.kit.i18n import _
from intranet.kit.web import Answer, Page, Redirect, action, page
from intranet.school.classes.groups import remove_group, rename_group, set_members
from intranet.school.service import add_cross_group
from modules.office.forms.classes.classes import GroupNameForm, MembersForm
from modules.office.permissions import CLASS_CARD, EDIT_CLASS
from modules.office.queries.classes.class_cards import GroupRow, cross_groups, group_of, pupils_by_group
from modules.office.queries.school.calendar import class_options, year_shown
from modules.office.views.saving import saved

Asked = Request[Any, Any, Any]


async def _list(viewer: Viewer, form: GroupNameForm, status: int = 200, *, done: bool = False) -> Answer:
    year = await year_shown(viewer, None)
    groups = await cross_groups(viewer, year.id, viewer.day) if year else []
    return Page("office/classes/cross_groups.html", status=status, groups=groups, form=form, saved=done)


@page("/office/groups", permission=CLASS_CARD)
async def show_cross(viewer: NamedDependency[Viewer], saved: FromQuery[bool] = False) -> Answer:
    """The year's groups across classes."""
    return await _list(viewer, GroupNameForm(), done=saved)


@action("/office/groups", permission=EDIT_CLASS)
async def add_cross(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """One more; its pupils are ticked next."""
    form, made = await read_form(GroupNameForm, request), [0]

    async def deed() -> None:
        year = await year_shown(viewer, None)
        if year is None:
            raise DomainError(_("Сначала заведите учебный год"))
        made[0] = await add_cross_group(viewer, year.id, form.name.data or "")

    if await saved(form, deed):
        return Redirect(f"/office/groups/{made[0]}")
    return await _list(viewer, form, 422)


async def _one(
    viewer: Viewer, group: GroupRow, classes: list[int], ticks: MembersForm, sent: set[int] | None = None,
    name: GroupNameForm | None = None, status: int = 200, *, done: bool = False,
) -> Answer:  # fmt: skip
    day = ticks.since.data or viewer.day
    pupils = await pupils_by_group(viewer, [group.id], classes, day, group.year)
    ticked = {one.id for one in pupils if group.id in one.groups} if sent is None else sent
    return Page(
        "office/classes/group.html", status=status, group=group, pupils=pupils, ticked=ticked, form=ticks,
        chosen=classes, name=name or GroupNameForm(name=group.name), saved=done,
        classes=await class_options(viewer, group.year),
    )  # fmt: skip


def numbers(values: list[str]) -> list[int]:
    """The ids among what was sent."""
    return [found for found in map(number_in, values) if found]


@page("/office/groups/{group_id:int}", permission=CLASS_CARD)
async def show_group(
    viewer: NamedDependency[Viewer], group_id: FromPath[int], of: FromQuery[list[str] | None] = None,
    day: FromQuery[date | None] = None, saved: FromQuery[bool] = False,
) -> Answer:  # fmt: skip
    """The group's pupils, and those of the classes `of` to choose from, as of a day."""
    group = await group_of(viewer, group_id, day or viewer.day)
    form = MembersForm(since=day or viewer.day)
    return await _one(viewer, group, numbers(of or []), form, done=saved)


@action("/office/groups/{group_id:int}/members", permission=EDIT_CLASS)
async def put_members(request: Asked, viewer: NamedDependency[Viewer], group_id: FromPath[int]) -> Answer:
    """These pupils and no others from a day on."""
    form, fields = await read_form(MembersForm, request), await posted(request)
    day, sent = form.since.data or viewer.day, set(numbers(fields.getlist("m")))
    group = await group_of(viewer, group_id, day)
    if await saved(form, lambda: set_members(viewer, group_id, sent, day)):
        return Redirect(f"/office/groups/{group_id}?day={day}&saved=true")
    return await _one(viewer, group, numbers(fields.getlist("of")), form, sent, status=422)


@action("/office/groups/{group_id:int}", permission=EDIT_CLASS)
async def rename_one(request: Asked, viewer: NamedDependency[Viewer], group_id: FromPath[int]) -> Answer:
    """Another name."""
    form, group = await read_form(GroupNameForm, request), await group_of(viewer, group_id, viewer.day)
    if await saved(form, lambda: rename_group(viewer, group_id, form.name.data or "")):
        return Redirect(f"/office/groups/{group_id}?saved=true")
    return await _one(viewer, group, [], MembersForm(since=viewer.day), name=form, status=422)


@action("/office/groups/{group_id:int}/delete", permission=EDIT_CLASS)
async def remove_one(request: Asked, viewer: NamedDependency[Viewer], group_id: FromPath[int]) -> Answer:
    """One in which nobody was taught."""
    form, group = await read_form(Form, request), await group_of(viewer, group_id, viewer.day)
    if await saved(form, lambda: remove_group(viewer, group_id)):
        place = f"/office/classes/{group.school_class}/groups" if group.school_class else "/office/groups"
        return Redirect(f"{place}?saved=true")
    shown = GroupNameForm(name=group.name)
    shown.other = form.other
    return await _one(viewer, group, [], MembersForm(since=viewer.day), name=shown, status=422)


HANDLERS: list[Any] = [show_cross, add_cross, show_group, put_members, rename_one, remove_one]
