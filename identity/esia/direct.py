"""ESIA without a gateway: /aas/oauth2/v2/ac in the browser, /aas/oauth2/v3/te and /rs/prns from here.

Both requests carry a signature of their own parameters. The one to v3/te has a fresh state, which must come
back in its answer. Everything is asked of the configured host only; nothing an answer names is followed.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

from identity.door.providers import (
    AuthRedirect,
    Away,
    Back,
    Finding,
    Kept,
    Leaving,
    LogoutTarget,
    ProofRefused,
    ProviderRow,
    Refusal,
    RequestSigner,
    VerifiedIdentity,
)
from identity.esia import claims, errors, person, probe, tokens
from identity.esia.config import DirectConfig
from identity.esia.http import ask, json_of
from identity.esia.signers import SignerError, open_signer
from intranet.kit import clock

AUTHORIZE, TOKEN, PERSON, LOGOUT = "/aas/oauth2/v2/ac", "/aas/oauth2/v3/te", "/rs/prns/", "/idp/ext/Logout"
LONGEST_CODE = 8192  # a code is a JWT


def timestamp() -> str:
    """Now as ESIA writes time: "2026.11.21 16:00:00 +0000"."""
    return clock.real_now().strftime("%Y.%m.%d %H:%M:%S +0000")


def unpadded(raw: bytes) -> str:
    """base64url without the `=`."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class DirectProvider:
    """A redirect provider over an information system of the school's own."""

    def __init__(self, row: ProviderRow, config: DirectConfig) -> None:
        self.slug, self.config = row.slug, config
        self.certificates = tokens.trusted(config.certificates)
        self._signer: RequestSigner | None = None

    async def begin(self, away: Away) -> AuthRedirect:
        """The address of the sign-in there, signed."""
        signed = await self._signed(away.state, away.callback)
        query = signed | {"response_type": "code", "access_type": "online"}
        if self.config.person_filter:
            query["person_filter"] = self.config.person_filter
        kept = Kept(issuer=self.config.issuer, more={"purpose": away.purpose})
        return AuthRedirect(f"{self.config.host}{AUTHORIZE}?{urlencode(query, quote_via=quote)}", kept)

    async def complete(self, back: Back) -> VerifiedIdentity:
        """From the callback's code to the person."""
        if "error" in back.params:
            raise errors.refusal_of(back.params, "ac")
        code = back.params.get("code", "")
        if not code or len(code) > LONGEST_CODE:
            raise ProofRefused(Refusal.INCOMPLETE, "code")
        answer = await self._exchange(code, back.callback)
        config, certificates, allowed = self.config, self.certificates, self.config.algorithms
        found = claims.facts_of(
            config,
            await tokens.claims_of(answer.get("id_token"), certificates, allowed, "id_token"),
            back.started,
            is_again=back.kept.more.get("purpose") == "again",
        )
        access = answer.get("access_token")
        given = await tokens.claims_of(access, certificates, allowed, "access_token")
        claims.check_access(config, given, found.oid, back.started)
        told = await self._person(found.oid, str(access))
        return person.identity_of(self.slug, config.issuer, found, told)

    async def logout_url(self, leaving: Leaving) -> str | None:
        """Where to sign out there, and come back from; their parameter is `redirect_url`."""
        query = {"client_id": self.config.client_id, "redirect_url": leaving.return_to}
        return f"{self.config.host}{LOGOUT}?{urlencode(query, quote_via=quote)}"

    async def backchannel(self, form: Mapping[str, str]) -> LogoutTarget:
        """ESIA sends no orders to end sessions."""
        raise ProofRefused(Refusal.FOREIGN, "no such orders from ESIA")

    async def probe(self) -> Sequence[Finding]:
        """What an administrator is told about these settings."""
        return await probe.findings(self.config, self.certificates)

    async def _signed(self, state: str, callback: str, code: str = "") -> dict[str, str]:
        """The parameters both requests share; the order of the signed string is ESIA's."""
        config, scope, moment = self.config, " ".join(self.config.scopes), timestamp()
        parts = (config.client_id, scope, config.scope_org, moment, state, callback, code)
        try:
            if self._signer is None:
                self._signer = await open_signer(config.signer)
            secret = await self._signer.sign("".join(parts).encode())
        except SignerError as error:
            kind = Refusal.UNAVAILABLE if error.is_late else Refusal.MISCONFIGURED
            raise ProofRefused(kind, f"signer: {error}") from error
        organisation = {"scope_org": config.scope_org} if config.scope_org else {}
        return organisation | {
            "client_id": config.client_id, "client_certificate_hash": self._signer.cert_hash,
            "client_secret": unpadded(secret), "redirect_uri": callback, "scope": scope, "state": state,
            "timestamp": moment,
        }  # fmt: skip

    async def _exchange(self, code: str, callback: str) -> dict[str, Any]:
        state = str(uuid4())
        form = await self._signed(state, callback, code)
        form |= {"code": code, "grant_type": "authorization_code", "token_type": "Bearer"}
        answer = await ask(self.config, TOKEN, form=form)
        if answer.status >= 500:
            raise ProofRefused(Refusal.UNAVAILABLE, f"te {answer.status}")
        told = json_of(answer, "te")
        if answer.status != 200 or "error" in told:
            raise errors.refusal_of(told, "te")
        if not hmac.compare_digest(str(told.get("state", "")).encode(), state.encode()):
            raise ProofRefused(Refusal.FOREIGN, "te state")
        return told

    async def _person(self, oid: str, access: str) -> dict[str, Any]:
        answer = await ask(self.config, f"{PERSON}{oid}", bearer=access)
        if answer.status >= 500:
            raise ProofRefused(Refusal.UNAVAILABLE, f"prns {answer.status}")
        if answer.status != 200:
            raise ProofRefused(Refusal.MISCONFIGURED, f"prns {answer.status}")
        return json_of(answer, "prns")
