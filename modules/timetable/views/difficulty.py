"""The school's table of how hard a subject is in each grade."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromQuery

from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError
from intranet.kit.forms import number_in, posted
from intranet.kit.i18n import _
from intranet.kit.web import Answer, Page, Redirect, action, page
from intranet.school.people.names import fold
from intranet.school.timetable.difficulty import COLUMNS, set_difficulty
from modules.timetable.permissions import DRAFTS, EDIT
from modules.timetable.queries.difficulty import difficulty_now

Asked = Request[Any, Any, Any]
PATH = "/timetable/difficulty"
MOST_LINES = 200
Typed = list[tuple[str, list[str]]]


async def _page(
    viewer: Viewer, typed: Typed | None = None, refused: str = "", status: int = 200, *, saved: bool = False
) -> Answer:
    found = await difficulty_now(viewer)
    rows = typed or [(name, [str(one) for one in row]) for name, row in found.items()]
    grades = ["5", "6", "7", "8", "9", "10–11"]
    return Page(
        "timetable/difficulty.html", status=status, rows=rows, grades=grades, refused=refused, saved=saved
    )


@page(PATH, permission=DRAFTS)
async def show_difficulty(viewer: NamedDependency[Viewer], saved: FromQuery[bool] = False) -> Answer:
    """The table in force, with the school's subjects that have no line yet."""
    return await _page(viewer, saved=saved)


@action(PATH, permission=EDIT)
async def put_difficulty(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """The whole table from today on; a line of zeros is left out."""
    typed = await _typed(request)
    try:
        table = {fold(name): [_points(name, one) for one in row] for name, row in typed if any(row)}
        await set_difficulty(viewer, {name: row for name, row in table.items() if any(row)}, viewer.day)
    except DomainError as error:
        return await _page(viewer, typed, error.message, 422)
    return Redirect(f"{PATH}?saved=true")


async def _typed(request: Asked) -> Typed:
    data = await posted(request)
    found = []
    for n in range(min(len([key for key in data if key.startswith("name")]), MOST_LINES)):
        name = next(iter(data.getlist(f"name{n}")), "").strip()[:120]
        row = [next(iter(data.getlist(f"v{n}-{column}")), "").strip() for column in range(COLUMNS)]
        if name:
            found.append((name, row))
    return found


def _points(name: str, text: str) -> int:
    found = number_in(text or "0")
    if found is None:
        raise DomainError(_("%(name)s: «%(text)s» — не число баллов.", name=name, text=text))
    return found


HANDLERS: list[Any] = [show_difficulty, put_difficulty]
