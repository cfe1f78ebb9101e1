"""What a person was told: the list and one notice; opening a notice is reading it."""

from __future__ import annotations

from typing import Any

from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit.access import Viewer
from intranet.kit.errors import NotFound
from intranet.kit.web import Answer, Page, Redirect, action, page
from intranet.school.access import HAT_TITLES
from modules.notices.permissions import MARK_READ, VIEW
from modules.notices.queries.receipts import PAGE, body_of, children_of, notice_of, notices_of
from modules.notices.service.reading import mark_all_read, mark_read

LAST_PAGE = 10_000


@page("/notices", permission=VIEW)
async def show_notices(
    viewer: NamedDependency[Viewer],
    child: FromQuery[int | None] = None,
    page: FromQuery[int] = 1,
) -> Answer:
    """The notices of the worn hat, new ones first; `child` narrows them to one of several children."""
    children = await children_of(viewer)
    if not 1 <= page <= LAST_PAGE or (child is not None and child not in {one.id for one in children}):
        raise NotFound
    found = await notices_of(viewer, child, page)
    return Page(
        "notices/list.html", lines=found[:PAGE], has_older=len(found) > PAGE, page=page, children=children,
        child=child,
    )  # fmt: skip


@page("/notices/{receipt_id:int}", permission=VIEW)
async def show_notice(viewer: NamedDependency[Viewer], receipt_id: FromPath[int]) -> Answer:
    """One notice with the way to what it is about; an announcement stands here whole."""
    line = await notice_of(viewer, receipt_id)
    body = await body_of(viewer, receipt_id)
    await mark_read(viewer, receipt_id)
    return Page("notices/notice.html", line=line, body=body, hats=HAT_TITLES)


@action("/notices/readings", permission=MARK_READ)
async def read_all(viewer: NamedDependency[Viewer]) -> Answer:
    """Everything told to the worn hat has been read."""
    await mark_all_read(viewer)
    return Redirect("/notices")


HANDLERS: list[Any] = [show_notices, show_notice, read_all]
