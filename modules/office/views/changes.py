"""Taking a change back from a history; a refusal says what stands in the way."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath

from identity.door.paths import safe_path
from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError
from intranet.kit.forms import posted
from intranet.kit.web import Answer, Page, Redirect, action
from modules.office.permissions import UNDO
from modules.office.queries.changes import change_of
from modules.office.service.undo import undo_change
from modules.office.views.done_words import done_words

Asked = Request[Any, Any, Any]
GONE = frozenset({"school.person.create"})


@action("/office/changes/{audit_id:int}/undo", permission=UNDO)
async def undo(request: Asked, viewer: NamedDependency[Viewer], audit_id: FromPath[int]) -> Answer:
    """Put back what was before the change, and return to the page it was seen on."""
    back = safe_path(str((await posted(request)).get("next", ["/office"])[-1]))
    try:
        change = await undo_change(viewer, audit_id)
    except DomainError as error:
        seen = await change_of(viewer, audit_id)
        return Page(
            "office/undo.html", status=422, change=seen, done=done_words(seen), error=error.message, back=back
        )
    return Redirect("/office/people" if change.action in GONE else back)


HANDLERS: list[Any] = [undo]
