"""The invented school of tests/data/samples: files, what must come of them, and their true values."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data" / "samples"
TODAY = date(2026, 9, 1)
EXPECTED: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
CANONICAL: dict[str, Any] = json.loads((FOLDER / "canonical.json").read_text(encoding="utf-8"))


def sample(name: str) -> bytes:
    """The bytes of a file by its name in expected.json."""
    return (FOLDER / name).read_bytes()


def refused(name: str) -> list[tuple[int, str | None, str]]:
    """Row, column and kind of what must be refused in a file."""
    return [
        (row["row"], row["column"], row["kind"]) for row in EXPECTED["files"][name].get("refusedRows", [])
    ]
