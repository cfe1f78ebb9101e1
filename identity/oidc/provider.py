"""OpenID Connect: code with PKCE and nonce, always; what comes back is checked before anything is believed.

The order of checks: whose answer it is (RFC 9207), whether it is an error, the code, the signature, the
claims (tokens.py), then userinfo of the same subject. One deadline covers a whole answer; secrets are read
when they are used, so that a new one needs no restart.
"""

from __future__ import annotations

import secrets as random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec

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
    VerifiedIdentity,
)
from identity.oidc import claims as reading
from identity.oidc import metadata, probing, reaching, tokens
from identity.oidc.cached import Cached
from identity.oidc.config import OidcConfig
from identity.oidc.keys import Keys
from identity.oidc.metadata import Metadata
from intranet.kit import outgoing

FRESH = 3600.0
LEEWAY = timedelta(seconds=tokens.LEEWAY)
CANCELLED = frozenset({
    "access_denied", "login_required", "consent_required", "interaction_required",
    "account_selection_required",
})  # fmt: skip
AGAIN = {"prompt": "login", "max_age": "0"}
LONGEST_JTI = 255


class OidcProvider:
    """One OpenID provider by its settings; the ESIA gateway is one, too."""

    def __init__(self, row: ProviderRow, config: OidcConfig) -> None:
        self.row, self.config = row, config
        self.metadata: Cached[Metadata] = Cached(self._discover, fresh=FRESH)
        self.keys = Keys(config, self._keys_at)

    async def _discover(self) -> Metadata:
        return await metadata.fetched(self.config)

    async def _keys_at(self) -> str:
        return (await self.metadata.get()).jwks_uri

    async def begin(self, away: Away) -> AuthRedirect:
        """Where the browser goes, with PKCE and nonce; "again" asks for a fresh sign-in there."""
        kept = Kept(random.token_urlsafe(32), random.token_urlsafe(48), self.config.issuer)
        is_again = away.purpose == "again"
        async with reaching.oauth(self.config, away.callback) as http:
            found = await self.metadata.get()
            url, _state = http.create_authorization_url(
                found.authorization_endpoint, state=away.state, code_verifier=kept.verifier,
                nonce=kept.nonce, **self.config.request, **(AGAIN if is_again else {}),
            )  # fmt: skip
        if is_again:
            kept.more["again"] = "1"
        return AuthRedirect(url, kept)

    async def complete(self, back: Back) -> VerifiedIdentity:
        """Who came back. ProofRefused."""
        with reaching.refusing():
            async with outgoing.deadline(self.config.seconds):
                found = await self.metadata.get()
                self._check_sender(found, back)
                return await self._proved(found, back)

    def _check_sender(self, found: Metadata, back: Back) -> None:
        """Another provider's answer is not for us (RFC 9207), nor one to settings that have changed since."""
        issuer = back.params.get("iss")
        must_name = found.authorization_response_iss_parameter_supported is True
        if back.kept.issuer != self.config.issuer or (issuer is None and must_name):
            raise ProofRefused(Refusal.FOREIGN, "iss")
        if issuer is not None and issuer != self.config.issuer:
            raise ProofRefused(Refusal.FOREIGN, "iss")
        if "error" in back.params:
            error = reaching.said(back.params["error"])
            if error in CANCELLED:
                raise ProofRefused(Refusal.DENIED, error)
            raise reaching.refused_by(error, "answer")

    async def _proved(self, found: Metadata, back: Back) -> VerifiedIdentity:
        code = back.params.get("code")
        if not code:
            raise ProofRefused(Refusal.INCOMPLETE, "code")
        async with reaching.oauth(self.config, back.callback) as http:
            given = await reaching.exchanged(http, found.token_endpoint, code, back.kept.verifier)
        id_token, access = given.get("id_token"), given.get("access_token")
        if not isinstance(id_token, str):
            raise ProofRefused(Refusal.INCOMPLETE, "id_token")
        header, claims = await tokens.verified(id_token, self.keys, self.config)
        tokens.check_id_token(claims, header, self.config, back.kept.nonce, access)
        tokens.subject_of(claims.get("sub"))
        self._check_fresh(claims, back)
        if self.config.use_userinfo:
            claims = await self._userinfo(found, claims, access) | claims
        return reading.identity(self.row.slug, self.config, claims, id_token)

    def _check_fresh(self, claims: tokens.Claims, back: Back) -> None:
        """Asked to prove again who it is, somebody has signed in there since."""
        if "again" not in back.kept.more:
            return
        at = reading.moment(claims.get("auth_time"))
        if at is None:
            raise ProofRefused(Refusal.INCOMPLETE, "auth_time")
        if at < back.started - LEEWAY:
            raise ProofRefused(Refusal.EXPIRED, "auth_time")

    async def _userinfo(self, found: Metadata, claims: tokens.Claims, access: object) -> dict[str, Any]:
        if not found.userinfo_endpoint or not isinstance(access, str):
            raise ProofRefused(Refusal.INCOMPLETE, "userinfo")
        headers = {"Authorization": f"Bearer {access}"}
        async with reaching.client(self.config) as http:
            given = await reaching.json_of(http, found.userinfo_endpoint, "userinfo", headers)
        if tokens.subject_of(given.get("sub")) != tokens.subject_of(claims.get("sub")):
            raise ProofRefused(Refusal.FOREIGN, "userinfo sub")
        return given

    async def logout_url(self, leaving: Leaving) -> str | None:
        """Where to sign out there, and come back from."""
        if not self.config.signs_out_there:
            return None
        try:
            end = (await self.metadata.get()).end_session_endpoint
        except ProofRefused:
            return None
        if not end:
            return None
        wishes = {"client_id": self.config.client_id, "post_logout_redirect_uri": leaving.return_to,
                  "state": leaving.state}  # fmt: skip
        hint = {"id_token_hint": leaving.id_token} if leaving.id_token else {}
        return f"{end}{'&' if '?' in end else '?'}{urlencode(hint | wishes)}"

    async def backchannel(self, form: Mapping[str, str]) -> LogoutTarget:
        """The order of a logout token (OpenID Connect Back-Channel Logout 1.0). ProofRefused."""
        with reaching.refusing():
            async with outgoing.deadline(self.config.seconds):
                header, claims = await tokens.verified(form.get("logout_token", ""), self.keys, self.config)
        tokens.check_logout_token(claims, header, self.config)
        named = reading.claim(claims, self.config.claims.subject)
        subject = tokens.subject_of(named) if named is not None else None
        sid, jti = (reading.text(claims, name, LONGEST_JTI) for name in ("sid", "jti"))
        if not jti or not (subject or sid):
            raise ProofRefused(Refusal.INCOMPLETE, "jti" if not jti else "sub")
        return LogoutTarget(subject, sid or None, jti, datetime.fromtimestamp(claims["exp"], UTC) + LEEWAY)

    async def probe(self) -> Sequence[Finding]:
        """Everything a sign-in needs of the provider, step by step; nothing kept is used."""
        return await probing.findings(self.config)


def make(row: ProviderRow) -> OidcProvider:
    """The provider of this row; msgspec.ValidationError when its settings do not hold."""
    return OidcProvider(row, msgspec.convert(row.config, OidcConfig))
