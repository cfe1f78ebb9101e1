"""The school's card and its rules. A new name stands on the pages at once."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromQuery

from intranet.kit.access import Viewer
from intranet.kit.forms import read_form
from intranet.kit.i18n import _
from intranet.kit.web import Answer, Page, Redirect, Site, action, page
from intranet.school.facts import school_card
from intranet.school.founding import change_school
from intranet.school.settings import LESSON_REQUIRED, require_of_lessons
from modules.office.forms.classes.reference import LessonRuleForm, SchoolForm
from modules.office.permissions import EDIT_SCHOOL, EDIT_SETTINGS, SETTINGS
from modules.office.queries.school.settings import RuleLine, rule_lines
from modules.office.views.saving import saved

Asked = Request[Any, Any, Any]


def parts_words(value: list[str]) -> str:
    """ "тема, домашнее задание или «не задано»"."""
    words = {
        "topic": _("тема"), "homework": _("домашнее задание или «не задано»"), "roll": _("перекличка"),
    }  # fmt: skip
    return ", ".join(words[part] for part in value if part in words)


def in_force(lines: list[RuleLine], viewer: Viewer) -> list[str]:
    """What lessons of today need."""
    found = next((line.value for line in lines if line.since <= viewer.day), LESSON_REQUIRED.default)
    return list(found)


async def _page(
    viewer: Viewer, rule: LessonRuleForm | None = None, school: SchoolForm | None = None, status: int = 200,
    *, done: bool = False,
) -> Answer:  # fmt: skip
    card, lines = await school_card(), await rule_lines(viewer, LESSON_REQUIRED)
    now = in_force(lines, viewer)
    history = [(line, parts_words(line.value)) for line in lines]
    return Page(
        "office/school/settings.html", status=status, saved=done, now=parts_words(now), history=history,
        usual=parts_words(list(LESSON_REQUIRED.default)),
        rule=rule or LessonRuleForm(parts=now, since=viewer.day),
        form=school or SchoolForm(name=card.name, contacts=card.contacts, address=card.address),
    )  # fmt: skip


@page("/office/settings", permission=SETTINGS)
async def show_settings(viewer: NamedDependency[Viewer], saved: FromQuery[bool] = False) -> Answer:
    """The card and the rules with their history."""
    return await _page(viewer, done=saved)


@action("/office/settings/lessons", permission=EDIT_SETTINGS)
async def put_lesson_rule(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """What a lesson needs from a day on."""
    form = await read_form(LessonRuleForm, request)
    parts, since = form.parts, form.since
    if await saved(
        form, lambda: require_of_lessons(viewer, list(parts.data or []), since.data or viewer.day)
    ):
        return Redirect("/office/settings?saved=true")
    return await _page(viewer, form, status=422)


@action("/office/settings/school", permission=EDIT_SCHOOL)
async def put_school(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """The school's card."""
    form = await read_form(SchoolForm, request)
    values = (form.name, form.contacts, form.address)
    if await saved(form, lambda: change_school(viewer, *(field.data or "" for field in values))):
        await refresh_site()
        return Redirect("/office/settings?saved=true")
    return await _page(viewer, school=form, status=422)


async def refresh_site() -> None:
    """This process says the new name at once; others read it when they start."""
    card = await school_card()
    Site.name, Site.meta, Site.address = card.name, card.contacts, card.address


HANDLERS: list[Any] = [show_settings, put_lesson_rule, put_school]
