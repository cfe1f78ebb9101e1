"""Subjects: the list, one with its other spellings, two made one."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit.access import Viewer
from intranet.kit.forms import Form, posted, read_form
from intranet.kit.web import Answer, Page, Redirect, action, page
from intranet.school.classes.subjects import (
    add_subject_alias,
    change_subject,
    merge_subjects,
    remove_subject,
    remove_subject_alias,
)
from intranet.school.service import add_subject
from modules.office.forms.classes.reference import AliasForm, MergeForm, SubjectForm
from modules.office.permissions import EDIT_REFERENCE, REFERENCE
from modules.office.queries.classes.reference import subject_of, subjects_of
from modules.office.views.saving import saved

Asked = Request[Any, Any, Any]


async def _list(viewer: Viewer, form: SubjectForm, status: int = 200, *, done: bool = False) -> Answer:
    subjects = await subjects_of(viewer)
    return Page("office/classes/subjects.html", status=status, subjects=subjects, form=form, saved=done)


@page("/office/subjects", permission=REFERENCE)
async def show_subjects(viewer: NamedDependency[Viewer], saved: FromQuery[bool] = False) -> Answer:
    """All subjects."""
    return await _list(viewer, SubjectForm(), done=saved)


@action("/office/subjects", permission=EDIT_REFERENCE)
async def add_one(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """One more; a known name is that subject."""
    form = await read_form(SubjectForm, request)
    if await saved(form, lambda: add_subject(viewer, form.name.data or "", form.short.data or "")):
        return Redirect("/office/subjects?saved=true")
    return await _list(viewer, form, 422)


async def _one(
    viewer: Viewer, subject: int, form: SubjectForm | None = None, alias: AliasForm | None = None,
    merge: MergeForm | None = None, status: int = 200, *, done: bool = False,
) -> Answer:  # fmt: skip
    row, rows, merge = await subject_of(viewer, subject), await subjects_of(viewer), merge or MergeForm()
    merge.offer((one.id, one.name) for one in rows if one.id != subject)
    return Page(
        "office/classes/subject.html", status=status, row=row,
        form=form or SubjectForm(name=row.name, short=row.short), alias=alias or AliasForm(),
        merge=merge, saved=done,
    )  # fmt: skip


@page("/office/subjects/{subject_id:int}", permission=REFERENCE)
async def show_subject(
    viewer: NamedDependency[Viewer], subject_id: FromPath[int], saved: FromQuery[bool] = False
) -> Answer:
    """One subject with its spellings."""
    return await _one(viewer, subject_id, done=saved)


@action("/office/subjects/{subject_id:int}", permission=EDIT_REFERENCE)
async def rename_one(request: Asked, viewer: NamedDependency[Viewer], subject_id: FromPath[int]) -> Answer:
    """Other names."""
    form = await read_form(SubjectForm, request)
    if await saved(
        form, lambda: change_subject(viewer, subject_id, form.name.data or "", form.short.data or "")
    ):
        return Redirect(f"/office/subjects/{subject_id}?saved=true")
    return await _one(viewer, subject_id, form, status=422)


@action("/office/subjects/{subject_id:int}/aliases", permission=EDIT_REFERENCE)
async def add_alias(request: Asked, viewer: NamedDependency[Viewer], subject_id: FromPath[int]) -> Answer:
    """Another spelling of lists."""
    form = await read_form(AliasForm, request)
    if await saved(form, lambda: add_subject_alias(viewer, subject_id, form.alias.data or "")):
        return Redirect(f"/office/subjects/{subject_id}?saved=true")
    return await _one(viewer, subject_id, alias=form, status=422)


@action("/office/subjects/{subject_id:int}/aliases/delete", permission=EDIT_REFERENCE)
async def remove_alias(request: Asked, viewer: NamedDependency[Viewer], subject_id: FromPath[int]) -> Answer:
    """A spelling is forgotten."""
    alias = str(next(iter((await posted(request)).getlist("alias")), ""))
    await remove_subject_alias(viewer, subject_id, alias)
    return Redirect(f"/office/subjects/{subject_id}?saved=true")


@action("/office/subjects/{subject_id:int}/merger", permission=EDIT_REFERENCE)
async def merge_one(request: Asked, viewer: NamedDependency[Viewer], subject_id: FromPath[int]) -> Answer:
    """It is another subject by another name."""
    form = await read_form(MergeForm, request)
    form.offer((one.id, one.name) for one in await subjects_of(viewer) if one.id != subject_id)
    if await saved(form, lambda: merge_subjects(viewer, subject_id, form.into.data)):
        return Redirect(f"/office/subjects/{form.into.data}?saved=true")
    return await _one(viewer, subject_id, merge=form, status=422)


@action("/office/subjects/{subject_id:int}/delete", permission=EDIT_REFERENCE)
async def remove_one(request: Asked, viewer: NamedDependency[Viewer], subject_id: FromPath[int]) -> Answer:
    """One nobody was taught."""
    form = await read_form(Form, request)
    if await saved(form, lambda: remove_subject(viewer, subject_id)):
        return Redirect("/office/subjects?saved=true")
    row = await subject_of(viewer, subject_id)
    shown = SubjectForm(name=row.name, short=row.short)
    shown.other = form.other
    return await _one(viewer, subject_id, shown, status=422)


HANDLERS: list[Any] = [
    show_subjects, add_one, show_subject, rename_one, add_alias, remove_alias, merge_one, remove_one,
]  # fmt: skip
