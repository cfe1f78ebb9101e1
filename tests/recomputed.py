"""The numbers of the reports computed once more, pupil by pupil, in plain loops over every row there is.

Nothing of the product is used: no query, no indicator, no rounding. Slow and simple on purpose.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

import asyncpg

TABLES = (
    "person", "school_class", "study_group", "group_membership", "enrolment", "subject", "journal", "term",
    "class_scheme", "term_mark", "lesson", "lesson_record", "attendance", "work", "mark", "homework",
    "movement",
)  # fmt: skip
WORTH = {"5": 100, "4": 64, "3": 36, "2": 16, "н/а": 7}
MISSED = ("ABSENT_UNSPECIFIED", "ILLNESS", "EXCUSED", "UNEXCUSED")
Row = Any


@dataclass(frozen=True)
class Percent:
    """So many of so many."""

    part: int
    whole: int


def share(part: int, whole: int) -> Percent | None:
    """None of nothing."""
    return Percent(part, whole) if whole else None


def mean(total: int, of: int) -> Fraction | None:
    """None of nothing."""
    return Fraction(total, of) if of else None


@dataclass
class Raw:
    """Every row of the tables, and a few ways to find one."""

    today: date
    tables: dict[str, list[Row]] = field(default_factory=dict)
    ids: dict[str, dict[int, Row]] = field(default_factory=dict)
    of_group: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    of_student: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    codes: dict[tuple[int, int], Row] = field(default_factory=dict)
    records: dict[int, Row] = field(default_factory=dict)
    term_marks: dict[tuple[int, int, int], str | None] = field(default_factory=dict)

    def name(self, student: int) -> str:
        """Surname and first name."""
        person = self.ids["person"][student]
        return f"{person['surname']} {person['name']}"

    def title(self, group: int) -> str:
        """ "8А", "8А, 1 группа"."""
        row = self.ids["study_group"][group]
        of = self.ids["school_class"][row["school_class"]]
        return ", ".join(filter(None, (f"{of['grade_level']}{of['letter']}", row["name"])))

    def in_order(self, students: set[int]) -> list[int]:
        """As a class list has them."""
        return sorted(students, key=lambda one: (self.ids["person"][one]["sort_key"], one))

    def pupils(self, school_class: int) -> list[int]:
        """Who is in the class and in the school today."""
        here = set()
        for row in self.tables["group_membership"]:
            group = self.ids["study_group"][row["study_group"]]
            if group["is_roster"] and group["school_class"] == school_class and on(row, self.today):
                here.add(row["student"])
        enrolled = {row["student"] for row in self.tables["enrolment"] if on(row, self.today)}
        return self.in_order(here & enrolled)

    def groups(self, student: int, begins: date, ends: date) -> set[int]:
        """The groups a pupil was in on any day of begins..ends."""
        return {
            row["study_group"] for row in self.of_student[student]
            if row["since"] <= ends and (row["until"] is None or row["until"] >= begins)
        }  # fmt: skip

    def subjects(self, student: int, begins: date, ends: date) -> set[int]:
        """What the pupil was taught in those days."""
        groups = self.groups(student, begins, ends)
        return {row["subject"] for row in self.tables["journal"] if row["study_group"] in groups}

    def lessons(self, student: int, begins: date, ends: date) -> Iterator[Row]:
        """The pupil's own lessons that count: held, with the roll, in the group of that day."""
        for group in self.groups(student, begins, ends):
            stays = [row for row in self.of_student[student] if row["study_group"] == group]
            for lesson in self.of_group[group]:
                record = self.records.get(lesson["id"])
                if record is None or record["attendance_taken_at"] is None or lesson["status"] != "held":
                    continue
                day = lesson["on_date"]
                if begins <= day <= ends and any(on(stay, day) for stay in stays):
                    yield lesson

    def terms(self, school_class: int) -> list[Row]:
        """The class's own, in order."""
        scheme = next(
            row["scheme"] for row in self.tables["class_scheme"]
            if row["school_class"] == school_class and row["subject"] is None
        )  # fmt: skip
        found = [row for row in self.tables["term"] if row["scheme"] == scheme]
        return sorted(found, key=lambda row: row["ordinal"])


def on(row: Row, day: date) -> bool:
    """Whether a dated row holds on a day."""
    return row["since"] <= day and (row["until"] is None or row["until"] >= day)


async def read_raw(superuser: asyncpg.Connection, today: date) -> Raw:
    """Everything, past every rule of visibility."""
    raw = Raw(today)
    for table in TABLES:
        raw.tables[table] = await superuser.fetch(f"select * from {table} order by id")
        raw.ids[table] = {row["id"]: row for row in raw.tables[table]}
    for row in raw.tables["lesson"]:
        raw.of_group[row["study_group"]].append(row)
    for row in raw.tables["group_membership"]:
        raw.of_student[row["student"]].append(row)
    raw.codes = {(row["lesson"], row["student"]): row for row in raw.tables["attendance"]}
    raw.records = {row["lesson"]: row for row in raw.tables["lesson_record"]}
    for row in raw.tables["term_mark"]:
        raw.term_marks[row["student"], row["subject"], row["term"]] = row["value"]
    return raw


def presence(raw: Raw, student: int, begins: date, ends: date) -> list[int]:
    """Days, full days, full by illness; lessons, missed, ill, excused, unexcused, without a reason; late."""
    days: dict[date, list[str | None]] = defaultdict(list)
    for lesson in raw.lessons(student, begins, ends):
        found = raw.codes.get((lesson["id"], student))
        days[lesson["on_date"]].append(found["code"] if found else None)
    codes = [code for day in days.values() for code in day]
    full = [day for day in days.values() if all(code in MISSED for code in day)]
    ill = [day for day in full if set(day) == {"ILLNESS"}]
    missed = [code for code in codes if code in MISSED]
    return [
        len(days), len(full), len(ill), len(codes), len(missed), missed.count("ILLNESS"),
        missed.count("EXCUSED"), missed.count("UNEXCUSED"), missed.count("ABSENT_UNSPECIFIED"),
        codes.count("LATE"),
    ]  # fmt: skip


def with_shares(row: list[int]) -> list[Any]:
    """The same with both percents of attendance."""
    return [*row, share(row[3] - row[4], row[3]), share(row[0] - row[1], row[0])]


def attendance_rows(raw: Raw, school_class: int, begins: date, ends: date) -> list[list[Any]]:
    """The report's rows and, last, the class."""
    pupils = raw.pupils(school_class)
    counted = [presence(raw, student, begins, ends) for student in pupils]
    rows = [
        [number, raw.name(student), *with_shares(row)]
        for number, (student, row) in enumerate(zip(pupils, counted, strict=True), 1)
    ]
    whole = [sum(column) for column in zip(*counted, strict=True)]
    return [*rows, ["", "По классу", *with_shares(whole)]]


def mark_of(value: str | None) -> Any:
    """As a report writes it: digits as a number, nothing as an empty cell."""
    return int(value) if value in ("5", "4", "3", "2") else value or ""


def class_subjects(raw: Raw, school_class: int, term: Row) -> list[int]:
    """What anybody of the class was taught in the term, by name."""
    taught = set()
    for student in raw.pupils(school_class):
        taught |= raw.subjects(student, term["begins"], term["ends"])
    return sorted(taught, key=lambda one: raw.ids["subject"][one]["name"])


def summary_rows(raw: Raw, school_class: int, term: Row) -> list[list[Any]]:
    """Pupils by subjects, counts, average, absences."""
    subjects = class_subjects(raw, school_class, term)
    rows = []
    for number, student in enumerate(raw.pupils(school_class), 1):
        values = [raw.term_marks.get((student, one, term["id"])) for one in subjects]
        counts = [sum(value == which for value in values) for which in ("5", "4", "3", "2", "н/а")]
        numbers = [int(value) for value in values if value and value.isdecimal()]
        gone = presence(raw, student, term["begins"], term["ends"])
        average = mean(sum(numbers), len(numbers))
        rows.append(
            [number, raw.name(student), *map(mark_of, values), *counts, average, gone[1], gone[4], gone[5]]
        )
    return rows


def subject_row(raw: Raw, school_class: int, term: Row, subject: int) -> list[Any]:
    """Of one subject: N, counts, average, success, quality and the learning level."""
    values = [raw.term_marks.get((student, subject, term["id"])) for student in raw.pupils(school_class)]
    some = [value for value in values if value is not None]
    counts = [some.count(which) for which in ("5", "4", "3", "2", "н/а", "осв")]
    rated = sum(counts[:5])
    whole = rated + some.count("зч") + some.count("нзч")
    numbers = [int(value) for value in some if value.isdecimal()]
    worth = sum(WORTH.get(value, 0) for value in some)
    return [
        whole, *counts, mean(sum(numbers), len(numbers)),
        share(sum(counts[:3]) + some.count("зч"), whole), share(counts[0] + counts[1], rated),
        Percent(worth, 100 * rated) if rated else None,
    ]  # fmt: skip


def class_rows(raw: Raw, school_class: int, term: Row) -> list[Percent | None]:
    """Success and quality by pupils, and the share of fives and fours among all numbers."""
    bad = good = counted = 0
    numbers: list[str] = []
    for student in raw.pupils(school_class):
        subjects = raw.subjects(student, term["begins"], term["ends"])
        values = {raw.term_marks.get((student, one, term["id"])) for one in subjects} - {None, "осв", "зч"}
        counted += bool(values)
        bad += bool(values & {"2", "нзч", "н/а"})
        good += bool(values) and values <= {"5", "4"}
        for one in subjects:
            value = raw.term_marks.get((student, one, term["id"])) or ""
            numbers += [value] * value.isdecimal()
    best = numbers.count("5") + numbers.count("4")
    return [share(counted - bad, counted), share(good, counted), share(best, len(numbers))]


def card_rows(raw: Raw, student: int, school_class: int, year: tuple[date, date]) -> list[list[Any]]:
    """A report card: subjects by terms, then lessons missed, ill, late; three columns nobody fills yet."""
    terms = raw.terms(school_class)
    names = {raw.ids["subject"][one]["name"]: one for one in raw.subjects(student, *year)}
    rows = [
        [
            name,
            *(mark_of(raw.term_marks.get((student, names[name], term["id"]))) for term in terms),
            "",
            "",
            "",
        ]
        for name in sorted(names)
    ]
    gone = [presence(raw, student, term["begins"], term["ends"]) for term in terms]
    for title, place in (("Пропущено уроков", 4), ("из них по болезни", 5), ("Опозданий", 9)):
        rows.append([title, *(row[place] if row[3] else "" for row in gone), "", "", ""])
    return rows
