"""ESIA as the registry finds it: a gateway, which is OpenID Connect with claims of its own, or direct."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from identity.door.providers import ProviderRow, RedirectProvider
from identity.esia import signers
from identity.esia.config import GATEWAY_CLAIMS, DirectConfig, EsiaConfig
from identity.esia.direct import DirectProvider
from identity.esia.tokens import KNOWN
from identity.oidc.config import OidcConfig


def make(row: ProviderRow) -> RedirectProvider:
    """The provider these settings describe. ValidationError, NoSecretError."""
    config = msgspec.convert(row.config, EsiaConfig)
    if config.transport == "gateway" and config.gateway is not None and config.direct is None:
        from identity.esia.gateway import GatewayProvider  # the library for OpenID is loaded where it is used

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
