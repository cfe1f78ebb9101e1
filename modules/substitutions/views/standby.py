"""When a teacher is ready to be called: the week, in a form."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from litestar import Request
from litestar.di import NamedDependency

from intranet.kit.access import Viewer
from intranet.kit.forms import read_form
from intranet.kit.templating import weekday
from intranet.kit.web import Answer, Page, Redirect, action, page
from modules.substitutions.forms.standby import StandbyForm, form_of
from modules.substitutions.permissions import STANDBY
from modules.substitutions.planning.standby import WEEKDAYS
from modules.substitutions.queries.mine import my_standby
from modules.substitutions.service.standby import save_standby

MONDAY = date(2026, 11, 16)  # any Monday: only the names of weekdays are taken from it


def weekday_name(number: int) -> str:
    """1 -> "Понедельник"."""
    return weekday(MONDAY + timedelta(number - 1))


def _form_page(form: StandbyForm, status: int = 200) -> Answer:
    rows = list(zip(map(weekday_name, WEEKDAYS), form.days.entries, strict=True))
    return Page("substitutions/standby.html", status=status, form=form, rows=rows)


@page("/substitutions/standby", permission=STANDBY)
async def show_standby(viewer: NamedDependency[Viewer]) -> Answer:
    """The own week as it stands."""
    return _form_page(form_of(await my_standby(viewer)))


@action("/substitutions/standby", permission=STANDBY)
async def put_standby(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer]) -> Answer:
    """The whole week anew."""
    form = await read_form(StandbyForm, request)
    if not form.validate():
        return _form_page(form, 422)
    await save_standby(viewer, form.hours())
    return Redirect("/substitutions/mine?told=standby")


HANDLERS: list[Any] = [show_standby, put_standby]
