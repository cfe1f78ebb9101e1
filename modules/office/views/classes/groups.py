"""Parts of a class: pupils are ticked in a column for each group, one form saves all."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from typing import Any

import msgspec
from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.forms import number_in, posted, read_form
from intranet.kit.i18n import _
from intranet.kit.web import Answer, Page, Redirect, action, page
from intranet.school.classes.groups import divide_class
from intranet.school.classes.names import label_key
from intranet.school.service import add_group
from modules.office.forms.classes.classes import DivisionForm, MembersForm
from modules.office.permissions import CLASS_CARD, EDIT_CLASS
from modules.office.queries.classes.class_cards import (
    ClassCardRow,
    GroupPupil,
    GroupRow,
    class_card,
    parts_of,
    pupils_by_group,
)
from modules.office.views.saving import saved

Asked = Request[Any, Any, Any]
MOST_PARTS = 4


class Division(msgspec.Struct, frozen=True):
    """Groups whose pupils are told apart in one table; `key` is their ids as the address has them."""

    groups: list[GroupRow]

    @property
    def key(self) -> str:
        """ "12-13"."""
        return "-".join(str(one.id) for one in self.groups)

    @property
    def title(self) -> str:
        """ "англ. 1 / англ. 2"."""
        return " / ".join(one.name for one in self.groups)


class Ticks(msgspec.Struct, frozen=True):
    """A pupil's line: in which of the groups; `is_both`: in more than one."""

    pupil: GroupPupil
    group: int
    is_both: bool


def divisions_of(groups: list[GroupRow]) -> list[Division]:
    """Groups of the same subjects, else of the same name but for its number, are one division."""
    found: dict[str, list[GroupRow]] = defaultdict(list)
    for one in groups:
        stem = re.sub(r"\d+", "", label_key(one.name))
        found["|".join(one.subjects) or stem].append(one)
    return [Division(together[:MOST_PARTS]) for together in found.values()]


def division_asked(groups: list[GroupRow], key: str) -> Division | None:
    """The groups the address names, else the first division; NotFound for foreign ids."""
    if not key:
        return next(iter(divisions_of(groups)), None)
    known = {one.id: one for one in groups}
    asked = [known.get(number_in(part) or 0) for part in key.split("-")]
    if not 1 <= len(asked) <= MOST_PARTS or None in asked:
        raise NotFound
    return Division([one for one in asked if one is not None])


def choice_of(fields: Any, pupils: list[GroupPupil]) -> dict[int, int | None]:
    """What was ticked: fields s<pupil> = group, 0 or nothing for none. DomainError for two at once."""
    choice: dict[int, int | None] = {}
    for pupil in pupils:
        values = {number_in(str(value)) or 0 for value in fields.getlist(f"s{pupil.id}")} - {0}
        if len(values) > 1:
            raise DomainError(_("%(name)s отмечен сразу в двух группах.", name=pupil.title), field="choice")
        choice[pupil.id] = next(iter(values), None)
    return choice


def ticks_of(pupils: list[GroupPupil], fields: Any = None) -> list[Ticks]:
    """As it stands, or as it was sent."""
    lines = []
    for pupil in pupils:
        sent = (
            [number_in(str(value)) or 0 for value in fields.getlist(f"s{pupil.id}")]
            if fields
            else pupil.groups
        )
        lines.append(Ticks(pupil, next(iter(sent), 0), len(set(sent)) > 1))
    return lines


async def _page(
    viewer: Viewer, row: ClassCardRow, key: str, form: MembersForm, fields: Any = None,
    naming: DivisionForm | None = None, status: int = 200, *, done: bool = False,
) -> Answer:  # fmt: skip
    day = form.since.data or viewer.day
    groups = await parts_of(viewer, row.id, day)
    division = division_asked(groups, key)
    ids = [one.id for one in division.groups] if division else []
    pupils = await pupils_by_group(viewer, ids, [row.id], day)
    lines = ticks_of(pupils, fields)
    return Page(
        "office/classes/groups.html",
        status=status, row=row, divisions=divisions_of(groups), division=division,
        lines=lines, nowhere=[one.pupil.title for one in lines if not one.group], form=form, saved=done,
        naming=naming or DivisionForm(),
    )  # fmt: skip


@page("/office/classes/{class_id:int}/groups", permission=CLASS_CARD)
async def show_groups(
    viewer: NamedDependency[Viewer], class_id: FromPath[int], of: FromQuery[str] = "",
    day: FromQuery[date | None] = None, saved: FromQuery[bool] = False,
) -> Answer:  # fmt: skip
    """The class's pupils and a column for each group of a division, as of a day."""
    form = MembersForm(since=day or viewer.day)
    return await _page(viewer, await class_card(viewer, class_id), of, form, done=saved)


@action("/office/classes/{class_id:int}/groups", permission=EDIT_CLASS)
async def put_groups(
    request: Asked, viewer: NamedDependency[Viewer], class_id: FromPath[int], of: FromQuery[str] = ""
) -> Answer:
    """Save the whole table as of a day."""
    row, form = await class_card(viewer, class_id), await read_form(MembersForm, request)
    fields, day = await posted(request), form.since.data or viewer.day
    division = division_asked(await parts_of(viewer, class_id, day), of)
    groups = [one.id for one in division.groups] if division else []
    pupils = await pupils_by_group(viewer, groups, [class_id], day)

    async def deed() -> None:
        await divide_class(viewer, class_id, groups, choice_of(fields, pupils), day)

    if await saved(form, deed):
        return Redirect(f"/office/classes/{class_id}/groups?of={of}&day={day}&saved=true")
    return await _page(viewer, row, of, form, fields, status=422)


@action("/office/classes/{class_id:int}/divisions", permission=EDIT_CLASS)
async def divide(request: Asked, viewer: NamedDependency[Viewer], class_id: FromPath[int]) -> Answer:
    """Two or three named groups; those that are there stay."""
    row, form = await class_card(viewer, class_id), await read_form(DivisionForm, request)
    made: list[int] = []

    async def deed() -> None:
        names = [name for name in re.split(r"[,;\n]+", form.names.data or "") if name.strip()]
        if not 2 <= len(names) <= MOST_PARTS:
            raise DomainError(_("Назовите от двух до четырёх групп через запятую."), field="names")
        made.extend([await add_group(viewer, class_id, name[:60]) for name in names])

    if await saved(form, deed):
        key = "-".join(map(str, dict.fromkeys(made)))
        return Redirect(f"/office/classes/{class_id}/groups?of={key}&saved=true")
    return await _page(viewer, row, "", MembersForm(since=viewer.day), naming=form, status=422)


HANDLERS: list[Any] = [show_groups, put_groups, divide]
