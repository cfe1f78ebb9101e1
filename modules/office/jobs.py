"""Work the office leaves for later: a confirmed list is written by a worker; old files go every night."""

from __future__ import annotations

from typing import Any

from intranet.kit import files
from intranet.kit.access import system_actor
from intranet.kit.jobs import every, job
from modules.office.service.import_undo import forget_traces
from modules.office.service.imports import JOB, run_import


@job(JOB)
async def write_import(payload: dict[str, Any]) -> None:
    """The import of `batch`; written once, however often it runs."""
    await run_import(system_actor("jobs"), int(payload["batch"]))


@every("office.forget_lists", "30 1 * * *")
async def forget_lists() -> None:
    """Lists hold СНИЛС in the open: a file goes a day after it came, written or not; a trace in two days."""
    await files.sweep()
    await forget_traces(system_actor("jobs"))
