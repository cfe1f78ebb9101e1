"""Stored files: bytes in a directory (or a bucket later), a card in PostgreSQL, an opaque id outside.

No path of a person's is ever joined; what a file is, its bytes say. The module that owns a file
asks who may read it before it reads. A card without an owner is swept after a day.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from contextlib import suppress
from pathlib import Path

import msgspec
import obstore
from obstore.store import LocalStore

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _

MAX_BYTES = 20 * 1024 * 1024
_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_store: LocalStore | None = None

INSERT = """insert into stored_file
    (token, module, kind, owner_id, name, media_type, size, digest, uploaded_by, uploaded_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id"""
CARD = "select id, token, module, kind, owner_id, name, media_type, size from stored_file"
FIND = f"{CARD} where token = $1"
FORGOTTEN = f"{CARD} where owner_id is null and uploaded_at < now() - interval '1 day'"


class FileCard(msgspec.Struct, frozen=True):
    """A stored file without its bytes."""

    id: int
    token: uuid.UUID
    module: str
    kind: str
    owner_id: int | None
    name: str
    media_type: str
    size: int


def use_folder(folder: Path) -> None:
    """Keep the bytes here (made if missing)."""
    global _store
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _store = LocalStore(folder)


def store() -> LocalStore:
    """Where the bytes are; RuntimeError before use_folder."""
    if _store is None:
        raise RuntimeError("files.use_folder() has not run")
    return _store


def media_type_of(body: bytes) -> str:
    """What the bytes are: a known kind, text, or octets. The name of a file says nothing."""
    for sign, media_type in _SIGNS:
        if body.startswith(sign):
            return media_type
    head = body[:4096]
    if b"\x00" in head or not head:
        return "application/octet-stream"
    return "text/plain; charset=utf-8"


async def keep(
    actor: Viewer, body: bytes, name: str, *, module: str, kind: str, owner_id: int | None
) -> FileCard:
    """Store bytes and their card, which rolls back with its transaction; DomainError over MAX_BYTES."""
    if len(body) > MAX_BYTES:
        raise DomainError(_("Файл больше 20 МБ: уменьшите его и отправьте снова."))
    token = uuid.uuid4()
    media_type = media_type_of(body)
    await obstore.put_async(store(), token.hex, body)
    clean = CONTROL.sub("", name.replace("\\", "/").rsplit("/", 1)[-1])[:200] or "file"
    ident = await DB.value(
        INSERT, token, module, kind, owner_id, clean, media_type, len(body),
        hashlib.sha256(body).hexdigest(), actor.person_id, clock.real_now(),
    )  # fmt: skip
    return FileCard(ident, token, module, kind, owner_id, clean, media_type, len(body))


async def find(token: uuid.UUID) -> FileCard:
    """The card; NotFound when there is none."""
    card = await DB.one(FileCard, FIND, token)
    if card is None:
        raise NotFound
    return card


async def read(card: FileCard) -> bytes:
    """The bytes; NotFound when the body has been swept."""
    try:
        answer = await obstore.get_async(store(), card.token.hex)
    except FileNotFoundError as error:
        raise NotFound from error
    return bytes(await answer.bytes_async())


async def delete(token: uuid.UUID) -> None:
    """Drop a file, bytes and card; its owner has decided that nobody needs it."""
    await DB.execute("delete from stored_file where token = $1", token)
    with suppress(FileNotFoundError):
        await obstore.delete_async(store(), token.hex)


async def sweep() -> int:
    """Delete files nobody owns a day after they came; gives how many."""
    old = await DB.rows(FileCard, FORGOTTEN)
    for card in old:
        await obstore.delete_async(store(), card.token.hex)
        await DB.execute("delete from stored_file where id = $1", card.id)
    return len(old)
