"""Passkeys (WebAuthn): a challenge of this browser is answered once, for this site, by a key of this account.

A challenge is an attempt of its own (`auth_flow`, stage "back", no provider), found by its state and the
browser's cookie, for one use and one account. The signature counter must grow: a key that exists twice is
refused and told. Alone, without a password, a key must have checked its owner (user verification).
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import msgspec
import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from identity.door import flows
from identity.door.flows import Flow, Secret
from identity.door.origin import Party
from identity.door.providers import Kept
from intranet.kit import clock, crypto
from intranet.kit.access import Signed
from intranet.kit.answers import Site
from intranet.kit.db import DB

ENTRY, FACTOR, AGAIN, ADD = "entry", "factor", "again", "add"
PURPOSES = {ENTRY: "enter", FACTOR: "enter", AGAIN: "again", ADD: "link"}
STAGE, LASTS = "back", timedelta(minutes=5)
LONGEST = 20_000
MUST, MAY = UserVerificationRequirement.REQUIRED, UserVerificationRequirement.PREFERRED
NOT_ONE = (WebAuthnException, ValueError, KeyError, TypeError, IndexError, RecursionError)

IDS = """select credential_id from factor
    where account = $1 and kind = 'passkey' and confirmed_at is not null"""
FIND = """select id, account, public_key from factor
    where credential_id = $1 and kind = 'passkey' and confirmed_at is not null"""
SEEN = """update factor set sign_count = $2, last_at = $3
    where id = $1 and (sign_count < $2 or (sign_count = 0 and $2 = 0)) returning id"""


class PasskeyRefused(Exception):
    """An answer that proves nothing; `detail` is for the journal, `account` whose key it was."""

    def __init__(self, detail: str, account: int | None = None) -> None:
        super().__init__(detail)
        self.detail, self.account = detail, account


class Credential(msgspec.Struct):
    """A key that was just made."""

    id: bytes
    public_key: bytes
    sign_count: int


class _Id(msgspec.Struct):
    credential_id: bytes


class _Row(msgspec.Struct):
    id: int
    account: int
    public_key: bytes


def handle_of(account: int) -> bytes:
    """What a key knows its owner by: says nothing about the person."""
    return crypto.fingerprint(f"passkey:{account}")


async def _ids(account: int) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=one.credential_id) for one in await DB.rows(_Id, IDS, account)]


async def _told(browser: str, use: str, options: Any, account: int | None, session: int | None) -> str:
    """What the page's script gets: the options and the state that names the challenge."""
    secret = Secret(kept=Kept(nonce=bytes_to_base64url(options.challenge), more={"use": use}))
    state = await flows.open_flow(
        browser, STAGE, secret, purpose=PURPOSES[use], account=account, session=session
    )  # fmt: skip
    return json.dumps({"state": state, "options": options_to_json_dict(options)})


async def ask(
    party: Party, browser: str, use: str, account: int | None = None, session: int | None = None
) -> str:
    """A challenge for a key of this account, or (ENTRY) for whatever key the visitor has of this site."""
    options = webauthn.generate_authentication_options(
        rp_id=party.host,
        allow_credentials=await _ids(account) if account is not None else None,
        user_verification=MAY if use == FACTOR else MUST,
    )
    return await _told(browser, use, options, account, session)


async def ask_new(party: Party, browser: str, signed: Signed) -> str:
    """A challenge for making a key."""
    options = webauthn.generate_registration_options(
        rp_id=party.host, rp_name=Site.name or "Parta", user_name=signed.login,
        user_display_name=signed.name_short, user_id=handle_of(signed.account_id),
        exclude_credentials=await _ids(signed.account_id),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=MAY
        ),
    )  # fmt: skip
    return await _told(browser, ADD, options, signed.account_id, signed.viewer.session_id)


async def _challenge(browser: str, use: str, state: str, account: int | None, session: int | None) -> bytes:
    """The challenge this browser was given for this use; it is used up. PasskeyRefused."""
    flow = await flows.flow_by_state(state, browser, STAGE) if browser and state else None
    if flow is None or not _is_ours(flow, use, account, session) or not await flows.leave(flow, "done"):
        raise PasskeyRefused("challenge")
    assert flow.secret.kept is not None
    return base64url_to_bytes(flow.secret.kept.nonce)


def _is_ours(flow: Flow, use: str, account: int | None, session: int | None) -> bool:
    kept = flow.secret.kept
    return (
        flow.provider is None
        and kept is not None
        and kept.more.get("use") == use
        and (flow.account, flow.session) == (account, session)
        and clock.real_now() - flow.created_at < LASTS
    )


def _parsed(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST:
        raise PasskeyRefused("too long")
    try:
        found = json.loads(answer)
    except NOT_ONE as error:
        raise PasskeyRefused("not JSON") from error
    if not isinstance(found, dict):
        raise PasskeyRefused("not JSON")
    return found


async def made(party: Party, browser: str, signed: Signed, state: str, answer: str) -> Credential:
    """The key that answered a challenge of `ask_new`. PasskeyRefused."""
    challenge = await _challenge(browser, ADD, state, signed.account_id, signed.viewer.session_id)
    try:
        found = webauthn.verify_registration_response(
            credential=_parsed(answer), expected_challenge=challenge, expected_rp_id=party.host,
            expected_origin=party.origin,
        )  # fmt: skip
    except NOT_ONE as error:
        raise PasskeyRefused(_short(error), signed.account_id) from error
    return Credential(found.credential_id, found.credential_public_key, found.sign_count)


async def check(
    party: Party, browser: str, use: str, state: str, answer: str,
    account: int | None = None, session: int | None = None,
) -> int:  # fmt: skip
    """Whose key answered a challenge of `ask`; with an account, only a key of it does. PasskeyRefused."""
    challenge = await _challenge(browser, use, state, account, session)
    parsed = _parsed(answer)
    row = await DB.one(_Row, FIND, _id_in(parsed))
    if row is None or account not in (None, row.account):
        raise PasskeyRefused("unknown")
    try:
        count = _verified(party, challenge, parsed, row, must_verify=use != FACTOR)
    except NOT_ONE as error:
        raise PasskeyRefused(_short(error), row.account) from error
    if await DB.value(SEEN, row.id, count, clock.real_now()) is None:
        raise PasskeyRefused("cloned", row.account)
    return row.account


def _verified(party: Party, challenge: bytes, parsed: dict[str, Any], row: _Row, *, must_verify: bool) -> int:
    """The signature counter. The count that was seen last is compared by the statement that keeps it."""
    found = webauthn.verify_authentication_response(
        credential=parsed, expected_challenge=challenge, expected_rp_id=party.host,
        expected_origin=party.origin, credential_public_key=row.public_key,
        credential_current_sign_count=0, require_user_verification=must_verify,
    )  # fmt: skip
    handle = parsed["response"].get("userHandle")
    if handle and base64url_to_bytes(handle) != handle_of(row.account):
        raise ValueError("handle")
    return found.new_sign_count


def _id_in(parsed: dict[str, Any]) -> bytes:
    try:
        return base64url_to_bytes(parsed["rawId"])
    except NOT_ONE as error:
        raise PasskeyRefused("no id") from error


def _short(error: Exception) -> str:
    """Why, without what was sent: the library's sentences quote it after the first quotation mark."""
    return f"{type(error).__name__} {str(error).partition(chr(34))[0]}".strip()[:90]
