"""The `openssl` program: GOST by an engine that a private configuration loads, the system's stays as it is.

Every call is a process with a deadline, off the event loop. What is secret goes through files and pipes,
never through arguments. The engine is Debian's libengine-gost-openssl: good for development and tests, no
certified means of cryptography.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes

GOST_256 = "1.2.643.7.1.1.1.1"  # the public key of GOST R 34.10-2012, 256 bits
SECONDS = 5.0
CONFIGURATION = """openssl_conf = house
[house]
engines = engines
[engines]
gost = gost
[gost]
engine_id = gost
default_algorithms = ALL
[req]
distinguished_name = name
[name]
"""
NO_ENGINE = CONFIGURATION[CONFIGURATION.index("[req]") :]


class OpensslError(Exception):
    """It could not do what was asked; the message is what, never what openssl printed about a key."""


class OpensslLateError(OpensslError):
    """It did not end in time."""


@cache
def _configuration(with_gost: bool) -> str:
    """A private configuration file, its owner's only; it goes when this process does."""
    handle, name = tempfile.mkstemp(prefix="parta-openssl-", suffix=".cnf")
    with os.fdopen(handle, "w") as file:
        file.write(CONFIGURATION if with_gost else NO_ENGINE)
    atexit.register(Path(name).unlink, missing_ok=True)
    return name


@cache
def has_gost() -> bool:
    """Whether an engine for GOST is installed here."""
    engines = (*Path("/usr").glob("lib*/*/engines-*/gost.so"), *Path("/usr").glob("lib*/engines-*/gost.so"))
    return shutil.which("openssl") is not None and bool(engines)


async def openssl(
    *arguments: str, given: bytes = b"", gost: bool = True, seconds: float = SECONDS
) -> bytes:  # fmt: skip
    """What the program printed. OpensslError when it fails, OpensslLateError when it takes too long."""
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C",
                   "OPENSSL_CONF": _configuration(gost)}  # fmt: skip
    return await run(("openssl", *arguments), given, seconds, environment)


async def run(
    command: tuple[str, ...], given: bytes, seconds: float, environment: dict[str, str] | None = None
) -> bytes:
    """A program's output; it is killed at the deadline. OpensslError, OpensslLateError."""
    pipe = asyncio.subprocess.PIPE
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL, env=environment
        )
    except OSError as error:
        raise OpensslError(f"{Path(command[0]).name}: cannot be started") from error
    try:
        async with asyncio.timeout(seconds):
            found, _ = await process.communicate(given)
    except TimeoutError as error:
        raise OpensslLateError(f"{Path(command[0]).name}: no answer in {seconds:g} s") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise OpensslError(f"{Path(command[0]).name}: exit code {process.returncode}")
    return found


def is_gost(certificate: x509.Certificate) -> bool:
    """Whether its key is GOST R 34.10-2012 of 256 bits (cryptography itself knows no GOST)."""
    return certificate.public_key_algorithm_oid.dotted_string == GOST_256


async def certificate_hash(pem: bytes) -> str:
    """The client_certificate_hash: the certificate's DER by Streebog-256 (RSA: SHA-256), in capitals."""
    certificate = x509.load_pem_x509_certificate(pem)
    if not is_gost(certificate):
        return certificate.fingerprint(hashes.SHA256()).hex().upper()
    der = await openssl("x509", "-outform", "DER", given=pem)
    return (await openssl("dgst", "-md_gost12_256", "-binary", given=der)).hex().upper()


async def verifies_gost(pem: bytes, message: bytes, signature: bytes) -> bool:
    """Whether these 64 bytes are the certificate owner's signature of the message."""
    public = await openssl("x509", "-noout", "-pubkey", given=pem)
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="parta-verify-"))
    try:
        key, signed = folder / "key", folder / "signature"
        await asyncio.to_thread(key.write_bytes, public)
        await asyncio.to_thread(signed.write_bytes, signature)
        await openssl("dgst", "-md_gost12_256", "-verify", str(key), "-signature", str(signed), given=message)
    except OpensslLateError:
        raise
    except OpensslError:
        return False
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
    return True
