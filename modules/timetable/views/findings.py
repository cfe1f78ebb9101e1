"""What is wrong with a draft, for its pages: sentences with the cell where each is mended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit.access import Viewer
from intranet.kit.web import Answer, Page, page
from intranet.school.timetable.norms import Breach, Norm
from modules.timetable.permissions import DRAFTS
from modules.timetable.planning.checks import CLASH_KINDS, Checks, Clashing, check
from modules.timetable.planning.plan import Plan, SlotRow
from modules.timetable.planning.words import breach_words, clash_words, kind_words
from modules.timetable.queries.plan import plan_of
from modules.timetable.queries.pupils import pupil_names

MOST = 100


class Finding(msgspec.Struct, frozen=True):
    """A sentence and the address of its cell; `is_clash`: it cannot be, else it should not."""

    text: str
    href: str
    is_clash: bool


class Kind(msgspec.Struct, frozen=True):
    """A kind of findings: its name in the address, its heading, how many there are."""

    name: str
    title: str
    count: int
    is_clash: bool


def cell_href(plan: Plan, row: SlotRow, *, of_teacher: bool = False) -> str:
    """The cell of a slot in the week of its class, or of its teacher."""
    classes = plan.classes_of_group.get(row.study_group, ())
    aim = f"teacher={row.teacher}" if of_teacher or not classes else f"class={classes[0]}"
    base = f"/timetable/drafts/{plan.draft.id}/cell"
    return f"{base}?{aim}&weekday={row.weekday}&number={row.number}&slot={row.id}"


async def clash_findings(viewer: Viewer, plan: Plan, clashes: Sequence[Clashing]) -> list[Finding]:
    """Clashes in sentences, with the names of pupils in both groups."""
    slots = {row.id: row for row in plan.slots}
    pupils = await pupil_names(viewer, (one for clash in clashes for one in clash.students))
    return [
        Finding(clash_words(plan, one, slots, pupils), cell_href(plan, slots[one.slot]), True)
        for one in clashes
    ]


def breach_findings(plan: Plan, breaches: Iterable[Breach]) -> list[Finding]:
    """Norms in sentences."""
    slots = {row.id: row for row in plan.slots}
    found = []
    for one in breaches:
        row = slots.get(one.refs[0]) if one.refs else None
        href = cell_href(plan, row, of_teacher=one.teacher is not None) if row else ""
        found.append(Finding(breach_words(plan, one, slots), href, False))
    return found


def kinds_of(checks: Checks) -> list[Kind]:
    """Every kind there is something of, clashes first."""
    counted = [(str(kind), sum(one.kind == kind for one in checks.clashes), True) for kind in CLASH_KINDS]
    counted += [(str(norm), sum(one.norm == norm for one in checks.breaches), False) for norm in Norm]
    return [Kind(name, kind_words(name), n, is_clash) for name, n, is_clash in counted if n]


@page("/timetable/drafts/{draft_id:int}/checks", permission=DRAFTS)
async def show_checks(
    viewer: NamedDependency[Viewer], draft_id: FromPath[int], kind: FromQuery[str] = ""
) -> Answer:
    """The whole draft's findings of one kind, the first kind unless said otherwise."""
    plan = await plan_of(viewer, draft_id)
    checks = check(plan)
    kinds = kinds_of(checks)
    chosen = next((one for one in kinds if one.name == kind), next(iter(kinds), None))
    name = chosen.name if chosen else ""
    found = await clash_findings(viewer, plan, [one for one in checks.clashes if one.kind == name][:MOST])
    found += breach_findings(plan, [one for one in checks.breaches if one.norm == name][:MOST])
    return Page(
        "timetable/checks.html", draft=plan.draft, kinds=kinds, chosen=chosen, findings=found,
        more=chosen.count - len(found) if chosen else 0,
    )  # fmt: skip


HANDLERS: list[Any] = [show_checks]
