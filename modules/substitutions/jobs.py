"""What the substitutions do by themselves: papers for outages, every evening and after a publication."""

from __future__ import annotations

from datetime import date
from typing import Any

from intranet.kit.access import system_actor
from intranet.kit.jobs import every, job
from modules.substitutions.service.sheets import JOB, make_evening_sheets, make_sheets


@job(JOB)
async def make_asked_sheets(payload: Any) -> None:
    """The papers of a day that was published; a second run makes the same again."""
    await make_sheets(system_actor(), date.fromisoformat(payload["day"]))


@every("substitutions.sheets.evening", "*/10 * * * *")
async def make_sheets_tonight() -> None:
    """Every ten minutes; does its work once, after 18:30 of the school."""
    await make_evening_sheets(system_actor())
