"""Numbers that wait for the school's word: the list, and the button that says they are right."""

from __future__ import annotations

from typing import Any

from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from identity.account.contacts import confirm_for
from intranet.kit.access import Viewer
from intranet.kit.web import Answer, Page, Redirect, action, page
from modules.office.permissions import EDIT_CONTACTS
from modules.office.queries.entry.phones import check_served, waiting_phones


@page("/office/entry/contacts", permission=EDIT_CONTACTS)
async def show_phones(viewer: NamedDependency[Viewer], done: FromQuery[bool] = False) -> Answer:
    """Whose number waits."""
    return Page("office/entry/phones.html", phones=await waiting_phones(viewer), is_done=done)


@action("/office/entry/contacts/{phone_id:int}", permission=EDIT_CONTACTS)
async def confirm(viewer: NamedDependency[Viewer], phone_id: FromPath[int]) -> Answer:
    """The number is right: it becomes the person's."""
    await check_served(viewer, phone_id)
    await confirm_for(viewer, phone_id)
    return Redirect("/office/entry/contacts?done=true")


HANDLERS: list[Any] = [show_phones, confirm]
