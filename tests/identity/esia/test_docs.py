"""docs/identity/esia.md shows settings that hold."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path

import msgspec

from identity.administration import kinds
from identity.door.providers import ProviderRow
from identity.esia.config import EsiaConfig
from identity.esia.direct import DirectProvider
from identity.esia.emulator.faults import Fault
from identity.esia.gateway import GatewayProvider
from identity.esia.provider import make

PAGE = (Path(__file__).parents[3] / "docs" / "identity" / "esia.md").read_text()
BLOCKS = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


def test_the_gateways_settings_hold() -> None:
    whole, claims = (tomllib.loads(BLOCKS[place]) for place in (0, 1))
    told = whole["provider"][0]
    assert kinds.problems_of("esia", told["config"]) == {}
    config = told["config"] | {"gateway": told["config"]["gateway"] | claims["provider"]["config"]["gateway"]}
    for one in (told["config"], config):
        row = ProviderRow(1, told["slug"], told["kind"], told["title"], told["trust"], one)
        assert isinstance(make(row), GatewayProvider)
    names = make(ProviderRow(1, "g", "esia", "", "state", told["config"])).oidc.config.claims  # type: ignore[attr-defined]
    assert (names.subject, names.confirmed, names.snils) == ("oid", "trusted", "snils")


def test_the_direct_settings_hold(secrets_folder: Path) -> None:
    shutil.copy(secrets_folder / "token.crt", secrets_folder / "esia-2026.crt")
    config = tomllib.loads(BLOCKS[2])["provider"]["config"]
    assert kinds.problems_of("esia", config) == {}
    assert isinstance(make(ProviderRow(1, "g", "esia", "", "state", config)), DirectProvider)
    assert msgspec.convert(config, EsiaConfig).direct is not None


def test_what_can_be_broken_is_told() -> None:
    told = PAGE.split("## The emulator", 1)[1]
    assert Fault.WRONG_AUD in told and all(f"`{mode}`" in told for mode in ("gost", "rsa", "v1", "auto"))
