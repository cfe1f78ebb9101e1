"""Fields that a stolen database must not show: AES-GCM, and a keyed fingerprint to match by.

The key is a file outside the database (32 random bytes, mode 0600). A sealed value carries its
random 12-byte nonce in front; the fingerprint is HMAC-SHA-256, so that eleven digits cannot be guessed back.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_key_file: Path | None = None


def use_key(path: Path) -> None:
    """Take the key from this file; a missing file is made, readable by its owner only."""
    global _key_file
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(os.urandom(32))
    _key_file = path
    _key.cache_clear()


@cache
def _key() -> bytes:
    if _key_file is None:
        raise RuntimeError("no key file: call crypto.use_key() at start")
    key = _key_file.read_bytes()
    if len(key) != 32:
        raise RuntimeError(f"{_key_file}: a key has 32 bytes, this one {len(key)}")
    return key


def _derived(purpose: bytes) -> bytes:
    return hmac.new(_key(), purpose, hashlib.sha256).digest()


def seal(text: str) -> bytes:
    """The encrypted text: nonce + ciphertext + tag."""
    nonce = os.urandom(12)
    return nonce + AESGCM(_derived(b"seal")).encrypt(nonce, text.encode(), None)


def unseal(sealed: bytes) -> str:
    """The text again; InvalidTag when key or bytes are not the right ones."""
    return AESGCM(_derived(b"seal")).decrypt(sealed[:12], sealed[12:], None).decode()


def fingerprint(text: str) -> bytes:
    """A keyed hash to find equal values by, 32 bytes."""
    return hmac.new(_derived(b"print"), text.encode(), hashlib.sha256).digest()
