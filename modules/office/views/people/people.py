"""Finding people, and a new one: who is there under the same name is shown before a second card is made."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from intranet.kit import crypto
from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError
from intranet.kit.forms import read_form
from intranet.kit.i18n import _
from intranet.kit.web import Answer, Page, Redirect, action, page
from intranet.school.access import Hat
from intranet.school.people import names
from intranet.school.service import PersonCard
from modules.office.forms.people.people import WHO, NewPersonForm
from modules.office.permissions import EDIT_PEOPLE, PEOPLE
from modules.office.queries.classes.classes import classes_of
from modules.office.queries.people.people import PAGE, Group, Namesake, Wanted, namesakes_of, people_of
from modules.office.service.people.people import make_person

Asked = Request[Any, Any, Any]
PageNumber = Annotated[int, QueryParameter(name="page", ge=1, le=1000)]
ClassNumber = Annotated[int | None, QueryParameter(name="class", ge=0, le=2**31 - 1)]
As = Annotated[str, QueryParameter(name="as")]


def group_titles() -> dict[str, str]:
    """The groups of the list in words."""
    return {
        Group.PUPILS: _("Ученики"), Group.PARENTS: _("Родители"), Group.STAFF: _("Сотрудники"),
        Group.OTHERS: _("Остальные"),
    }  # fmt: skip


@page("/office/people", permission=PEOPLE)
async def show_people(
    viewer: NamedDependency[Viewer],
    q: FromQuery[str] = "",
    who: FromQuery[str] = "",
    school_class: ClassNumber = None,
    number: PageNumber = 1,
) -> Answer:
    """Everybody by name; `who` is a group, `class` a class of the year."""
    group = who if who in tuple(Group) else ""
    people = await people_of(viewer, q, group, school_class or None, number)
    classes = await classes_of(viewer)
    total = people[0].total if people else 0
    return Page(
        "office/people/people.html",
        people=people, q=q, who=group, school_class=school_class or 0, number=number,
        total=total, pages=-(-total // PAGE), classes=classes, groups=group_titles(),
        is_leader=viewer.hat == Hat.TEACHER,
    )  # fmt: skip


def wanted(card: PersonCard) -> Wanted:
    """What a card is compared with others by."""
    return Wanted(
        names.name_key(card.surname, card.name, card.patronymic),
        card.born,
        card.phone,
        crypto.fingerprint(card.snils) if card.snils else None,
    )


def _new_page(form: NewPersonForm, status: int = 200, same: list[Namesake] | None = None) -> Answer:
    titles = {
        "student": _("Новый ученик"), "parent": _("Новый родитель"), "staff": _("Новый сотрудник"),
    }  # fmt: skip
    return Page("office/people/person_new.html", status=status, form=form, same=same or [], titles=titles)


@page("/office/people/new", permission=EDIT_PEOPLE)
async def show_new(viewer: NamedDependency[Viewer], who: As = "student") -> Answer:
    """A new pupil, parent or employee."""
    return _new_page(NewPersonForm(data={"who": who if who in WHO else WHO[0], "since": viewer.day}))


@action("/office/people/new", permission=EDIT_PEOPLE)
async def make(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """Make the card, unless somebody of that name is there and it was not said that this is another."""
    form = await read_form(NewPersonForm, request)
    if not form.validate():
        return _new_page(form, 422)
    card = form.card()
    same = [] if form.is_another.data else await namesakes_of(viewer, wanted(card))
    if same:
        return _new_page(form, 422, same)
    try:
        made = await make_person(viewer, card, _post_of(form), form.since.data)
    except DomainError as error:
        form.add_error(error)
        return _new_page(form, 422)
    return Redirect(_after(made, form.who.data or ""))


def _post_of(form: NewPersonForm) -> str:
    return (form.post.data or "") if form.who.data == "staff" else ""


def _after(person: int, who: str) -> str:
    """A pupil is enrolled next, by an order."""
    card = f"/office/people/{person}"
    return f"{card}/movements/new?kind=enrol" if who == "student" else f"{card}?told=made"


HANDLERS: list[Any] = [show_people, show_new, make]
