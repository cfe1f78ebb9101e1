"""The parents' list against the school: one link of an adult and a child a row."""

from __future__ import annotations

from intranet.kit.i18n import _
from modules.office.lists import problems
from modules.office.lists.duplicates import parent_key, without_double_lines
from modules.office.lists.matching import Pupils, Unmatched
from modules.office.lists.problems import ErrorKind, RowError
from modules.office.lists.rows import ParentRow
from modules.office.lists.table import ListRead
from modules.office.planning import words
from modules.office.planning.family import Family, PeoplePlan, Refusal
from modules.office.planning.known import Frame, PeopleFacts
from modules.office.planning.outcome import state_of
from modules.office.planning.people import TITLES, Draft, People


def plan_parents(found: ListRead[ParentRow], facts: PeopleFacts, frame: Frame) -> PeoplePlan:
    """What the list would do; a row whose child is not known for certain is refused."""
    people = People(facts.people)
    children, found = _children(found, facts, people)
    planning = _Parents(PeoplePlan(found, people=people, frame=frame), facts, frame)
    for row in found.rows:
        planning.take(row, children[id(row)])
    planning.plan.found = found.refusing(planning.refusals)
    planning.plan.links = planning.family.written()
    return planning.plan


def _children(
    found: ListRead[ParentRow], facts: PeopleFacts, people: People
) -> tuple[dict[int, Draft], ListRead[ParentRow]]:
    pupils = Pupils(facts.pupils)
    children: dict[int, Draft] = {}
    refusals: list[tuple[ParentRow, RowError]] = []
    for row in found.rows:
        card = pupils.find(row.child)
        if isinstance(card, Unmatched):
            message = words.no_child(card.kind, card.field, card.count)
            refusals.append((row, found.error(row, card.field, card.kind, message)))
        else:
            children[id(row)] = people.drafts[card.id]
    return children, without_double_lines(found.refusing(refusals), parent_key)


class _Parents:
    """One pass over the rows."""

    def __init__(self, plan: PeoplePlan, facts: PeopleFacts, frame: Frame) -> None:
        self.plan = plan
        self.family = Family(plan.people, facts, frame)
        self.refusals: list[tuple[ParentRow, RowError]] = []
        self._first: dict[tuple[Draft, Draft], int] = {}

    def take(self, row: ParentRow, child: Draft) -> None:
        """One row whose child is known."""
        one, found = row.relative, self.plan.found
        adult = self.family.adult(one, child)
        if isinstance(adult, Refusal):
            return self._refuse(row, found.error(row, adult.field, adult.kind, adult.message))
        if adult is child:
            message = _("Ученик не может быть своим представителем.")
            return self._refuse(row, found.error(row, "kind", ErrorKind.VALUE, message))
        if adult is not None and (adult, child) in self._first:
            message = problems.repeated_line(self._first[adult, child])
            return self._refuse(row, found.error(row, None, ErrorKind.DUPLICATE, message))
        draft, is_new, changed = self.family.put(one, adult)
        self._first[draft, child] = row.row
        is_new_link, is_changed_link = self.family.link(draft, child, one, may_change=True)
        names = [_(TITLES[name]) for name in TITLES if name in changed]
        names += [_("степень родства")] if is_changed_link else []
        who = f"{draft.shown} — {child.shown}"
        state = state_of(is_new or is_new_link, bool(changed) or is_changed_link)
        return self.plan.add(row, state, who, "" if is_new else ", ".join(names))

    def _refuse(self, row: ParentRow, error: RowError) -> None:
        self.refusals.append((row, error))
