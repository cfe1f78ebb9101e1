"""The board of first sign-ins: how far each class has come, and who is to be helped."""

from __future__ import annotations

from typing import Annotated, Any

from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from intranet.kit.access import Viewer
from intranet.kit.i18n import _
from intranet.kit.web import Answer, Page, page
from modules.office.permissions import BOARD
from modules.office.queries.entry.board import absent_of, board_of_classes, board_of_staff
from modules.office.queries.entry.entry import Whom

ClassNumber = Annotated[int | None, QueryParameter(name="class", ge=0, le=2**31 - 1)]


@page("/office/board", permission=BOARD)
async def show_board(
    viewer: NamedDependency[Viewer], whom: FromQuery[str] = "", school_class: ClassNumber = None
) -> Answer:
    """Counts by class; `whom` and `class` choose a list of those who never signed in."""
    classes, staff = await board_of_classes(viewer), await board_of_staff(viewer)
    group = Whom(whom) if whom in tuple(Whom) else None
    absent = await absent_of(viewer, group, classes, school_class or 0) if group else None
    title = next((one.title for one in classes if one.id == school_class), "")
    words = {Whom.PUPILS: _("ученики"), Whom.PARENTS: _("родители"), Whom.STAFF: _("сотрудники")}
    return Page(
        "office/entry/board.html", classes=classes, staff=staff, whom=group, absent=absent,
        school_class=school_class or 0, title=f"{title} {words[group]}".strip() if group else "",
    )  # fmt: skip


HANDLERS: list[Any] = [show_board]
