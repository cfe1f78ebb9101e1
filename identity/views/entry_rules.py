"""The rules of sign-in: second factors by hat, idleness on shared machines."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromQuery

from identity.administration import rules
from identity.forms.administration import EntryRulesForm
from identity.permissions import EDIT_RULES, RULES
from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError
from intranet.kit.forms import read_form
from intranet.kit.web import Answer, Page, Redirect, action, page
from intranet.school.access import HAT_TITLES

Asked = Request[Any, Any, Any]
PATH = "/office/entry/settings"


async def _page(viewer: Viewer, form: EntryRulesForm, status: int = 200, *, saved: bool = False) -> Answer:
    counts = await rules.factors_by_hat(viewer)
    staff = [(str(HAT_TITLES[hat]), counts[hat]) for hat in rules.STAFF_HATS if hat in counts]
    return Page("identity/administration/rules.html", status=status, form=form, staff=staff, saved=saved)


@page(PATH, permission=RULES, fresh=True)
async def show_rules(viewer: NamedDependency[Viewer], saved: FromQuery[str] = "") -> Answer:
    """What is in force, and how many have no second factor yet."""
    now = await rules.rules_of_entry()
    form = EntryRulesForm(factor_hats=now.factor_hats, shared_minutes=now.shared_minutes)
    return await _page(viewer, form, saved=saved == "1")


@action(PATH, permission=EDIT_RULES, fresh=True)
async def set_rules(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """Other rules, from today on."""
    form = await read_form(EntryRulesForm, request)
    if not form.validate():
        return await _page(viewer, form, 422)
    try:
        await rules.set_rules(viewer, form.factor_hats.data or [], form.shared_minutes.data or 0)
    except DomainError as error:
        form.add_error(error)
        return await _page(viewer, form, 422)
    return Redirect(f"{PATH}?saved=1")


HANDLERS: list[Any] = [show_rules, set_rules]
