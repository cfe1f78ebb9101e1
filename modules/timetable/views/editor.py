"""A draft's week for a class, a teacher or a room, and one cell of it with its form."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from intranet.kit.access import Viewer
from intranet.kit.errors import NotFound
from intranet.kit.forms import Form, number_in, read_form
from intranet.kit.web import Answer, Page, Redirect, action, page
from modules.timetable.forms.drafts import LAST_NUMBER, CellForm
from modules.timetable.permissions import DRAFTS, EDIT
from modules.timetable.planning.checks import check
from modules.timetable.planning.grid import Aim, grid_of, placed_load, stands_in
from modules.timetable.planning.plan import Plan, SlotRow
from modules.timetable.planning.words import place_words
from modules.timetable.queries.plan import plan_of
from modules.timetable.service.slots import delete_slot, save_slot
from modules.timetable.views.aims import Weeks, aim_of, weeks_of
from modules.timetable.views.drafts import saved
from modules.timetable.views.findings import breach_findings, clash_findings, kinds_of
from modules.timetable.views.offers import offer_cell

Asked = Request[Any, Any, Any]
ONE = "/timetable/drafts/{draft_id:int}"
WEEKDAYS = range(1, 7)


class Place(msgspec.Struct, frozen=True):
    """What the address says: whose week, the cell, the slot that is changed."""

    plan: Plan
    weeks: Weeks
    aim: Aim
    weekday: int
    number: int
    slot: SlotRow | None = None

    @property
    def grid_href(self) -> str:
        """The week the cell is in."""
        mark = f"#c{self.weekday}-{self.number}"
        return f"/timetable/drafts/{self.plan.draft.id}?{self.aim.query}&saved=true{mark}"

    @property
    def query(self) -> str:
        """The cell in an address."""
        return f"{self.aim.query}&weekday={self.weekday}&number={self.number}"


@page(ONE, permission=DRAFTS)
async def show_grid(
    viewer: NamedDependency[Viewer], draft_id: FromPath[int],
    school_class: Annotated[str, QueryParameter(name="class")] = "", teacher: FromQuery[str] = "",
    room: FromQuery[str] = "", saved: FromQuery[bool] = False,
) -> Answer:  # fmt: skip
    """The week to be edited, the load that is not placed yet, how many findings there are."""
    plan = await plan_of(viewer, draft_id)
    weeks, checks = weeks_of(plan), check(plan)
    aim = aim_of(weeks, school_class, teacher, room)
    if aim is None:
        return Page("timetable/nobody.html")
    load = [one for one in placed_load(plan) if stands_in(plan, one.row, aim)]
    return Page(
        "timetable/editor.html", draft=plan.draft, aim=aim, weeks=weeks, grid=grid_of(plan, aim, checks),
        load=[(one, plan.whom(one.row)) for one in load if not one.is_done], kinds=kinds_of(checks),
        is_placed=bool(load), saved=saved,
    )  # fmt: skip


def _place(request: Asked, plan: Plan) -> Place:
    """What the address says; NotFound for what is not in this draft."""
    said, weeks = request.query_params, weeks_of(plan)
    aim = aim_of(weeks, said.get("class", ""), said.get("teacher", ""), said.get("room", ""))
    weekday, number = (number_in(said.get(name) or "1") for name in ("weekday", "number"))
    if aim is None or weekday is None or weekday not in WEEKDAYS or number is None or number > LAST_NUMBER:
        raise NotFound
    ident = number_in(said.get("slot", ""))
    slot = next((row for row in plan.slots if row.id == ident), None)
    return Place(plan, weeks, aim, weekday, number, slot)


async def _cell(viewer: Viewer, place: Place, form: CellForm | None = None, status: int = 200) -> Answer:
    plan, slot = place.plan, place.slot
    here = [
        row for row in plan.slots
        if (row.weekday, row.number) == (place.weekday, place.number) and stands_in(plan, row, place.aim)
    ]  # fmt: skip
    checks, ids = check(plan), {row.id for row in here}
    clashes = [one for one in checks.clashes if one.slot in ids or one.other in ids]
    found = await clash_findings(viewer, plan, clashes)
    found += breach_findings(plan, [one for one in checks.breaches if ids & set(one.refs[:1])])
    form = form or offer_cell(CellForm(**_values(place)), plan, place.aim, place.weekday, place.number, slot)
    return Page(
        "timetable/cell.html", status=status, draft=plan.draft, place=place, slot=slot, form=form,
        title=place_words(place.weekday, place.number), findings=found,
        here=[(row, plan.whom(row), plan.room_number(row.room)) for row in here],
    )  # fmt: skip


def _values(place: Place) -> dict[str, Any]:
    """What the form begins with: the slot as it is, or the empty cell."""
    slot = place.slot
    if slot is None:
        room = place.aim.whose if place.aim.kind == "room" else 0
        return {"weekday": place.weekday, "number": place.number, "week": "", "room": room}
    return {
        "line": f"{slot.journal}-{slot.teacher}", "teacher": 0, "room": slot.room or 0,
        "weekday": slot.weekday, "number": slot.number, "week": slot.week,
    }  # fmt: skip


@page(ONE + "/cell", permission=DRAFTS)
async def show_cell(request: Asked, viewer: NamedDependency[Viewer], draft_id: FromPath[int]) -> Answer:
    """What stands in a cell, what is wrong with it, and the form of one lesson."""
    return await _cell(viewer, _place(request, await plan_of(viewer, draft_id)))


async def _put(request: Asked, viewer: Viewer, draft: int, slot: int | None) -> Answer:
    plan = await plan_of(viewer, draft)
    place = _place(request, plan)
    row = next((one for one in plan.slots if one.id == slot), None)
    if slot is not None and row is None:
        raise NotFound
    place = msgspec.structs.replace(place, slot=row)
    form = await read_form(CellForm, request)
    offer_cell(form, plan, place.aim, place.weekday, place.number, row)
    if await saved(form, lambda: save_slot(viewer, draft, form.wanted(), slot)):
        moved = msgspec.structs.replace(place, weekday=form.weekday.data, number=form.number.data)
        return Redirect(moved.grid_href)
    return await _cell(viewer, place, form, 422)


@action(ONE + "/slots", permission=EDIT)
async def add_slot(request: Asked, viewer: NamedDependency[Viewer], draft_id: FromPath[int]) -> Answer:
    """One more lesson in the week."""
    return await _put(request, viewer, draft_id, None)


@action(ONE + "/slots/{slot_id:int}", permission=EDIT)
async def change_slot(
    request: Asked, viewer: NamedDependency[Viewer], draft_id: FromPath[int], slot_id: FromPath[int]
) -> Answer:
    """Another place, teacher, room or week."""
    return await _put(request, viewer, draft_id, slot_id)


@action(ONE + "/slots/{slot_id:int}/delete", permission=EDIT)
async def delete_one(
    request: Asked, viewer: NamedDependency[Viewer], draft_id: FromPath[int], slot_id: FromPath[int]
) -> Answer:
    """Taken out of the week."""
    place, form = _place(request, await plan_of(viewer, draft_id)), await read_form(Form, request)
    if await saved(form, lambda: delete_slot(viewer, draft_id, slot_id)):
        return Redirect(place.grid_href)
    shown = offer_cell(CellForm(**_values(place)), place.plan, place.aim, place.weekday, place.number, None)
    shown.other = form.other
    return await _cell(viewer, place, shown, 422)


HANDLERS: list[Any] = [show_grid, show_cell, add_slot, change_slot, delete_one]
