"""The sample school as its own files make it: its teachers, load, groups and pupils, without a database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from intranet.school.classes.names import label_key
from intranet.school.people.names import FullName, full_name
from modules.office.lists.groups import group_key
from modules.office.lists.matching import (
    CellLine,
    PersonCard,
    Teachers,
    choose_groups,
)
from modules.office.lists.reading import ListKind, read_list
from modules.office.lists.rows import LoadRow, SlotRow, StudentRow
from modules.office.lists.table import ListRead
from tests.samples import TODAY, sample


def read(kind: str, name: str) -> Any:
    return read_list(ListKind(kind), sample(name), TODAY)


def staff_cards() -> Teachers:
    people = read("staff", "staff.xlsx").rows
    return Teachers(PersonCard(n, FullName(p.surname, p.name, p.patronymic)) for n, p in enumerate(people))


def teacher_name(row: LoadRow | SlotRow) -> str:
    found = staff_cards().find(row.teacher)
    return full_name(*found.name) if isinstance(found, PersonCard) else ""


class PlayedSchool:
    """Groups and their pupils as students.xlsx and load.csv make them."""

    def __init__(self, students: ListRead[StudentRow]) -> None:
        self.members: dict[tuple[tuple[int, str], str], set[int]] = {}
        for n, row in enumerate(students.rows):
            for name in ["", *(one.name for one in row.groups)]:
                self.members.setdefault((row.class_name.key, group_key(name)), set()).add(n)
        self.load: dict[tuple[Any, ...], list[str]] = {}
        for line in read("load", "load.csv").rows:
            key = (teacher_name(line), label_key(line.subject), line.class_name.key)
            self.load.setdefault(key, []).append(line.group)

    def pupils(self, row: SlotRow) -> frozenset[int] | None:
        found = self.members.get((row.class_name.key, group_key(row.group)))
        return None if found is None else frozenset(found)

    def with_groups(self, rows: Iterable[SlotRow]) -> Iterator[SlotRow]:
        cells: dict[tuple[int, str | None], list[SlotRow]] = {}
        for row in rows:
            cells.setdefault((row.row, row.header), []).append(row)
        for lines in cells.values():
            wanted = [
                CellLine(self.load[teacher_name(r), label_key(r.subject), r.class_name.key], r.week)
                for r in lines
            ]
            members = {
                name: self.pupils(replace(lines[0], group=name)) or frozenset()
                for line in wanted
                for name in line.candidates
            }
            for row, group in zip(lines, choose_groups(wanted, members), strict=True):
                assert group is not None
                yield replace(row, group=group)
