"""The journal of sign-ins: what happened, why somebody could not get in, what to do about it."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from identity.administration import event_words, journal
from identity.administration.journal import SHOWN, Wanted
from identity.administration.sessions import patterns_of
from identity.door.registry import all_providers
from identity.forms.administration import EventsForm
from identity.permissions import JOURNAL
from intranet.kit.access import Viewer
from intranet.kit.forms import number_in, read_query
from intranet.kit.i18n import _
from intranet.kit.web import Answer, Page, page

Asked = Request[Any, Any, Any]
PATH = "/office/entry/events"
Number = Annotated[int | None, QueryParameter(ge=1, le=2**31 - 1)]


def _wanted(form: EventsForm, person: int | None, before: int | None) -> Wanted:
    """What was asked for; a number that is none finds nothing."""
    typed = (form.number.data or "").strip().lstrip("№").strip()
    return Wanted(
        number=(number_in(typed) or 0) if typed else None, person=person, kind=form.kind.data or "",
        provider=form.provider.data or "", before=before, patterns=tuple(patterns_of(form.q.data or "")),
    )  # fmt: skip


async def _form(request: Asked) -> EventsForm:
    form = read_query(EventsForm, request)
    kinds = {"": _("Всё"), "refusals": _("Отказы")} | event_words.kind_words()
    form.kind.choices = [SelectChoice(kind, words) for kind, words in kinds.items()]
    ways = {row.slug: row.title or row.slug for row in await all_providers()}
    form.provider.choices = [SelectChoice(slug, words) for slug, words in ({"": _("Любой")} | ways).items()]
    return form


@page(PATH, permission=JOURNAL)
async def show_events(
    request: Asked, viewer: NamedDependency[Viewer], person: Number = None, before: Number = None
) -> Answer:
    """The newest first; `number` is what a refused person reads out."""
    form = await _form(request)
    form.validate()
    found = await journal.events_of(viewer, _wanted(form, person, before))
    return Page(
        "identity/administration/events.html", found=found[:SHOWN], form=form, person=person,
        name=await journal.name_of(viewer, person) if person else "", kinds=event_words.kind_words(),
        detail=event_words.detail_words, advice=event_words.advice, is_one=bool(form.number.data),
        more=found[SHOWN - 1].id if len(found) > SHOWN else None,
    )  # fmt: skip


HANDLERS: list[Any] = [show_events]
