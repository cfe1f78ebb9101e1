"""Secrets of other systems: files of the data folder's `secrets`, named in settings, never in the database.

A name is a file's name and nothing else, so that whoever may write settings cannot read another file.
"""

from __future__ import annotations

import re
from pathlib import Path

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_folder: Path | None = None


class NoSecretError(Exception):
    """A file that the settings name is missing or unreadable; the message is its name."""


def use_folder(folder: Path) -> None:
    """Take secrets from this folder."""
    global _folder
    _folder = folder


def secret_path(name: str) -> Path:
    """The file of this name; NoSecretError for a missing one, and for a name that is a path."""
    path = _folder / name if _folder is not None and NAME.fullmatch(name) else None
    if path is None or not path.is_file():
        raise NoSecretError(name)
    return path


def secret(name: str) -> str:
    """What is in the file, its last line end aside. NoSecretError."""
    try:
        return secret_path(name).read_text().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise NoSecretError(name) from error


def secret_bytes(name: str) -> bytes:
    """What is in the file: a key or a certificate. NoSecretError."""
    try:
        return secret_path(name).read_bytes()
    except OSError as error:
        raise NoSecretError(name) from error
