"""Many rows at once, for lists and demo data: ids are taken ahead, rows go in by COPY.

Rules: used inside the caller's transaction, which also writes one audit entry for the whole list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from intranet.kit import clock
from intranet.kit.db import DB
from intranet.school.people.service import PersonCard
from intranet.school.people.sql import PERSON_COLUMNS


async def reserve_ids(table: str, count: int) -> list[int]:
    """So many ids of a table's own sequence, ascending."""
    return await DB.rows(
        int, "select nextval(pg_get_serial_sequence($1, 'id'))::int from generate_series(1, $2)", table, count
    )


async def insert_rows(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[int]:
    """COPY rows into a table with a serial id; the new ids in the order of the rows."""
    ids = await reserve_ids(table, len(rows))
    await DB.copy(table, ["id", *columns], [(ident, *row) for ident, row in zip(ids, rows, strict=True)])
    return ids


async def insert_people(cards: Iterable[PersonCard]) -> list[int]:
    """New people; ids in the order of the cards. UniqueViolationError for a СНИЛС that is taken."""
    now = clock.now()
    return await insert_rows(
        "person", [*PERSON_COLUMNS, "created_at"], [(*card.columns(), now) for card in cards]
    )


async def insert_enrolments(rows: Sequence[tuple[int, date, str, date | None, str]]) -> list[int]:
    """Enrolments: student, since, order number, order date, personal file."""
    columns = ("student", "since", "order_number", "order_date", "personal_file")
    return await insert_rows("enrolment", columns, rows)


async def insert_memberships(rows: Sequence[tuple[int, bool, int, date, date | None]]) -> list[int]:
    """Memberships: study group, whether it is a roster, student, since, until."""
    columns = ("study_group", "is_roster", "student", "since", "until")
    return await insert_rows("group_membership", columns, rows)


async def insert_guardianships(rows: Sequence[tuple[int, int, str, bool, str, date]]) -> list[int]:
    """Guardianships: guardian, child, kind, is_legal, basis, since."""
    columns = ("guardian", "child", "kind", "is_legal", "basis", "since")
    return await insert_rows("guardianship", columns, rows)
