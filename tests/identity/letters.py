"""Letters of the door in the tests: a real mail server's folder, jobs run by hand as the worker would."""

from __future__ import annotations

import json
import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import cast

from intranet.kit import jobs
from intranet.kit.db import DB

LINK = re.compile(r"https://school\.test(/\S+)")


async def run_jobs(*names: str) -> int:
    """Run what waits in the queue under these names, and empty it; how many there were."""
    found = await DB._call(
        "fetch", "select id, entrypoint, payload from pgqueuer where entrypoint = any($1::text[])"
        " order by id",
        list(names),
    )  # fmt: skip
    for row in found:
        await DB.execute("delete from pgqueuer where id = $1", row["id"])
        await jobs._jobs[row["entrypoint"]](json.loads(row["payload"]))
    return len(found)


def letters_in(folder: Path) -> list[EmailMessage]:
    """The letters, oldest first."""
    files = sorted(folder.glob("*.eml"), key=lambda one: int(one.stem))
    parser = BytesParser(policy=policy.default)
    return [cast("EmailMessage", parser.parsebytes(file.read_bytes())) for file in files]


def link_in(letter: EmailMessage) -> str:
    """The path of the first link in a letter."""
    found = LINK.search(letter.get_content())
    assert found is not None
    return found[1]
