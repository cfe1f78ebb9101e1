"""Teachers and their hours; one teacher's journals: handing them over, and the last day at work."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit.access import Viewer
from intranet.kit.forms import read_form
from intranet.kit.web import Answer, Page, Redirect, action, page
from intranet.school.classes.succession import dismiss, replace_teacher
from modules.office.forms.classes.load import DismissalForm, SuccessionForm
from modules.office.forms.touching import day_of
from modules.office.permissions import EDIT_LOAD, LOAD
from modules.office.queries.classes.load import (
    LoadLine,
    left_alone,
    load_of_teacher,
    teacher_load,
    teachers_of,
)
from modules.office.queries.classes.reference import staff_of
from modules.office.queries.school.calendar import year_shown
from modules.office.views.saving import Attempt, saved, settled, touched_words

Asked = Request[Any, Any, Any]


class Forms(NamedTuple):
    """The forms of a teacher's page; None: as it stands."""

    succession: SuccessionForm | None = None
    dismissal: DismissalForm | None = None


@page("/office/load/teachers", permission=LOAD)
async def show_teachers(viewer: NamedDependency[Viewer]) -> Answer:
    """The staff with their hours, and the journals that nobody teaches."""
    year = await year_shown(viewer, None)
    alone = await left_alone(viewer, year.id) if year else []
    return Page("office/classes/teachers.html", teachers=await teachers_of(viewer), alone=alone)


async def _offer(viewer: Viewer, person: int, lines: list[LoadLine], form: SuccessionForm) -> None:
    staff = [(one.id, one.full_name) for one in await staff_of(viewer) if one.id != person]
    titles = {line.journal: f"{line.subject}, {line.whom}" for line in lines}
    form.offer(staff, titles.items())


def _next_day(last_day: date | None) -> date | None:
    return last_day + timedelta(1) if last_day else None


async def _one(
    viewer: Viewer, person: int, forms: Forms | None = None, attempt: Attempt | None = None,
    status: int = 200, *, done: bool = False,
) -> Answer:  # fmt: skip
    teacher, lines = await teacher_load(viewer, person), await load_of_teacher(viewer, person)
    forms = forms or Forms()
    succession = forms.succession or SuccessionForm(
        since=_next_day(teacher.last_day) or viewer.day, journals=[line.journal for line in lines]
    )
    await _offer(viewer, person, lines, succession)
    return Page(
        "office/classes/teacher.html",
        status=status, teacher=teacher, lines=lines, form=succession, saved=done,
        dismissal=forms.dismissal or DismissalForm(last_day=viewer.day),
        touched=touched_words(attempt.touched if attempt else None),
        left=[line for line in lines if line.is_left],
    )  # fmt: skip


@page("/office/load/teachers/{teacher_id:int}", permission=LOAD)
async def show_teacher(
    viewer: NamedDependency[Viewer], teacher_id: FromPath[int], saved: FromQuery[bool] = False
) -> Answer:
    """One teacher's journals."""
    return await _one(viewer, teacher_id, done=saved)


@action("/office/load/teachers/{teacher_id:int}/succession", permission=EDIT_LOAD)
async def hand_over(request: Asked, viewer: NamedDependency[Viewer], teacher_id: FromPath[int]) -> Answer:
    """Another teacher from a day on; lessons that change hands are shown first."""
    await teacher_load(viewer, teacher_id)
    form = await read_form(SuccessionForm, request)
    await _offer(viewer, teacher_id, await load_of_teacher(viewer, teacher_id), form)
    taken = form.successor, form.journals
    attempt = await settled(
        form, lambda: replace_teacher(viewer, teacher_id, taken[0].data, day_of(form.since), taken[1].data)
    )
    if attempt.is_done:
        return Redirect(f"/office/load/teachers/{teacher_id}?saved=true")
    return await _one(viewer, teacher_id, Forms(succession=form), attempt, attempt.status)


@action("/office/load/teachers/{teacher_id:int}/dismissal", permission=EDIT_LOAD)
async def let_go(request: Asked, viewer: NamedDependency[Viewer], teacher_id: FromPath[int]) -> Answer:
    """The last day at work."""
    await teacher_load(viewer, teacher_id)
    form = await read_form(DismissalForm, request)
    if await saved(form, lambda: dismiss(viewer, teacher_id, day_of(form.last_day))):
        return Redirect(f"/office/load/teachers/{teacher_id}?saved=true")
    return await _one(viewer, teacher_id, Forms(dismissal=form), status=422)


HANDLERS: list[Any] = [show_teachers, show_teacher, hand_over, let_go]
