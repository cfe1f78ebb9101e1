"""Papers kept as plain files for the hour when nothing else works: a folder a day, readable without us.

Rules: a file is there whole or not at all (written beside, then renamed); only the service's own user reads
it; what is older than asked goes. A paper's name is for people and never comes from a request.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from intranet.kit import clock
from intranet.kit.errors import NotFound

NOT_IN_A_NAME = re.compile(r"[^\w .()-]")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
_folder: Path | None = None


class Paper(msgspec.Struct, frozen=True):
    """A file of a day; `made_at` by the school's clock."""

    name: str
    made_at: datetime


def use_folder(folder: Path) -> None:
    """Keep the papers here (made when the first one comes)."""
    global _folder
    _folder = folder


def _place(day: date) -> Path:
    if _folder is None:
        raise RuntimeError("shelf.use_folder() has not run")
    return _folder / f"{day}"


def safe_name(text: str) -> str:
    """The text as a file's name: no separator, no dot in front, not too long."""
    return NOT_IN_A_NAME.sub("_", text).strip(". ")[:80] or "_"


def put_day(day: date, papers: Mapping[str, bytes]) -> None:
    """Keep exactly these papers of a day; blocks while it writes."""
    place = _place(day)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    for parent in (place.parent, place):
        parent.chmod(0o700)
    for name, body in papers.items():
        _write(place / safe_name(name), body)
    kept = {safe_name(name) for name in papers}
    for path in place.iterdir():
        if path.name not in kept and not path.name.startswith(".new-"):
            path.unlink(missing_ok=True)


def _write(path: Path, body: bytes) -> None:
    part = path.with_name(f".new-{os.getpid()}-{path.name}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def days() -> list[date]:
    """The days there are papers of, the last first."""
    root = _place(date.min).parent
    names = [path.name for path in root.iterdir() if DAY.fullmatch(path.name)] if root.exists() else []
    return sorted((date.fromisoformat(name) for name in names), reverse=True)


def papers_of(day: date) -> list[Paper]:
    """What is kept of a day, by name."""
    place = _place(day)
    if not place.exists():
        return []
    shift = clock.now() - clock.real_now()
    found = [path for path in place.iterdir() if not path.name.startswith(".")]
    return sorted(
        (Paper(path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC) + shift) for path in found),
        key=lambda paper: paper.name,
    )


def body_of(day: date, paper: Paper) -> bytes:
    """The bytes of one of `papers_of`; NotFound when it is gone."""
    try:
        return (_place(day) / paper.name).read_bytes()
    except FileNotFoundError as error:
        raise NotFound from error


def sweep(first: date) -> int:
    """Drop the days before `first`; how many."""
    old = [day for day in days() if day < first]
    for day in old:
        shutil.rmtree(_place(day), ignore_errors=True)
    return len(old)
