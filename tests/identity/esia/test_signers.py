"""The signers' back-ends: what they sign is verified by openssl or cryptography, never by themselves."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from identity.esia import openssl, signers
from identity.esia.config import SignerConfig
from identity.esia.signers import SignerError, open_signer
from tests.identity.esia.conftest import GOST_SIGNER, RSA_SIGNER

MESSAGE = b"PARTAopenid2026.11.28 04:00:00 +0000"
SIGN = """import subprocess, sys
environment = {"OPENSSL_CONF": sys.argv[2], "PATH": "/usr/bin:/bin"}
command = ["openssl", "dgst", "-md_gost12_256", "-sign", sys.argv[1]]
message = sys.stdin.buffer.read()
out = subprocess.run(command, input=message, capture_output=True, check=True, env=environment).stdout
sys.stdout.buffer.write(out[::-1] if len(sys.argv) > 3 else out)
"""


@pytest.fixture
def program(secrets_folder: Path, tmp_path: Path) -> tuple[str, ...]:
    """A program of the school's own that signs by GOST."""
    file = tmp_path / "sign.py"
    file.write_text(SIGN)
    key = str(secrets_folder / "client-gost.key")
    return (sys.executable, str(file), key, openssl._configuration(True))


def _digest(given: bytes, environment: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    command = ["openssl", "dgst", "-md_gost12_256"]
    return subprocess.run(command, input=given, capture_output=True, check=False, env=environment)


def _mode(file: str) -> int:
    return Path(file).stat().st_mode


async def _verifies(folder: Path, signature: bytes) -> bool:
    return await openssl.verifies_gost((folder / "client-gost.crt").read_bytes(), MESSAGE, signature)


async def test_gost_by_the_engine_is_64_raw_bytes(secrets_folder: Path) -> None:
    signature = await (await open_signer(GOST_SIGNER)).sign(MESSAGE)
    assert len(signature) == 64 and await _verifies(secrets_folder, signature)
    assert not await openssl.verifies_gost(
        (secrets_folder / "client-gost.crt").read_bytes(), MESSAGE + b"x", signature
    )


async def test_the_systems_own_configuration_is_left_alone(secrets_folder: Path) -> None:
    await (await open_signer(GOST_SIGNER)).sign(MESSAGE)
    assert _digest(b"", {"PATH": "/usr/bin:/bin"}).returncode != 0
    assert _mode(openssl._configuration(True)) & 0o077 == 0


async def test_the_hash_is_streebog_of_the_der(secrets_folder: Path) -> None:
    found = (await open_signer(GOST_SIGNER)).cert_hash
    made = x509.load_pem_x509_certificate((secrets_folder / "client-gost.crt").read_bytes())
    environment = {"OPENSSL_CONF": openssl._configuration(True), "PATH": "/usr/bin:/bin"}
    printed = _digest(made.public_bytes(Encoding.DER), environment).stdout.decode()
    assert found == printed.rsplit(" ", 1)[-1].strip().upper() and len(found) == 64


async def test_a_configured_hash_wins(secrets_folder: Path) -> None:
    config = msgspec.structs.replace(GOST_SIGNER, cert_hash="ab" * 32)
    assert (await open_signer(config)).cert_hash == "AB" * 32


async def test_rsa_signs_and_its_hash_is_sha256(secrets_folder: Path) -> None:
    signer = await open_signer(RSA_SIGNER)
    made = x509.load_pem_x509_certificate((secrets_folder / "client-rsa.crt").read_bytes())
    assert signer.cert_hash == made.fingerprint(hashes.SHA256()).hex().upper()
    key = made.public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(await signer.sign(MESSAGE), MESSAGE, padding.PKCS1v15(), hashes.SHA256())


async def test_a_command_signs(secrets_folder: Path, program: tuple[str, ...]) -> None:
    config = SignerConfig(kind="command", command=program, cert_hash="A" * 64)
    assert await _verifies(secrets_folder, await (await open_signer(config)).sign(MESSAGE))


async def test_bytes_in_cryptopros_order_are_turned_around(
    secrets_folder: Path, program: tuple[str, ...]
) -> None:
    config = SignerConfig(kind="command", command=(*program, "reversed"), cert_hash="A" * 64, reverse=True)
    assert await _verifies(secrets_folder, await (await open_signer(config)).sign(MESSAGE))
    config = msgspec.structs.replace(config, reverse=False)
    assert not await _verifies(secrets_folder, await (await open_signer(config)).sign(MESSAGE))


WRONG_COMMANDS = [
    (("/bin/false",), "false: exit code 1", False), (("/bin/cat",), "36 bytes", False),
    (("/nowhere/sign",), "sign: cannot be started", False), (("/bin/sleep", "9"), "no answer in 0.3 s", True),
]  # fmt: skip


@pytest.mark.parametrize(("command", "words", "is_late"), WRONG_COMMANDS)
async def test_a_command_that_does_not_sign_is_named(
    secrets_folder: Path, command: tuple[str, ...], words: str, is_late: bool
) -> None:
    config = SignerConfig(kind="command", command=command, cert_hash="A" * 64, seconds=0.3)
    began = time.monotonic()
    with pytest.raises(SignerError, match=words) as error:
        await (await open_signer(config)).sign(MESSAGE)
    assert error.value.is_late is is_late and time.monotonic() - began < 2


class Service(BaseHTTPRequestHandler):
    """A signing service beside the intranet."""

    key: str
    seen: list[tuple[str, bytes]] = []

    def do_POST(self) -> None:
        message = self.rfile.read(int(self.headers["content-length"]))
        type(self).seen.append((self.headers.get("authorization", ""), message))
        if self.headers.get("authorization") != "Bearer t0ken":
            self.send_response(401)
            self.end_headers()
            return
        signed = subprocess.run(
            ["openssl", "dgst", "-md_gost12_256", "-sign", self.key], input=message, capture_output=True,
            check=True, env={"OPENSSL_CONF": openssl._configuration(True), "PATH": "/usr/bin:/bin"},
        ).stdout  # fmt: skip
        self.send_response(200)
        self.end_headers()
        self.wfile.write(signed)

    def log_message(self, *words: object) -> None:
        """Nothing is printed."""


@pytest.fixture
def service(secrets_folder: Path) -> Iterator[str]:
    Service.key = str(secrets_folder / "client-gost.key")
    Service.seen = []
    (secrets_folder / "signing-token").write_text("t0ken\n")
    (secrets_folder / "wrong-token").write_text("other\n")
    server = HTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/sign"
    server.shutdown()
    server.server_close()


async def test_a_service_signs(secrets_folder: Path, service: str) -> None:
    config = SignerConfig(
        kind="http", url=service, token_file="signing-token", certificate_file="client-gost.crt"
    )
    assert await _verifies(secrets_folder, await (await open_signer(config)).sign(MESSAGE))
    assert Service.seen == [("Bearer t0ken", MESSAGE)]


async def test_a_service_that_refuses_or_is_away_is_named(secrets_folder: Path, service: str) -> None:
    config = SignerConfig(kind="http", url=service, token_file="wrong-token", cert_hash="A" * 64)
    with pytest.raises(SignerError, match="401") as error:
        await (await open_signer(config)).sign(MESSAGE)
    assert not error.value.is_late
    config = msgspec.structs.replace(config, url="http://127.0.0.1:1/sign")
    with pytest.raises(SignerError, match="connection") as error:
        await (await open_signer(config)).sign(MESSAGE)
    assert error.value.is_late


async def test_missing_files_are_named(secrets_folder: Path) -> None:
    with pytest.raises(SignerError, match="no file missing"):
        await open_signer(SignerConfig(kind="openssl", key_file="k", certificate_file="missing"))
    with pytest.raises(SignerError, match="no file k"):
        await (await open_signer(SignerConfig(kind="openssl", key_file="k", cert_hash="A"))).sign(b"")
    (secrets_folder / "text").write_text("no certificate")
    with pytest.raises(SignerError, match="cannot be read"):
        await open_signer(SignerConfig(kind="openssl", key_file="k", certificate_file="text"))


REFUSED = [
    SignerConfig(kind="rsa", key_file="k", cert_hash="A"),
    SignerConfig(kind="magic", key_file="k", cert_hash="A"),
    SignerConfig(kind="openssl", cert_hash="A"), SignerConfig(kind="openssl", key_file="k"),
    SignerConfig(kind="command", command=("sign",), cert_hash="A"),
    SignerConfig(kind="http", url="http://signer.school.test/", cert_hash="A"),
    SignerConfig(kind="http", url="http://127.0.0.1.example/", cert_hash="A"),
]  # fmt: skip


@pytest.mark.parametrize("config", REFUSED, ids=lambda config: f"{config.kind}-{config.url}")
def test_settings_that_name_no_signer_are_refused(config: SignerConfig) -> None:
    with pytest.raises(msgspec.ValidationError):
        signers.check(config, is_loopback=False)


def test_what_is_this_machine() -> None:
    here = ("http://127.0.0.1:8100", "http://localhost", "https://[::1]:4/x", "http://127.9.9.9/")
    there = (
        "http://127.0.0.1.example",
        "https://esia.gosuslugi.ru",
        "http://localhost@evil.example/",
        "nothing",
    )
    assert [signers.is_loopback_url(url) for url in (*here, *there)] == [True] * 4 + [False] * 4
