"""`python -m tests.load`: prepare, measure, print. A `!` marks a target that is missed."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import NamedTuple

import click

from intranet.kit import clock
from intranet.kit.access import Viewer
from modules.journal.queries.cells import lesson_cells
from modules.journal.service import entry_of
from tests.load import (
    door,
    letters,
    lists,
    memory,
    office,
    papers,
    publishing,
    starts,
    substitutions,
    timetable,
    transfer,
    writers,
)
from tests.load.counted import app_here, statements_of
from tests.load.installation import Installation, default_data, prepared, serving
from tests.load.pages import OneMark, Roll, Visit, measure, visits
from tests.load.sheet import Sheet, cast, make_sheet
from tests.load.table import heading, line, single

DOOR = "door"
# what is measured without a server of its own: the name for --only, and who prints it
PARTS = {"substitutions": substitutions.said, "publishing": publishing.said, "timetable": timetable.said}


class Prepared(NamedTuple):
    """What is measured, and on what."""

    sheet: Sheet
    desk: office.Desk
    rows: list[Visit]


async def _prepare(counts: dict[str, int], only: str) -> Prepared:
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
        desk = await office.make_desk(people.student)
        rows = visits(people, sheet, OneMark(sheet, one.cells[0].version), Roll(sheet, marks, absent))
        rows = [visit for visit in rows + office.office_visits(desk) if only in visit.name]
        for visit in rows:
            counts[visit.name] = await statements_of(transport, visit)
        return Prepared(sheet, desk, rows)


def _pages(data: Path, requests: int, only: str, is_long: bool) -> None:
    counts: dict[str, int] = {}
    with prepared(data):
        found = asyncio.run(_prepare(counts, only))
        for name, said in PARTS.items():
            if only in ("", name):
                said()
        if only in PARTS:
            return
        with serving(data.resolve()) as place:
            click.echo(heading())
            for visit in found.rows:
                figure = measure(place, visit, requests)
                figure.sql = counts[visit.name]
                click.echo(line(figure))
            if not only:
                _together(found.sheet)
                _office(place, found.desk)
            if not only or only == DOOR:
                _door(place)
            if is_long:
                pss, growth = memory.weigh(place, found.sheet)
                click.echo(single("web process after 10,000 requests, PSS", pss, 160, "MB"))
                click.echo(single("  added by the last 5,000", growth, 3, "MB"))
        if not only:
            _letters(data.resolve())


def _together(sheet: Sheet) -> None:
    written = writers.write_together(sheet)
    click.echo(single("8 writers in one journal, marks lost", written.lost, 0, ""))
    click.echo(single("  saves a second", written.a_second, None, "/s"))
    click.echo(single("  95 % of saves within", written.p95_ms, None, "ms"))
    for name, (size, requests), limit in zip(
        ("first visit to the diary", "  repeat visit"), transfer.first_and_repeat(), (130, 15), strict=True
    ):
        click.echo(single(f"{name}, {requests} requests", size, limit, "kB"))


def _office(place: Installation, desk: office.Desk) -> None:
    moved, undone = office.move_ms(desk)
    click.echo(single(f"an order moves a pupil with {office.MARKS} marks", moved, 300, "ms"))
    click.echo(single("  taken back", undone, 300, "ms"))
    click.echo(single(f"slips for {office.SLIPS} as PDF", office.slips_seconds(desk), 3, "s"))
    sheets, seconds, peak = papers.cards_made(place)
    click.echo(single(f"every report card, {sheets} sheets, by the worker", seconds, 60, "s"))
    click.echo(single("  worker and its child at most, PSS", peak, 400, "MB"))


def _door(place: Installation) -> None:
    people = asyncio.run(door.make_logins())
    apart = door.difference_percent()
    click.echo(single("known and unknown names, medians of the answer apart", apart, 5, "%"))
    found = door.stream(people)
    click.echo(
        single(f"{door.A_SECOND} sign-ins a second for {door.SECONDS} s, not let in", found.shut_out, 0, "")
    )
    click.echo(single("  95 % of them within", found.entry_p95_ms, 1000, "ms"))
    click.echo(single("  95 % of pages meanwhile within", found.page_p95_ms, 250, "ms"))
    before = sum(place.cpu_ms(place.web))
    rushed = door.rush(people)
    cost = (sum(place.cpu_ms(place.web)) - before) / people
    click.echo(single(f"{people} sign-ins from one address at once, not let in", rushed.shut_out, 0, ""))
    click.echo(single("  the last waited", rushed.last, 45, "s"))
    click.echo(single("  the one in the middle", rushed.middle, None, "s"))
    click.echo(single("  CPU of one sign-in, web process and PostgreSQL", cost, 80, "ms"))
    asyncio.run(door.forget_logins())


def _letters(data: Path) -> None:
    seconds, a_second = letters.written_and_sent(data / "mail")
    click.echo(single("1,600 letters enqueued in one transaction", seconds, 1, "s"))
    click.echo(single("  handed to the mail server a second", a_second, 50, "/s", at_least=True))


def _long_writes(folder: Path) -> None:
    seconds, counts = lists.import_seconds(folder)
    said = ", ".join(f"{name} {number}" for name, number in counts.items())
    click.echo(single(f"import of 1,200 pupils, 1,600 parents ({said})", seconds, 10, "s"))
    seconds, lessons = lists.lessons_seconds(folder)
    click.echo(single(f"a year's lessons for 48 classes ({lessons})", seconds, 10, "s"))
    for name, took, limit in starts.starts(folder):
        click.echo(single(name, took, limit, "s"))


@click.command()
@click.option("--data", type=click.Path(path_type=Path), default=default_data, help="Folder of the school.")
@click.option("--requests", default=300, show_default=True, help="Requests for each page.")
@click.option(
    "--only", default="", help=f"Only pages whose name contains this; or only: door, {', '.join(PARTS)}."
)
@click.option("--long", "is_long", is_flag=True, help="Also memory after 10,000 requests.")
@click.option("--demo", "is_demo", is_flag=True, help="Also import, lessons of a year, starts of the demo.")
def bench(data: Path, requests: int, only: str, is_long: bool, is_demo: bool) -> None:
    """What the pages cost on the large school, beside what they may cost."""
    logging.disable(logging.INFO)
    _pages(data, requests, only, is_long)
    if is_demo:
        _long_writes(data.resolve().with_name(data.resolve().name + "-new"))


if __name__ == "__main__":
    bench()
