"""Who signs requests to ESIA: the key's owner is one of four back-ends, chosen in the settings.

openssl   GOST R 34.10-2012 by the engine of this machine: development and tests, no certified cryptography
command   a program of the school's (CryptoPro and the like): message in, signature out
http      a signing service beside the intranet: POST of the bytes, bearer token from a file
rsa       PKCS #1 v1.5 with SHA-256, which ESIA does not accept: the emulator and tests only

A signature is raw bytes: 64 for GOST, big-endian as openssl writes it; `reverse` turns CryptoPro's around.
Nothing is cached, nothing secret is in a command line.
"""

from __future__ import annotations

import ipaddress
from abc import ABC, abstractmethod
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from identity.door.providers import RequestSigner
from identity.esia.config import SignerConfig
from identity.esia.openssl import OpensslError, OpensslLateError, certificate_hash, openssl, run
from intranet.kit import outgoing, secrets

GOST_LENGTH = 64


class SignerError(Exception):
    """No signature; the message is for the journal. `is_late`: it may work in a minute."""

    def __init__(self, message: str, *, is_late: bool = False) -> None:
        super().__init__(message)
        self.is_late = is_late


class _Signer(ABC):
    """What all have in common: the certificate's hash, the order of bytes, their number."""

    length = GOST_LENGTH

    def __init__(self, config: SignerConfig, cert_hash: str) -> None:
        self.config, self.cert_hash = config, cert_hash

    async def sign(self, message: bytes) -> bytes:
        """The raw signature of the message. SignerError."""
        try:
            found = await self._sign(message)
        except OpensslLateError as error:
            raise SignerError(str(error), is_late=True) from error
        except OpensslError as error:
            raise SignerError(str(error)) from error
        except secrets.NoSecretError as error:
            raise SignerError(f"no file {error}") from error
        if len(found) != self.length:
            raise SignerError(f"{len(found)} bytes for a signature, not {self.length}")
        return found[::-1] if self.config.reverse else found

    @abstractmethod
    async def _sign(self, message: bytes) -> bytes:
        """By this kind's own means."""


class OpensslSigner(_Signer):
    """By the GOST engine; the key stays in its file of `secrets`."""

    async def _sign(self, message: bytes) -> bytes:
        key = str(secrets.secret_path(self.config.key_file))
        return await openssl(
            "dgst", "-md_gost12_256", "-sign", key, given=message, seconds=self.config.seconds
        )  # fmt: skip


class CommandSigner(_Signer):
    """By a program: the message on its standard input, the signature on its standard output."""

    async def _sign(self, message: bytes) -> bytes:
        return await run(self.config.command, message, self.config.seconds)


class HttpSigner(_Signer):
    """By a service: `POST url` with the bytes; it answers 200 and the raw signature."""

    async def _sign(self, message: bytes) -> bytes:
        config = self.config
        headers = {"content-type": "application/octet-stream", "accept": "application/octet-stream"}
        if config.token_file:
            headers["authorization"] = f"Bearer {secrets.secret(config.token_file)}"
        try:
            async with outgoing.client(seconds=config.seconds, allow_private=True) as http:
                answer = await outgoing.fetch(http, "POST", config.url, content=message, headers=headers)
        except (outgoing.Unreachable, outgoing.Unallowed) as error:
            raise SignerError(f"signing service: {error.reason}", is_late=True) from error
        if answer.status != 200:
            raise SignerError(f"signing service: {answer.status}", is_late=answer.status >= 500)
        return answer.body


class RsaSigner(_Signer):
    """By an RSA key of `secrets`: what the emulator takes instead of GOST."""

    def __init__(self, config: SignerConfig, cert_hash: str) -> None:
        super().__init__(config, cert_hash)
        key = serialization.load_pem_private_key(secrets.secret_bytes(config.key_file), None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise SignerError("not an RSA key")
        self.key, self.length = key, key.key_size // 8

    async def _sign(self, message: bytes) -> bytes:
        return self.key.sign(message, padding.PKCS1v15(), hashes.SHA256())


KINDS: dict[str, type[_Signer]] = {
    "openssl": OpensslSigner, "command": CommandSigner, "http": HttpSigner, "rsa": RsaSigner,
}  # fmt: skip


def is_loopback_url(url: str) -> bool:
    """Whether a URL names this machine by its number or as localhost."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check(config: SignerConfig, *, is_loopback: bool) -> None:
    """ValidationError unless these settings can name a signer of a host (`is_loopback`: this machine)."""
    needed = {"openssl": config.key_file, "command": config.command, "http": config.url,
              "rsa": config.key_file}  # fmt: skip
    if config.kind not in needed:
        raise msgspec.ValidationError("signer.kind: openssl, command, http, rsa")
    if not needed[config.kind]:
        raise msgspec.ValidationError(f"signer: {config.kind} lacks its key_file, command or url")
    if not config.cert_hash and not config.certificate_file:
        raise msgspec.ValidationError("signer: cert_hash or certificate_file")
    if config.kind == "rsa" and not is_loopback:
        raise msgspec.ValidationError("signer.kind: rsa is for the emulator on this machine only")
    if config.kind == "command" and not Path(config.command[0]).is_absolute():
        raise msgspec.ValidationError("signer.command: the program by its whole path")
    if config.kind == "http" and not (config.url.startswith("https://") or is_loopback_url(config.url)):
        raise msgspec.ValidationError("signer.url: https, or http of this machine")


async def open_signer(config: SignerConfig) -> RequestSigner:
    """The signer, its certificate's hash computed where it is not configured. SignerError."""
    try:
        found = config.cert_hash or await certificate_hash(secrets.secret_bytes(config.certificate_file))
        return KINDS[config.kind](config, found.upper())
    except secrets.NoSecretError as error:
        raise SignerError(f"no file {error}") from error
    except (OpensslError, ValueError) as error:
        raise SignerError("the certificate or the key cannot be read") from error
