"""The ways in: their list, their settings, what a probe says, which group gives which hat."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from identity.administration import kinds, mapping, probing, providers
from identity.administration.mapping import Line
from identity.administration.providers import BadSettings, Listed
from identity.door.providers import Finding, ProviderRow
from identity.esia.config import GATEWAY_CLAIMS
from identity.forms.provider_kinds import FORMS
from identity.forms.providers import GroupHatForm, ProviderForm, values_of
from identity.permissions import EDIT_PROVIDERS, PROVIDERS
from intranet.kit.access import Viewer
from intranet.kit.answers import site_address
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.forms import read_form
from intranet.kit.web import Answer, Page, Redirect, action, page

Asked = Request[Any, Any, Any]
LIST = "/office/entry/providers"
TOLD = ("added", "changed", "on", "off", "deleted", "groups")
# What a new one of a kind begins with besides the fields' own defaults.
FIRST: dict[str, dict[str, Any]] = {
    kinds.GATEWAY: {"min_age": 14, "trust": "state"}
    | {f"claims__{name}": value for name, value in msgspec.to_builtins(GATEWAY_CLAIMS).items()},
    kinds.DIRECT: {"min_age": 14, "trust": "state"},
}


@page(LIST, permission=PROVIDERS, fresh=True)
async def show_providers(told: FromQuery[str] = "") -> Answer:
    """Every way in, and what happened at it today."""
    found: list[Listed] = await providers.listed()
    return Page(
        "identity/administration/providers.html", ways=found, kinds=kinds.TITLES,
        told=told if told in TOLD else "",
    )  # fmt: skip


def _form_page(form: ProviderForm, slug: str = "", status: int = 200) -> Answer:
    return Page(
        "identity/administration/provider_form.html", status=status, form=form, slug=slug,
        kind_title=str(kinds.TITLES[form.KIND]),
    )  # fmt: skip


def _form_of(kind: str) -> type[ProviderForm]:
    if kind not in FORMS:
        raise NotFound
    return FORMS[kind]


@page(LIST + "/new", permission=EDIT_PROVIDERS, fresh=True)
async def show_new(kind: FromQuery[str] = kinds.OIDC) -> Answer:
    """The form of a new way in."""
    made = _form_of(kind)
    return _form_page(made(data=FIRST.get(kind, {})))


@action(LIST, permission=EDIT_PROVIDERS, fresh=True)
async def add(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """A new way in, off until it is switched on."""
    kind = str((await request.form()).get("kind", kinds.OIDC))
    form = await read_form(_form_of(kind), request)
    slug = (form.slug.data or "").strip()
    try:
        if form.validate():
            await providers.add(viewer, form.draft(slug))
            return Redirect(f"{LIST}/{slug}?told=added")
    except BadSettings as bad:
        form.show(bad.problems)
    return _form_page(form, status=422)


async def _card(
    request: Asked, row: ProviderRow, form: GroupHatForm | None = None, status: int = 200, *,
    told: str = "", refused: DomainError | None = None, findings: list[Finding] | None = None,
) -> Answer:  # fmt: skip
    return Page(
        "identity/administration/provider.html", status=status, row=row, told=told, refused=refused,
        kind=kinds.form_kind(row.kind, row.config) if row.kind != providers.LOCAL else "",
        kinds=kinds.TITLES, files=kinds.files_of(row.config), linked=await providers.linked_to(row),
        groups=await mapping.lines_of(row), form=form or GroupHatForm(), findings=findings,
        site=site_address(request), is_own=row.kind != providers.LOCAL and row.origin == providers.PAGE,
    )  # fmt: skip


@page(LIST + "/{way:str}", permission=PROVIDERS, fresh=True)
async def show_provider(request: Asked, way: FromPath[str], told: FromQuery[str] = "") -> Answer:
    """One way in: state, files of secrets, addresses to register, groups."""
    row = await providers.provider_named(way)
    return await _card(request, row, told=told if told in TOLD else "")


@page(LIST + "/{way:str}/edit", permission=EDIT_PROVIDERS, fresh=True)
async def show_edit(way: FromPath[str]) -> Answer:
    """Its settings."""
    row = await _editable(way)
    made = _form_of(kinds.form_kind(row.kind, row.config))
    values = values_of(row, await providers.ordinal_of(way), made.PREFIX)
    return _form_page(made(data=values), way)


async def _editable(way: str) -> ProviderRow:
    row = await providers.provider_named(way)
    if row.kind == providers.LOCAL or row.origin == providers.FILE:
        raise NotFound
    return row


@action(LIST + "/{way:str}/edit", permission=EDIT_PROVIDERS, fresh=True)
async def change(request: Asked, viewer: NamedDependency[Viewer], way: FromPath[str]) -> Answer:
    """Other settings."""
    row = await _editable(way)
    form = await read_form(_form_of(kinds.form_kind(row.kind, row.config)), request)
    form.slug.data = way
    form.slug.validators = ()
    try:
        if form.validate():
            await providers.change(viewer, form.draft(way))
            return Redirect(f"{LIST}/{way}?told=changed")
    except BadSettings as bad:
        form.show(bad.problems)
    return _form_page(form, way, 422)


@action(LIST + "/{way:str}/state", permission=EDIT_PROVIDERS, fresh=True)
async def switch(request: Asked, viewer: NamedDependency[Viewer], way: FromPath[str]) -> Answer:
    """On or off."""
    on = str((await request.form()).get("on", "")) == "1"
    try:
        await providers.switch(viewer, way, on=on)
    except DomainError as error:
        return await _card(request, await providers.provider_named(way), status=422, refused=error)
    return Redirect(f"{LIST}/{way}?told={'on' if on else 'off'}")


@action(LIST + "/{way:str}/delete", permission=EDIT_PROVIDERS, fresh=True)
async def remove(request: Asked, viewer: NamedDependency[Viewer], way: FromPath[str]) -> Answer:
    """Forget it, if nobody is linked."""
    try:
        await providers.remove(viewer, way)
    except DomainError as error:
        return await _card(request, await providers.provider_named(way), status=422, refused=error)
    return Redirect(f"{LIST}?told=deleted")


@action(LIST + "/{way:str}/probe", permission=EDIT_PROVIDERS, fresh=True)
async def probe(request: Asked, way: FromPath[str]) -> Answer:
    """Ask it whether it works; the answer is the page with its findings."""
    row = await providers.provider_named(way)
    return await _card(request, row, findings=await probing.probe(row))


@action(LIST + "/{way:str}/groups", permission=EDIT_PROVIDERS, fresh=True)
async def add_group(request: Asked, viewer: NamedDependency[Viewer], way: FromPath[str]) -> Answer:
    """A group gives a hat."""
    row = await providers.provider_named(way)
    form = await read_form(GroupHatForm, request)
    if not form.validate():
        return await _card(request, row, form, 422)
    line = Line((form.group_key.data or "").strip(), form.hat.data or "", bool(form.makes_person.data))
    try:
        await mapping.add_line(viewer, row, line)
    except DomainError as error:
        form.add_error(error)
        return await _card(request, row, form, 422)
    return Redirect(f"{LIST}/{way}?told=groups")


@action(LIST + "/{way:str}/groups/{mapping_id:int}/delete", permission=EDIT_PROVIDERS, fresh=True)
async def remove_group(
    request: Asked, viewer: NamedDependency[Viewer], way: FromPath[str], mapping_id: FromPath[int]
) -> Answer:
    """A group gives a hat no longer."""
    row = await providers.provider_named(way)
    try:
        await mapping.remove_line(viewer, row, mapping_id)
    except DomainError as error:
        return await _card(request, row, status=422, refused=error)
    return Redirect(f"{LIST}/{way}?told=groups")


HANDLERS: list[Any] = [
    show_providers, show_new, add, show_provider, show_edit, change, switch, remove, probe, add_group,
    remove_group,
]  # fmt: skip
