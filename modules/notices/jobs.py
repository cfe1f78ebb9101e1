"""What the notices do by themselves: letters leave at once and every minute, old rows go every night."""

from __future__ import annotations

from typing import Any

from intranet.kit.access import system_actor
from intranet.kit.jobs import every, job
from modules.notices.service.delivery import deliver
from modules.notices.service.telling import DELIVER
from modules.notices.service.upkeep import forget


@job(DELIVER)
async def deliver_now(payload: dict[str, Any] | None) -> None:
    """Send what is due; `at_night` sends it in quiet hours too."""
    await deliver(system_actor("jobs"), at_night=bool(payload and payload.get("at_night")))


@every("notices.due", "* * * * *")
async def deliver_due() -> None:
    """Every minute: the evening's digests, retries, and whatever a dead worker left."""
    await deliver(system_actor("jobs"))


@every("notices.forget", "40 1 * * *")
async def forget_old() -> None:
    """At 1:40 UTC what is older than 400 days goes."""
    await forget(system_actor("jobs"))
