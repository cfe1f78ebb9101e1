"""One emulator for the run, started as the product starts it, and a browser that walks through it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import httpx
import msgspec
import pytest

from identity.door.providers import Away, Back, ProviderRow, VerifiedIdentity
from identity.esia.config import DirectConfig, SignerConfig
from identity.esia.direct import DirectProvider
from identity.esia.emulator import files
from identity.esia.emulator.process import start
from identity.esia.emulator.world import Settings
from identity.esia.openssl import certificate_hash
from intranet.kit import clock, secrets
from intranet.mail_sink import free_port

CALLBACK = "http://school.test/auth/gosuslugi/callback"
SECRETS = ("client-gost", "client-rsa", "token", "token2", "token-gost")


@dataclass
class Emulator:
    """A running emulator; `order` tells it what the next sign-in is like."""

    folder: Path
    port: int
    http: httpx.Client = field(repr=False)
    secrets: Path = Path()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def order(self, persona: str = "", *faults: str, clock: float = 0.0) -> None:
        wish = {"persona": persona, "faults": list(faults), "clock": clock}
        answer = self.http.post("/control", json=wish, headers={"x-emulator": "1"})
        assert answer.status_code == 200, answer.text

    def back(self, url: str) -> dict[str, str]:
        """The parameters a browser comes back with, after `order` has named a person."""
        answer = self.http.get(url)
        assert answer.status_code == 302, answer.text
        return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


async def _prepared(folder: Path) -> None:
    """Keys of both kinds; the systems registered besides the emulator's own."""
    await files.prepare(folder, "auto")
    given = {await certificate_hash((folder / "client-rsa.crt").read_bytes()): "client-rsa.crt"}
    gost = {await certificate_hash((folder / "client-gost.crt").read_bytes()): "client-gost.crt"}
    hosts = (*files.HOSTS, "school.test")
    every = [
        files.Client("SCHOOL", gost, "s3cret", hosts, ("openid", "fullname", "birthdate", "snils")),
        files.Client("SCHOOL_RSA", given, "s3cret", hosts),
        files.Client("SCHOOL_GOST", gost, "s3cret", hosts, token_algorithm="GOST3410_2012_256"),
        files.Client("SCHOOL_KIDS", gost, "s3cret", hosts, (*files.SCOPES, "email")),
    ]
    (folder / "registry.json").write_bytes(msgspec.json.encode(every))


def run_emulator(folder: Path, mode: str) -> Iterator[Emulator]:
    """A process until the generator is closed."""
    yield from serving(Settings(str(folder), free_port(), mode))


def serving(settings: Settings) -> Iterator[Emulator]:
    """The same by its settings."""
    process = start(settings)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{settings.port}", trust_env=False, timeout=30) as http:
            for _ in range(300):
                try:
                    http.get("/health")
                    break
                except httpx.TransportError:
                    time.sleep(0.1)
            yield Emulator(Path(settings.folder), settings.port, http)
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="session")
async def esia_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("esia")
    await _prepared(folder)
    return folder


@pytest.fixture(scope="session")
def running(esia_folder: Path) -> Iterator[Emulator]:
    yield from run_emulator(esia_folder, "gost")


@pytest.fixture(scope="session")
def running_v1(esia_folder: Path) -> Iterator[Emulator]:
    yield from run_emulator(esia_folder, "v1")


@pytest.fixture
def secrets_folder(esia_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The school's `secrets` with what an administrator puts there."""
    clock.start_at(None)
    for name in SECRETS:
        for kind in ("key", "crt"):
            if kind == "crt" or name.startswith("client"):
                shutil.copy(esia_folder / f"{name}.{kind}", tmp_path)
    monkeypatch.setattr(secrets, "_folder", tmp_path)
    return tmp_path


@pytest.fixture
def emulator(running: Emulator, secrets_folder: Path) -> Emulator:
    running.order()
    running.secrets = secrets_folder
    return running


GOST_SIGNER = SignerConfig(kind="openssl", key_file="client-gost.key", certificate_file="client-gost.crt")
RSA_SIGNER = SignerConfig(kind="rsa", key_file="client-rsa.key", certificate_file="client-rsa.crt")


def direct_config(emulator: Emulator, **more: Any) -> DirectConfig:
    """Settings that hold against the emulator; `more` changes them."""
    usual: dict[str, Any] = {
        "client_id": "SCHOOL", "signer": GOST_SIGNER, "host": emulator.base, "issuer": f"{emulator.base}/",
        "certificates": ("token.crt",), "allow_private": True, "seconds": 20.0,
    }  # fmt: skip
    return DirectConfig(**(usual | more))


def provider_row(config: DirectConfig) -> ProviderRow:
    raw = {"transport": "direct", "direct": msgspec.to_builtins(config)}
    return ProviderRow(7, "gosuslugi", "esia", "Госуслуги", "state", raw, min_age=14)


def direct(emulator: Emulator, **more: Any) -> DirectProvider:
    config = direct_config(emulator, **more)
    return DirectProvider(provider_row(config), config)


async def walk(
    emulator: Emulator, provider: Any, persona: str, *faults: str, purpose: str = "enter",
    wrong_clock: float = 0.0,
) -> VerifiedIdentity:  # fmt: skip
    """A whole sign-in: away, the emulator's answer, back."""
    away = Away(str(uuid4()), CALLBACK, purpose)
    started = clock.real_now()
    emulator.order(persona, *faults, clock=wrong_clock)
    sent = await provider.begin(away)
    params = emulator.back(sent.url)
    if "error" not in params:
        assert params["state"] == away.state
    return await provider.complete(Back(away.state, CALLBACK, params, sent.kept, started))
