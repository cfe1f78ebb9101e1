"""Buildings and rooms: the list, one room with its other spellings."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit.access import Viewer
from intranet.kit.forms import Form, posted, read_form
from intranet.kit.web import Answer, Page, Redirect, action, page
from intranet.school.places import (
    add_building,
    add_room,
    add_room_alias,
    change_room,
    remove_building,
    remove_room,
    remove_room_alias,
    rename_building,
)
from modules.office.forms.classes.reference import AliasForm, BuildingForm, RoomForm
from modules.office.permissions import EDIT_REFERENCE, REFERENCE
from modules.office.queries.classes.reference import building_options, buildings_of, room_of, rooms_of
from modules.office.views.saving import saved

Asked = Request[Any, Any, Any]
LIST = "/office/rooms?saved=true"


async def _list(
    viewer: Viewer, form: RoomForm | None = None, house: BuildingForm | None = None,
    refused: list[str] | None = None, status: int = 200, *, done: bool = False,
) -> Answer:  # fmt: skip
    rooms, buildings, form = await rooms_of(viewer), await buildings_of(viewer), form or RoomForm()
    form.offer((one.id, one.name) for one in buildings)
    return Page(
        "office/school/rooms.html", status=status, rooms=rooms, buildings=buildings, form=form,
        house=house or BuildingForm(), refused=refused or [], saved=done,
    )  # fmt: skip


@page("/office/rooms", permission=REFERENCE)
async def show_rooms(viewer: NamedDependency[Viewer], saved: FromQuery[bool] = False) -> Answer:
    """All buildings and rooms."""
    return await _list(viewer, done=saved)


async def _room_form(request: Asked, viewer: Viewer) -> RoomForm:
    form = await read_form(RoomForm, request)
    form.offer((one.id, one.name) for one in await building_options(viewer))
    return form


@action("/office/rooms", permission=EDIT_REFERENCE)
async def add_one(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """One more room."""
    form = await _room_form(request, viewer)
    capacity = form.parallel
    if await saved(
        form, lambda: add_room(viewer, form.building.data, form.number.data or "", capacity.data or 1)
    ):
        return Redirect(LIST)
    return await _list(viewer, form, status=422)


async def _one(
    viewer: Viewer, room: int, form: RoomForm | None = None, alias: AliasForm | None = None,
    status: int = 200, *, done: bool = False,
) -> Answer:  # fmt: skip
    row = await room_of(viewer, room)
    form = form or RoomForm(number=row.number, building=row.building, parallel=row.parallel)
    form.offer((one.id, one.name) for one in await building_options(viewer))
    return Page(
        "office/school/room.html", status=status, row=row, form=form, alias=alias or AliasForm(), saved=done
    )


@page("/office/rooms/{room_id:int}", permission=REFERENCE)
async def show_room(
    viewer: NamedDependency[Viewer], room_id: FromPath[int], saved: FromQuery[bool] = False
) -> Answer:
    """One room."""
    return await _one(viewer, room_id, done=saved)


@action("/office/rooms/{room_id:int}", permission=EDIT_REFERENCE)
async def change_one(request: Asked, viewer: NamedDependency[Viewer], room_id: FromPath[int]) -> Answer:
    """Another number, building or capacity."""
    form = await _room_form(request, viewer)
    place, name, capacity = form.building, form.number, form.parallel
    if await saved(
        form, lambda: change_room(viewer, room_id, place.data, name.data or "", capacity.data or 1)
    ):
        return Redirect(f"/office/rooms/{room_id}?saved=true")
    return await _one(viewer, room_id, form, status=422)


@action("/office/rooms/{room_id:int}/aliases", permission=EDIT_REFERENCE)
async def add_alias(request: Asked, viewer: NamedDependency[Viewer], room_id: FromPath[int]) -> Answer:
    """Another spelling of lists."""
    form = await read_form(AliasForm, request)
    if await saved(form, lambda: add_room_alias(viewer, room_id, form.alias.data or "")):
        return Redirect(f"/office/rooms/{room_id}?saved=true")
    return await _one(viewer, room_id, alias=form, status=422)


@action("/office/rooms/{room_id:int}/aliases/delete", permission=EDIT_REFERENCE)
async def remove_alias(request: Asked, viewer: NamedDependency[Viewer], room_id: FromPath[int]) -> Answer:
    """A spelling is forgotten."""
    await remove_room_alias(viewer, room_id, str(next(iter((await posted(request)).getlist("alias")), "")))
    return Redirect(f"/office/rooms/{room_id}?saved=true")


@action("/office/rooms/{room_id:int}/delete", permission=EDIT_REFERENCE)
async def remove_one(request: Asked, viewer: NamedDependency[Viewer], room_id: FromPath[int]) -> Answer:
    """One in which nothing stands."""
    form, row = await read_form(Form, request), await room_of(viewer, room_id)
    if await saved(form, lambda: remove_room(viewer, room_id)):
        return Redirect(LIST)
    shown = RoomForm(number=row.number, building=row.building, parallel=row.parallel)
    shown.other = form.other
    return await _one(viewer, room_id, shown, status=422)


@action("/office/buildings", permission=EDIT_REFERENCE)
async def add_house(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """One more building."""
    form = await read_form(BuildingForm, request)
    if await saved(form, lambda: add_building(viewer, form.name.data or "")):
        return Redirect(LIST)
    return await _list(viewer, house=form, status=422)


@action("/office/buildings/{building_id:int}", permission=EDIT_REFERENCE)
async def rename_house(request: Asked, viewer: NamedDependency[Viewer], building_id: FromPath[int]) -> Answer:
    """Another name."""
    form = await read_form(BuildingForm, request)
    if await saved(form, lambda: rename_building(viewer, building_id, form.name.data or "")):
        return Redirect(LIST)
    return await _list(viewer, refused=[*form.other, *form.name.errors], status=422)


@action("/office/buildings/{building_id:int}/delete", permission=EDIT_REFERENCE)
async def remove_house(request: Asked, viewer: NamedDependency[Viewer], building_id: FromPath[int]) -> Answer:
    """One with nothing in it."""
    form = await read_form(Form, request)
    if await saved(form, lambda: remove_building(viewer, building_id)):
        return Redirect(LIST)
    return await _list(viewer, refused=form.other, status=422)


HANDLERS: list[Any] = [
    show_rooms, add_one, show_room, change_one, add_alias, remove_alias, remove_one, add_house, rename_house,
    remove_house,
]  # fmt: skip
