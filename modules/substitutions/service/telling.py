"""Telling about a publication: each person once about a day, of what differs from the last time.

Rules: families of the pupils who are in the groups on that very day, and teachers concerned; about today at
once, about later days in the evening's digest; of days that are over families hear nothing. Which lessons,
who and why is not in a notice: a day, a count, and where to look. Statements do not grow with the school.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.school.audience import Audience
from modules.notices.api import Telling, tell_many
from modules.substitutions.kinds import LATER, TEACHER_LATER, TEACHER_TODAY, TODAY
from modules.substitutions.planning.publication import Plan
from modules.substitutions.planning.reach import Lessons, Reach, by_count


async def tell_published(actor: Viewer, plan: Plan, reach: Reach, revisions: Mapping[date, int]) -> int:
    """In the publication's transaction; how many people were told. `revisions`: of the touched days."""
    today = clock.today()
    tellings: list[Telling] = []
    for day, revision in sorted(revisions.items()):
        key = f"substitutions:{day.isoformat()}:{revision}:{plan.digest}"
        if day >= today:
            kind = TODAY if day == today else LATER
            tellings += _tellings(kind, "families", f"{key}:f", day, reach.pupils[day])
        kind = TEACHER_TODAY if day == today else TEACHER_LATER
        tellings += _tellings(kind, "people", f"{key}:t", day, reach.teachers[day])
    return await tell_many(actor, tellings)


def _tellings(kind: str, audience: str, key: str, day: date, lessons: Lessons) -> Iterator[Telling]:
    """One for each number of changed lessons: a sentence has the reader's own count."""
    for count, people in by_count(lessons).items():
        yield Telling(
            kind, f"{key}{count}", f"/substitutions?day={day.isoformat()}", Audience(audience, people),
            {"day": day.isoformat(), "n": count}, max(day, clock.today()),
        )  # fmt: skip
