"""Work the office leaves for later: a confirmed list is written by a worker."""

from __future__ import annotations

from typing import Any

from intranet.kit.access import system_actor
from intranet.kit.jobs import job
from modules.office.service.imports import JOB, run_import


@job(JOB)
async def write_import(payload: dict[str, Any]) -> None:
    """The import of `batch`; written once, however often it runs."""
    await run_import(system_actor("jobs"), int(payload["batch"]))
