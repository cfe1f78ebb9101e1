"""Names of pupils for the sentences of clashes."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.access import viewer_args, visible_students
from intranet.school.people.names import student_name


class _Pupil(msgspec.Struct, frozen=True):
    id: int
    surname: str
    name: str


async def pupil_names(viewer: Viewer, students: Iterable[int]) -> dict[int, str]:
    """id -> "Орлова Дарья", of those the viewer may see; no statement for nobody."""
    wanted = sorted(set(students))
    if not wanted:
        return {}
    rows = await DB.rows(
        _Pupil,
        f"""select p.id, p.surname, p.name from person p
            where p.id = any($3::int[]) and p.id in ({visible_students(viewer)})""",
        *viewer_args(viewer), wanted,
    )  # fmt: skip
    return {row.id: student_name(row.surname, row.name) for row in rows}
