"""The last changes of how the school works, each with the button that takes it back."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromQuery

from intranet.kit.access import Viewer
from intranet.kit.web import Answer, Page, page
from modules.office.permissions import VIEW
from modules.office.queries.changes import Change
from modules.office.queries.school_changes import SchoolChange, school_changes
from modules.office.service.undo import may_undo
from modules.office.views.done_words import SCHOOL_DONE, done_words

MOST = 50
NAMES = ("name", "title", "number", "letter")


class Told(msgspec.Struct, frozen=True):
    """A change in words: what was done, to what, and whether it may be taken back."""

    change: Change
    done: str
    what: str
    may_undo: bool


def told(viewer: Viewer, change: SchoolChange) -> Told:
    """Its words; names before and after."""
    was, now = _name(change.before), _name(change.after)
    what = f"{was} → {now}" if was and now and was != now else change.about or now or was
    return Told(change, done_words(change), what, may_undo(viewer, change))


def _name(values: dict[str, Any]) -> str:
    return next((str(values[key]) for key in NAMES if values.get(key)), "")


@page("/office/changes", permission=VIEW)
async def show_changes(viewer: NamedDependency[Viewer], told_of: FromQuery[str] = "") -> Answer:
    """The newest changes; `told_of` is "undone" after one was taken back."""
    found = await school_changes(viewer, sorted(SCHOOL_DONE), MOST)
    return Page(
        "office/changes.html", changes=[told(viewer, one) for one in found], undone=told_of == "undone"
    )


HANDLERS: list[Any] = [show_changes]
