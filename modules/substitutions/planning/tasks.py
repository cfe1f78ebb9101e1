"""What may hang on a task for the substitute."""

from __future__ import annotations

from typing import NamedTuple

MOST_FILES = 5


class Upload(NamedTuple):
    """A file as it was sent."""

    name: str
    body: bytes
