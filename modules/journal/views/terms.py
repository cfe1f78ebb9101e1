"""Term marks of a journal, set from the proposed ones."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.errors import Conflict, DomainError, NotFound
from intranet.kit.forms import number_in, posted
from intranet.kit.web import Answer, Page, Redirect, action, page
from modules.journal.permissions import EDIT, VIEW
from modules.journal.queries.grid import journal_card
from modules.journal.queries.terms import TERM_VALUES, TermPupil, term_pupils
from modules.journal.service import TermEntry, save_terms
from modules.journal.views.grid import term_chosen


class TermRowView(msgspec.Struct, frozen=True):
    """A pupil's row: what is shown in the fields, and what was stored when it was shown."""

    pupil: TermPupil
    value: str
    comment: str
    was: str
    error: str


def rows_of(
    pupils: list[TermPupil], typed: dict[int, TermEntry], problem: DomainError | None, *, take: bool
) -> list[TermRowView]:
    """Typed values where the form came back; with `take` the proposed mark where none stands."""
    found = []
    for pupil in pupils:
        stands = pupil.value or ""
        offered = str(pupil.proposed) if take and not stands and pupil.proposed else stands
        entry = typed.get(pupil.student, TermEntry(pupil.student, offered, pupil.comment))
        error = problem.message if problem and problem.field == f"c{pupil.student}" else ""
        found.append(TermRowView(pupil, entry.value, entry.comment, stands, error))
    return found


def entries_of(fields: Any) -> list[TermEntry]:
    """What was sent: `v<pupil>` the mark, `c<pupil>` the explanation, `w<pupil>` what had been shown."""

    def text(name: str) -> str:
        return str(fields.getlist(name)[0]).strip() if fields.getlist(name) else ""

    rows = {name[1:]: number_in(name[1:]) for name in fields if name.startswith("w")}
    return [
        TermEntry(student, text(f"v{s}"), text(f"c{s}"), text(f"w{s}"))
        for s, student in rows.items()
        if student is not None
    ]


async def terms_page(
    viewer: Viewer, journal: int, term: int | None, typed: dict[int, TermEntry],
    problem: DomainError | None = None, *, take: bool = False, saved: bool = False, status: int = 200,
) -> Page:  # fmt: skip
    """The page of one term; NotFound without the journal."""
    card = await journal_card(viewer, journal)
    chosen = term_chosen(card, viewer, term)
    if chosen is None:
        raise NotFound
    pupils = await term_pupils(viewer, journal, chosen.id, viewer.day)
    audit.looked_at(viewer, "journal.terms", [pupil.student for pupil in pupils])
    return Page(
        "journal/terms.html", status=status, card=card, term=chosen, values=TERM_VALUES, problem=problem,
        rows=rows_of(pupils, typed, problem, take=take), take=take, saved=saved,
    )  # fmt: skip


@page("/journal/{journal:int}/terms", permission=VIEW)
async def show_terms(
    viewer: NamedDependency[Viewer],
    journal: FromPath[int],
    term: FromQuery[int | None] = None,
    take: FromQuery[bool] = False,
    saved: FromQuery[bool] = False,
) -> Answer:
    """Average, proposed and set mark of every pupil; `take` fills in the proposals, unsaved."""
    return await terms_page(viewer, journal, term, {}, take=take, saved=saved)


@action("/journal/{journal:int}/terms", permission=EDIT)
async def put_terms(
    request: Request[Any, Any, Any],
    viewer: NamedDependency[Viewer],
    journal: FromPath[int],
    term: FromQuery[int | None] = None,
) -> Answer:
    """Save the column; 422 or 409 give it back with everything typed."""
    entries = entries_of(await posted(request))
    if term is None:
        chosen = term_chosen(await journal_card(viewer, journal), viewer, None)
        term = chosen.id if chosen else 0
    try:
        await save_terms(viewer, journal, term, entries)
    except DomainError as error:
        typed = {entry.student: entry for entry in entries}
        status = 409 if isinstance(error, Conflict) else 422
        return await terms_page(viewer, journal, term, typed, error, status=status)
    return Redirect(f"/journal/{journal}/terms?term={term}&saved=true")
