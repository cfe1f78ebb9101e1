"""The emulator's folder: keys and certificates of both sides, made when missing, and who is registered.

token.*, token2.*   sign tokens (RSA): now, and after a rotation      token-gost.*   the same by GOST
client-rsa.*, client-gost.*   the school's own key and certificate    registry.json   the systems it knows
"""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from identity.esia.openssl import certificate_hash, has_gost, openssl
from intranet.kit import clock

LASTS = timedelta(days=365)
MNEMONIC, MNEMONIC_GOST = "PARTA", "PARTA_GOST"
SCOPES = ("openid", "fullname", "birthdate", "gender", "snils", "email", "kid_fullname", "kid_birthdate")
HOSTS = ("127.0.0.1", "localhost", "::1")
OPEN_SUFFIXES = (".test", ".localhost", ".example", ".invalid")


class Client(msgspec.Struct, frozen=True):
    """A registered system; `certificates`: hash -> file. `hosts` are what it may be sent back to."""

    mnemonic: str
    certificates: dict[str, str]
    secret: str
    hosts: tuple[str, ...] = HOSTS
    scopes: tuple[str, ...] = SCOPES
    token_algorithm: str = "RS256"


class ProductionError(ValueError):
    """A name that is not of this machine and of no test domain."""


def check_host(host: str) -> None:
    """ProductionError unless a host's name can only mean this machine, or nobody (RFC 2606, 6761)."""
    if host not in HOSTS and not host.endswith(OPEN_SUFFIXES):
        raise ProductionError(host)


def _write_key(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def _make_rsa(folder: Path, name: str) -> None:
    if (folder / f"{name}.crt").exists():
        return
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    owner = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Emulator {name}")])
    now = clock.real_now()
    made = (
        x509.CertificateBuilder().subject_name(owner).issuer_name(owner).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LASTS).sign(key, hashes.SHA256())
    )  # fmt: skip
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    _write_key(folder / f"{name}.key", key.private_bytes(serialization.Encoding.PEM, form, plain))
    (folder / f"{name}.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))


async def _make_gost(folder: Path, name: str) -> None:
    key, made = folder / f"{name}.key", folder / f"{name}.crt"
    if made.exists():
        return
    pem = await openssl("genpkey", "-algorithm", "gost2012_256", "-pkeyopt", "paramset:A")
    _write_key(key, pem)
    await openssl(
        "req", "-new", "-x509", "-key", str(key), "-md_gost12_256", "-days", str(LASTS.days),
        "-subj", f"/CN=Emulator {name}", "-out", str(made),
    )  # fmt: skip


def gateway_secret(folder: Path) -> str:
    """The word the gateway knows the school by; made once."""
    file = folder / "gateway.secret"
    if not file.exists():
        _write_key(file, secrets.token_urlsafe(32).encode())
    return file.read_text()


async def prepare(folder: Path, mode: str) -> list[Client]:
    """Everything in place; who is registered. Modes: gost, rsa (which is not ESIA), v1, auto."""
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240
    names = ["client-rsa"]
    for name in ("token", "token2", "client-rsa"):
        _make_rsa(folder, name)
    if has_gost() and mode != "rsa":
        names = ["client-gost"]
        for name in ("token-gost", "client-gost"):
            await _make_gost(folder, name)
    given = {await certificate_hash((folder / f"{name}.crt").read_bytes()): f"{name}.crt" for name in names}
    made = [Client(MNEMONIC, given, gateway_secret(folder))]
    if names == ["client-gost"]:
        made.append(Client(MNEMONIC_GOST, given, made[0].secret, token_algorithm="GOST3410_2012_256"))
    return [*made, *_own(folder)]


def _own(folder: Path) -> list[Client]:
    """Systems that registry.json adds. ProductionError for one that is to be sent back to a real host."""
    file = folder / "registry.json"
    found = msgspec.json.decode(file.read_bytes(), type=list[Client]) if file.exists() else []
    for host in (host for client in found for host in client.hosts):
        check_host(host)
    return found
