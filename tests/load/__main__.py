"""`python -m tests.load`: prepare, measure, print."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from intranet.kit import clock
from intranet.kit.access import Viewer
from modules.journal.queries.cells import lesson_cells
from modules.journal.service import entry_of
from tests.load.counted import app_here, statements_of
from tests.load.installation import default_data, prepared, serving
from tests.load.pages import OneMark, Roll, Visit, measure, visits
from tests.load.sheet import cast, make_sheet
from tests.load.table import heading, line


async def _prepare(counts: dict[str, int]) -> list[Visit]:
    async with app_here() as transport:
        people = await cast()
        sheet = await make_sheet(people.teacher)
        viewer = Viewer(people.teacher, "teacher", clock.today())
        one = await lesson_cells(viewer, sheet.lessons[3], sheet.pupils[3])
        many = await lesson_cells(viewer, sheet.lessons[7])
        assert one is not None
        assert many is not None
        entries = {row.student: entry_of(row, many.works, with_reasons=False) for row in many.cells}
        marks = {student: entry.key.partition("|")[2] for student, entry in entries.items()}
        absent = {student for student, entry in entries.items() if entry.absence}
        rows = visits(people, sheet, OneMark(sheet, one.cells[0].version), Roll(sheet, marks, absent))
        for visit in rows:
            counts[visit.name] = await statements_of(transport, visit)
        return rows


@click.command()
@click.option("--data", type=click.Path(path_type=Path), default=default_data, help="Folder of the school.")
@click.option("--requests", default=300, show_default=True, help="Requests per page.")
@click.option("--only", default="", help="Only pages whose name contains this.")
def bench(data: Path, requests: int, only: str) -> None:
    """What the pages cost on the large school."""
    counts: dict[str, int] = {}
    with prepared(data):
        rows = asyncio.run(_prepare(counts))
        with serving(data.resolve()) as place:
            click.echo(heading())
            for visit in rows:
                if only in visit.name:
                    figure = measure(place, visit, requests)
                    figure.sql = counts[visit.name]
                    click.echo(line(figure))


if __name__ == "__main__":
    bench()
