"""A report for tests of the mechanism: its module is installed while a test runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from fractions import Fraction

from intranet.kit.access import ReadPermission, Viewer, hats
from intranet.kit.errors import NotFound
from intranet.kit.module import INSTALLED, Module
from intranet.kit.report import Chart, Choice, Chosen, Column, Kind, Layout, Param, Report, Sheet, Table

EVIL = '=cmd|"/c calc"!A0'
NAMES = {"5": ("Аня", "Боря"), "7": ("Вова",), "10": ()}
CLASSES = {"5": "5А", "7": "7Б", "10": "10А"}


async def classes(viewer: Viewer, chosen: Chosen) -> list[Choice]:
    """Three classes; the last is empty and has half-years."""
    return [Choice(value, title) for value, title in CLASSES.items()]


async def pupils(viewer: Viewer, chosen: Chosen) -> list[Choice]:
    """The pupils of the chosen class."""
    return [Choice(name, name) for name in NAMES[chosen["class"]]]


async def terms(viewer: Viewer, chosen: Chosen) -> list[Choice]:
    """Quarters below the tenth grade, half-years in it."""
    words = {"h1": "I полугодие"} if chosen["class"] == "10" else {"q2": "II четверть", "q1": "I четверть"}
    return [Choice(value, title) for value, title in words.items()]


async def load(viewer: Viewer, chosen: Chosen) -> Sheet:
    """A row a pupil."""
    names = [name for name in NAMES[chosen["class"]] if chosen["pupil"] in {"", name}]
    if chosen["term"] == "q1" and chosen["class"] == "7":
        raise NotFound
    columns = [
        Column("№", Kind.NUMBER, 0), Column("Ученик", width=4), Column("Балл", Kind.NUMBER, group="Итог"),
        Column("Доля", Kind.PERCENT, group="Итог"), Column("Родился", Kind.DATE), Column("I", Kind.MARK),
    ]  # fmt: skip
    rows = [
        (n, name, Fraction(445, 100), Fraction(925, 10), date(2013, 5, 2), "5")
        for n, name in enumerate(names, 1)
    ]
    table = Table(
        columns, [*rows, (9, EVIL, None, None, None, "-")] if rows else [],
        totals=[(None, "Всего", 4, None, None, None)],
        notes=["Заметка."], links=["/office"] * (len(rows) + 1) if rows else (),
    )  # fmt: skip
    chart = Chart("По ученикам", names, [Fraction(445, 100)] * len(names), top=5) if names else None
    return Sheet(
        f"Проба, {CLASSES[chosen['class']]}", [table], [("Класс", CLASSES[chosen["class"]])], chart,
        ["Учитель / Иванова И. И."], "Учеников нет: их зачисляет секретарь.", [101, 102],
    )  # fmt: skip


PERMISSION = ReadPermission("tests.report", hats("secretary", "teacher"))
REPORT = Report(
    "tests.small", "Проба", PERMISSION, load, "Для проверки.",
    params=(
        Param("class", "Класс", classes), Param("pupil", "Ученик", pupils, is_required=False),
        Param("term", "Период", terms),
    ),
    layout=Layout(is_landscape=True), whole="class",
)  # fmt: skip


@contextmanager
def installed() -> Iterator[None]:
    """The report is there while the block lasts."""
    module = Module("tests", "Проверки", reports=(REPORT,))
    INSTALLED.append(module)
    try:
        yield
    finally:
        INSTALLED.remove(module)
