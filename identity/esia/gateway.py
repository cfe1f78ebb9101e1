"""ESIA through a gateway: OpenID Connect by discovery, and what the state's word needs besides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from identity.door.providers import (
    CONFIRMED,
    AuthRedirect,
    Away,
    Back,
    Finding,
    Leaving,
    LogoutTarget,
    ProofRefused,
    ProviderRow,
    Refusal,
    VerifiedIdentity,
)
from identity.oidc.config import OidcConfig
from identity.oidc.provider import OidcProvider


class GatewayProvider:
    """OpenID Connect, and the state's rule besides: the account is confirmed and the birth date is told."""

    def __init__(self, row: ProviderRow, config: OidcConfig) -> None:
        self.oidc = OidcProvider(row, config)

    async def begin(self, away: Away) -> AuthRedirect:
        """As any OpenID provider."""
        return await self.oidc.begin(away)

    async def complete(self, back: Back) -> VerifiedIdentity:
        """UNCONFIRMED for an account nobody has confirmed in person."""
        found = await self.oidc.complete(back)
        if found.assurance != CONFIRMED:
            raise ProofRefused(Refusal.UNCONFIRMED, "trusted")
        if found.born is None:
            raise ProofRefused(Refusal.INCOMPLETE, "birthdate")
        return found

    async def logout_url(self, leaving: Leaving) -> str | None:
        """As any OpenID provider."""
        return await self.oidc.logout_url(leaving)

    async def backchannel(self, form: Mapping[str, str]) -> LogoutTarget:
        """As any OpenID provider."""
        return await self.oidc.backchannel(form)

    async def probe(self) -> Sequence[Finding]:
        """As any OpenID provider."""
        return await self.oidc.probe()
