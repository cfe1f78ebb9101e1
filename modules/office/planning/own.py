"""Whether a list would give rights to whoever loads it: an own child, own journals, an own class."""

from __future__ import annotations

from modules.office.planning.family import PeoplePlan
from modules.office.planning.load import LoadPlan
from modules.office.planning.outcome import Plan
from modules.office.planning.staff import StaffPlan
from modules.office.planning.timetable import TimetablePlan


def gives_rights_to(plan: Plan, person: int) -> bool:
    """Whether anything the plan would write is a right of this person; what stands already is not."""
    given: set[int] = set()
    if isinstance(plan, PeoplePlan):
        given.update(link.guardian.id for link in plan.links)
    if isinstance(plan, StaffPlan):
        given.update(one.teacher.id for one in plan.leads)
    if isinstance(plan, LoadPlan):
        given.update(one.teacher for one in plan.assigned)
    if isinstance(plan, TimetablePlan):
        given.update(teacher for _journal, teacher, _hours in plan.untaught)
    return person in given
