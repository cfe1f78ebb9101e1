"""ESIA as the registry finds it: a gateway, which is OpenID Connect with claims of its own, or direct."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

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
from identity.esia import signers
from identity.esia.config import GATEWAY_CLAIMS, DirectConfig, EsiaConfig
from identity.esia.direct import DirectProvider
from identity.esia.tokens import KNOWN
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


def make(row: ProviderRow) -> GatewayProvider | DirectProvider:
    """The provider these settings describe. ValidationError, NoSecretError."""
    config = msgspec.convert(row.config, EsiaConfig)
    if config.transport == "gateway" and config.gateway is not None and config.direct is None:
        return GatewayProvider(row, _with_claims(config.gateway, row.config["gateway"]))
    if config.transport == "direct" and config.direct is not None and config.gateway is None:
        _check(config.direct)
        return DirectProvider(row, config.direct)
    raise msgspec.ValidationError("transport: gateway or direct, and the settings of that one only")


def _with_claims(config: OidcConfig, told: Mapping[str, Any]) -> OidcConfig:
    """A gateway's claims are ESIA's where the settings name none."""
    return config if told.get("claims") else msgspec.structs.replace(config, claims=GATEWAY_CLAIMS)


def _check(config: DirectConfig) -> None:
    """ValidationError for settings that cannot hold."""
    is_loopback = signers.is_loopback_url(config.host)
    if not config.host.startswith("https://") and not is_loopback:
        raise msgspec.ValidationError("direct.host: https only")
    if config.host.count("/") != 2:
        raise msgspec.ValidationError("direct.host: the host alone, without a path")
    if not config.algorithms or not KNOWN.issuperset(config.algorithms):
        raise msgspec.ValidationError("direct.algorithms: RS256, GOST3410_2012_256")
    if "openid" not in config.scopes:
        raise msgspec.ValidationError("direct.scopes: openid is needed")
    signers.check(config.signer, is_loopback=is_loopback)
