"""What a cell's form offers: lines of the load that belong there, people and rooms, the free ones first."""

from __future__ import annotations

from collections.abc import Collection

from intranet.kit.i18n import _
from intranet.school.people import names
from modules.timetable.forms.drafts import CellForm
from modules.timetable.planning.grid import Aim, Placed, busy_at, placed_load, stands_in
from modules.timetable.planning.plan import Plan, SlotRow


def offer_cell(
    form: CellForm, plan: Plan, aim: Aim, weekday: int, number: int, slot: SlotRow | None
) -> CellForm:
    """The form with its choices; who and what is taken at that time is said in words."""
    others = busy_at(plan, _group(plan, aim, slot), weekday, number, slot.id if slot else None)
    busy = {row.teacher for row in others}
    form.offer(_lines(plan, aim, slot, busy), _teachers(plan, busy), _rooms(plan, others))
    return form


def _group(plan: Plan, aim: Aim, slot: SlotRow | None) -> int | None:
    """Whose clock counts: the slot's group, the class's whole list, none for a teacher or a room."""
    if slot is not None:
        return slot.study_group
    if aim.kind != "class":
        return None
    return next((g.id for g in plan.groups.values() if g.is_roster and g.school_class == aim.whose), None)


def _lines(plan: Plan, aim: Aim, slot: SlotRow | None, busy: Collection[int]) -> list[tuple[str, str]]:
    """Lines with hours left first; the slot's own even when the load has it no more."""
    load = [one for one in placed_load(plan) if aim.kind == "room" or stands_in(plan, one.row, aim)]
    load.sort(key=lambda one: one.placed >= one.row.quarters)
    taken, done = _("занят"), _("поставлено")
    lines = []
    for one in load:
        is_busy = one.row.teacher in busy
        words = _line_words(plan, one, done, taken if is_busy else "")
        lines.append((f"{one.row.journal}-{one.row.teacher}", words))
    if slot is not None and (own := f"{slot.journal}-{slot.teacher}") not in dict(lines):
        lines.insert(0, (own, f"{slot.subject}, {plan.whom(slot)} — {slot.teacher_short}"))
    return lines


def _line_words(plan: Plan, one: Placed, done: str, taken: str) -> str:
    """ "Алгебра, 8В — Иванова М. С., поставлено 3/4, занят"."""
    row = one.row
    who = f"{row.subject}, {plan.whom(row)} — {row.teacher_short}"
    return ", ".join(filter(None, (who, f"{done} {one.words}", taken)))


def _teachers(plan: Plan, busy: Collection[int]) -> list[tuple[int, str]]:
    people = {row.teacher: row.teacher_name for row in plan.load}
    people |= {row.teacher: row.teacher_name for row in plan.slots}
    taken = _("занят")
    ordered = sorted(people.items(), key=lambda one: (one[0] in busy, one[1]))
    return [
        (ident, names.short_name(*name) + (f", {taken}" if ident in busy else "")) for ident, name in ordered
    ]


def _rooms(plan: Plan, others: list[SlotRow]) -> list[tuple[int, str]]:
    inside: dict[int, list[SlotRow]] = {}
    for row in others:
        if row.room is not None:
            inside.setdefault(row.room, []).append(row)
    many = len({room.building for room in plan.rooms.values()}) > 1
    found = []
    for room in plan.rooms.values():
        there = inside.get(room.id, [])
        is_full = len({row.journal for row in there}) >= room.parallel
        title = f"{room.number}, {room.house}" if many else room.number
        if there:
            title = f"{title} — {there[0].short}, {plan.whom(there[0])}"
        found.append((is_full, room.id, title))
    return [(ident, title) for _full, ident, title in sorted(found, key=lambda one: one[0])]
