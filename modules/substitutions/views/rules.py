"""The page of the rules of substitutions: what holds now, what was set when, a form for what shall hold."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromQuery

from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError
from intranet.kit.forms import read_form
from intranet.kit.web import Answer, Page, Redirect, action, page
from modules.substitutions.forms.rules import RulesForm
from modules.substitutions.permissions import PLAN, SET_PLAN
from modules.substitutions.queries.rules import rule_lines, rules_of
from modules.substitutions.service.rules import set_rules

Asked = Request[Any, Any, Any]


async def _page(
    viewer: Viewer, form: RulesForm | None = None, status: int = 200, *, done: bool = False
) -> Answer:
    form = form or RulesForm(data={**await rules_of(viewer, viewer.day), "since": viewer.day})
    lines = [(one, form[one.name].label.text) for one in await rule_lines(viewer)]
    return Page("substitutions/rules.html", status=status, form=form, lines=lines, saved=done)


@page("/substitutions/rules", permission=PLAN)
async def show_rules(viewer: NamedDependency[Viewer], saved: FromQuery[bool] = False) -> Answer:
    """The rules with their history."""
    return await _page(viewer, done=saved)


@action("/substitutions/rules", permission=SET_PLAN)
async def put_rules(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """What holds from a day on."""
    form = await read_form(RulesForm, request)
    if form.validate():
        try:
            await set_rules(viewer, form.numbers, form.since.data or viewer.day)
        except DomainError as error:
            form.add_error(error)
        else:
            return Redirect("/substitutions/rules?saved=true")
    return await _page(viewer, form, 422)


HANDLERS: list[Any] = [show_rules, put_rules]
