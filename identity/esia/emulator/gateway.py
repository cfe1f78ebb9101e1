"""The same people behind an ordinary OpenID provider: what a gateway to ESIA looks like from a school.

Discovery, PKCE (S256), nonce, `iss` in the answer; the claims are named as identity/esia/config.py expects.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import Any
from urllib.parse import unquote

from litestar import Response

from identity.esia.emulator import checks, tokens
from identity.esia.emulator.aas import bearer
from identity.esia.emulator.answers import Asking, away, broken, json, page, world_of
from identity.esia.emulator.checks import Problem, Unregistered
from identity.esia.emulator.choosing import offer
from identity.esia.emulator.faults import Fault
from identity.esia.emulator.files import Client
from identity.esia.emulator.world import TOKEN_LASTS, Asked, Given, World
from intranet.kit.web import machine, machine_action, public

SCOPES = ("openid", "profile", "email", "fullname", "birthdate", "gender", "snils")


@machine("/gateway/.well-known/openid-configuration")
async def show_discovery(request: Asking) -> Response[bytes]:
    """Where everything is."""
    here = f"{world_of(request).base}/gateway"
    return json({
        "issuer": here, "authorization_endpoint": f"{here}/authorize", "token_endpoint": f"{here}/token",
        "userinfo_endpoint": f"{here}/userinfo", "jwks_uri": f"{here}/jwks",
        "end_session_endpoint": f"{here}/end_session", "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "scopes_supported": list(SCOPES), "authorization_response_iss_parameter_supported": True,
    })  # fmt: skip


@machine("/gateway/jwks")
async def show_keys(request: Asking) -> Response[bytes]:
    """The keys of the day."""
    return json(tokens.jwks(world_of(request)))


@public("/gateway/authorize")
async def show_authorize(request: Asking) -> Response[bytes]:
    """The browser's request."""
    world, given = world_of(request), dict(request.query_params)
    try:
        asked = _asked(world, given)
    except Unregistered as problem:
        return page("problem.html", 400, what=problem.description)
    except Problem as problem:
        return away(given["redirect_uri"], _told(problem, world) | {"state": given.get("state", "")})
    return await offer(world, asked)


def _told(problem: Problem, world: World) -> dict[str, str]:
    return {"error": problem.error, "error_description": problem.what, "iss": f"{world.base}/gateway"}


def _asked(world: World, given: dict[str, str]) -> Asked:
    client = checks.client_of(world, given)
    for name, value in (("response_type", "code"), ("code_challenge_method", "S256")):
        if given.get(name) != value:
            raise Problem("invalid_request", "", name)
    for name in ("state", "nonce", "code_challenge"):
        if not given.get(name):
            raise Problem("invalid_request", "", name)
    scopes = given.get("scope", "").split()
    if "openid" not in scopes or not set(SCOPES).issuperset(scopes):
        raise Problem("invalid_scope", "", "scope")
    return Asked(
        client, given["redirect_uri"], " ".join(scopes), given["state"], "gateway", nonce=given["nonce"],
        challenge=given["code_challenge"], issuer=f"{world.base}/gateway",
    )  # fmt: skip


@machine_action("/gateway/token")
async def give_token(request: Asking) -> Response[bytes]:
    """A code, its verifier and the client's secret for tokens."""
    world = world_of(request)
    form = {name: str(value) for name, value in (await request.form()).items()}
    try:
        kept = _kept(world, form, _client(world, request.headers.get("authorization", ""), form))
    except Problem as problem:
        return json(_told(problem, world), 401 if problem.error == "invalid_client" else 400)
    return await broken(kept) or json(await _tokens(world, kept))


def _client(world: World, header: str, form: dict[str, str]) -> Client:
    """The client by its secret, in the header or in the form."""
    name, secret = form.get("client_id", ""), form.get("client_secret", "")
    if header.startswith("Basic "):
        try:
            name, _, secret = base64.b64decode(header[6:], validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            raise Problem("invalid_client", "", "authorization") from None
        name, secret = unquote(name), unquote(secret)
    client = world.clients.get(name)
    if client is None or not hmac.compare_digest(client.secret.encode(), secret.encode()):
        raise Problem("invalid_client", "", "client_secret")
    return client


def _kept(world: World, form: dict[str, str], client: Client) -> Given:
    if form.get("grant_type") != "authorization_code":
        raise Problem("unsupported_grant_type", "", "grant_type")
    kept = world.take_code(form.get("code", ""))
    if kept is None or kept.asked.version != "gateway" or kept.asked.client.mnemonic != client.mnemonic:
        raise Problem("invalid_grant", "", "code")
    if kept.asked.redirect_uri != form.get("redirect_uri"):
        raise Problem("invalid_grant", "", "redirect_uri")
    challenge = tokens.coded(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
    if not hmac.compare_digest(challenge.encode(), kept.asked.challenge.encode()):
        raise Problem("invalid_grant", "", "code_verifier")
    return kept


async def _tokens(world: World, kept: Given) -> dict[str, Any]:
    access = await tokens.access_token(world, kept)
    world.keep_token(access, kept)
    found: dict[str, Any] = {
        "access_token": access, "token_type": "Bearer", "expires_in": int(TOKEN_LASTS.total_seconds())
    }  # fmt: skip
    if not kept.has(Fault.NO_ID_TOKEN):
        found["id_token"] = await tokens.gateway_id_token(world, kept, claims_of(kept))
    return found


def claims_of(given: Given) -> dict[str, Any]:
    """The person in OpenID's words."""
    one = given.persona
    oid = str(one.oid)
    every = {
        "sub": oid, "oid": oid, "family_name": one.surname,
        "given_name": one.name, "middle_name": one.patronymic, "birthdate": one.born.isoformat(),
        "snils": one.snils, "email": one.email,
    }  # fmt: skip
    found: dict[str, Any] = {key: value for key, value in every.items() if value}
    return found | {"trusted": one.trusted, "email_verified": bool(one.email)}


@machine("/gateway/userinfo")
async def show_userinfo(request: Asking) -> Response[bytes]:
    """The person by an access token."""
    given = bearer(request)
    if given is None or given.asked.version != "gateway":
        return json({"error": "invalid_token"}, 401)
    other = {"sub": str(given.persona.oid + 1)} if given.has(Fault.WRONG_SUBJECT) else {}
    return json(claims_of(given) | other)


@public("/gateway/end_session")
async def show_end(request: Asking) -> Response[bytes]:
    """Signed out, and back to a registered host with the state."""
    given = dict(request.query_params)
    known = world_of(request).clients
    client = given.get("client_id") or next(iter(known))
    asked = {"client_id": client, "redirect_uri": given.get("post_logout_redirect_uri", "")}
    try:
        checks.client_of(world_of(request), asked)
    except Problem:
        return page("problem.html", 400, what="post_logout_redirect_uri")
    return away(asked["redirect_uri"], {"state": given["state"]} if given.get("state") else {})


HANDLERS = [show_discovery, show_keys, show_authorize, give_token, show_userinfo, show_end]
