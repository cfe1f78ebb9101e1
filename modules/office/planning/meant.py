"""Whom each row of a list of people means; shared by pupils and staff."""

from __future__ import annotations

from collections.abc import Callable

from modules.office.lists import problems
from modules.office.lists.duplicates import Person, without_double_people
from modules.office.lists.problems import ErrorKind, RowError
from modules.office.lists.table import ListRead
from modules.office.planning.family import Refusal
from modules.office.planning.people import Draft


def meant_by(
    found: ListRead[Person], find: Callable[[Person], Draft | Refusal | None]
) -> tuple[dict[int, Draft], ListRead[Person]]:
    """The known person of each row (by the row's id()), and the list without refused rows.

    Refused is a row that speaks of another person, and a later one that means somebody a second time.
    """
    matched: dict[int, Draft] = {}
    refusals: list[tuple[Person, RowError]] = []
    for row in found.rows:
        draft = find(row)
        if isinstance(draft, Refusal):
            refusals.append((row, found.error(row, draft.field, draft.kind, draft.message)))
        elif draft is not None:
            matched[id(row)] = draft
    found = without_double_people(found.refusing(refusals))
    first: dict[Draft, Person] = {}
    twice = [
        (row, found.error(row, None, ErrorKind.DUPLICATE, problems.repeated(first[draft].row)))
        for row in found.rows
        if (draft := matched.get(id(row))) is not None and first.setdefault(draft, row) is not row
    ]
    return matched, found.refusing(twice)
