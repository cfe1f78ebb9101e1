"""ESIA's own addresses: the browser's request, the token, the person, sign-out; v2/v3, and v1 in its mode."""

from __future__ import annotations

import uuid
from typing import Any

from litestar import Response

from identity.esia.emulator import checks, tokens
from identity.esia.emulator.answers import Asking, away, broken, json, page, world_of
from identity.esia.emulator.checks import Problem, Unregistered
from identity.esia.emulator.choosing import offer
from identity.esia.emulator.faults import Fault
from identity.esia.emulator.personas import told_for
from identity.esia.emulator.world import TOKEN_LASTS, Given, World
from intranet.kit.web import machine, machine_action, public

GONE = "Первая версия (v1) закрыта: включите её режимом --mode v1."


@public("/aas/oauth2/v2/ac")
async def show_v2(request: Asking) -> Response[bytes]:
    """The current request for a code."""
    return await _authorize(request, "v2")


@public("/aas/oauth2/ac")
async def show_v1(request: Asking) -> Response[bytes]:
    """The request of the first version."""
    if world_of(request).settings.mode != "v1":
        return page("problem.html", 404, what=GONE)
    return await _authorize(request, "v1")


@machine_action("/aas/oauth2/v3/te")
async def give_v3(request: Asking) -> Response[bytes]:
    """The current exchange of a code."""
    return await _exchange(request, "v2")


@machine_action("/aas/oauth2/te")
async def give_v1(request: Asking) -> Response[bytes]:
    """The exchange of the first version."""
    if world_of(request).settings.mode != "v1":
        return json({"error": "not_found"}, 404)
    return await _exchange(request, "v1")


async def _authorize(request: Asking, version: str) -> Response[bytes]:
    world, given = world_of(request), dict(request.query_params)
    try:
        asked = await checks.authorize(world, given, version)
    except Unregistered as problem:
        return page("problem.html", 400, what=problem.description)
    except Problem as problem:
        return away(given["redirect_uri"], _told(problem, given.get("state", "")))
    return await offer(world, asked)


def _told(problem: Problem, state: str) -> dict[str, str]:
    return {"error": problem.error, "error_description": problem.description, "state": state}


async def _exchange(request: Asking, version: str) -> Response[bytes]:
    world = world_of(request)
    given = {name: str(value) for name, value in (await request.form()).items()}
    try:
        kept = await checks.token(world, given, version)
    except Problem as problem:
        return json(_told(problem, given.get("state", "")), 400)
    return await broken(kept) or json(await _tokens(world, kept, given["state"]))


async def _tokens(world: World, kept: Given, state: str) -> dict[str, Any]:
    access = await tokens.access_token(world, kept)
    world.keep_token(access, kept)
    found: dict[str, Any] = {
        "access_token": access, "token_type": "Bearer", "expires_in": int(TOKEN_LASTS.total_seconds()),
        "state": str(uuid.uuid4()) if kept.has(Fault.WRONG_STATE) else state,
    }  # fmt: skip
    if "openid" in kept.asked.scope.split() and not kept.has(Fault.NO_ID_TOKEN):
        found["id_token"] = await tokens.id_token(world, kept)
    return found


def bearer(request: Asking) -> Given | None:
    """Whose access token this request carries."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return world_of(request).of_token(token) if scheme == "Bearer" else None


def _own(request: Asking) -> Given | Response[bytes]:
    """The person a token is of, or the refusal: 401 for no token, 403 for another's number."""
    given = bearer(request)
    if given is None:
        return json({"code": "ESIA-005011", "message": "token"}, 401)
    if request.path_params["oid"] != str(given.persona.oid):
        return json({"code": "ESIA-005012", "message": "oid"}, 403)
    return given


def _scopes(given: Given) -> tuple[str, ...]:
    return tuple(given.asked.scope.split())


@machine("/rs/prns/{oid:str}")
async def show_person(request: Asking) -> Response[bytes]:
    """The fields that the scopes open."""
    given = _own(request)
    return json(told_for(given.persona, _scopes(given))) if isinstance(given, Given) else given


@machine("/rs/prns/{oid:str}/ctts")
async def show_contacts(request: Asking) -> Response[bytes]:
    """Addresses: whole with `embed`, else where to ask for each."""
    given = _own(request)
    if not isinstance(given, Given):
        return given
    if "email" not in _scopes(given):
        return json({"code": "ESIA-005013", "message": "scope"}, 403)
    one = {"type": "EML", "vrfStu": "VERIFIED", "value": given.persona.email}
    if not given.persona.email:
        return json({"size": 0, "elements": []})
    where = f"{world_of(request).base}/rs/prns/{given.persona.oid}/ctts/1"
    return json({"size": 1, "elements": [one if "embed" in request.query_params else where]})


@machine("/rs/prns/{oid:str}/kids")
async def show_children(request: Asking) -> Response[bytes]:
    """The children a parent has there, if the system may know."""
    given = _own(request)
    if not isinstance(given, Given):
        return given
    scopes = _scopes(given)
    if "kid_fullname" not in scopes:
        return json({"code": "ESIA-005013", "message": "scope"}, 403)
    plain = tuple(scope.removeprefix("kid_") for scope in scopes if scope.startswith("kid_"))
    people = world_of(request).people
    kids = [told_for(people[one], plain) for one in given.persona.kids]
    return json({"size": len(kids), "elements": kids})


@public("/idp/ext/Logout")
async def show_logout(request: Asking) -> Response[bytes]:
    """Item 12: signed out, and back to a registered host."""
    given = dict(request.query_params)
    asked = {"client_id": given.get("client_id", ""), "redirect_uri": given.get("redirect_url", "")}
    try:
        checks.client_of(world_of(request), asked)
    except Problem:
        return page("problem.html", 400, what="redirect_url")
    return away(asked["redirect_uri"], {})


HANDLERS = [
    show_v2, show_v1, give_v3, give_v1, show_person, show_contacts, show_children, show_logout,
]  # fmt: skip
