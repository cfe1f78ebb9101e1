"""A journal's page computed once more in plain loops: cells, averages over all journals, who came or left."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from tests.recomputed import MISSED, Raw, Row, mark_of, mean

LETTERS = {
    "ABSENT_UNSPECIFIED": "Н", "ILLNESS": "Б", "EXCUSED": "У", "UNEXCUSED": "НП", "LATE": "О",
    "EXEMPT_PRESENT": "осв", "REMOTE": "Д", "SCHOOL_EVENT": "М",
}  # fmt: skip


def page_lessons(raw: Raw, journal: int, term: Row) -> list[Row]:
    """The journal's lessons of the term so far."""
    found = [
        row for row in raw.tables["lesson"]
        if row["journal"] == journal and row["status"] != "cancelled"
        and term["begins"] <= row["on_date"] <= min(term["ends"], raw.today)
    ]  # fmt: skip
    return sorted(found, key=lambda row: (row["on_date"], row["number"]))


def page_rows(raw: Raw, journal: int, term: Row) -> list[list[Any]]:
    """Pupils by lessons with the average and the term's mark."""
    card = raw.ids["journal"][journal]
    members = [row for row in raw.tables["group_membership"] if row["study_group"] == card["study_group"]]
    overlapping = {
        row["student"] for row in members
        if row["since"] <= term["ends"] and (row["until"] is None or row["until"] >= term["begins"])
    }  # fmt: skip
    lessons = page_lessons(raw, journal, term)
    marks = marks_by_cell(raw, term, card["subject"])
    rows = []
    for number, student in enumerate(raw.in_order(overlapping), 1):
        counted = [
            mark for (_lesson, whose), several in marks.items() if whose == student
            for mark in several if mark["points"] is not None and mark["weight_tenths"]
        ]  # fmt: skip
        total = sum(mark["points"] * mark["weight_tenths"] for mark in counted)
        average = mean(total, sum(mark["weight_tenths"] for mark in counted))
        cells = [cell(raw, lesson["id"], student, marks) for lesson in lessons]
        moved, is_elsewhere = came_or_left(raw, members, student, card, term)
        if is_elsewhere:
            average = None
        name = raw.name(student) + moved
        rows.append(
            [
                number,
                name,
                *cells,
                average,
                mark_of(raw.term_marks.get((student, card["subject"], term["id"]))),
            ]
        )
    return rows


def came_or_left(raw: Raw, members: list[Row], student: int, journal: Row, term: Row) -> tuple[str, bool]:
    """What the row says of a pupil who left the group or came from another, and whether it counts nothing."""
    elsewhere = brought(raw, student, journal, term)
    lasts = [row["until"] for row in members if row["student"] == student]
    if None not in lasts and max(lasts) < min(term["ends"], raw.today):
        ordered = by_order(raw, student, max(lasts))
        return f" ({ordered or f'в группе до {max(lasts):%d.%m}'})", bool(elsewhere or ordered)
    return f" ({elsewhere})" if elsewhere else "", False


def by_order(raw: Raw, student: int, last: date) -> str:
    """ "переведена в 6Б, приказ № 45" by the order that ended the stay; empty without one."""
    woman = raw.ids["person"][student]["sex"] == "f"
    for order in reversed(raw.tables["movement"]):
        if order["student"] != student or order["undone_at"] is not None:
            continue
        if order["kind"] == "move" and order["since"] == last + timedelta(days=1):
            to = raw.ids["school_class"][order["to_class"]]
            said = f"{'переведена' if woman else 'переведён'} в {to['grade_level']}{to['letter']}"
        elif order["kind"] == "leave" and order["since"] == last:
            said = f"{'выбыла' if woman else 'выбыл'} {last:%d.%m}"
        else:
            continue
        return f"{said}, приказ № {order['order_number']}" if order["order_number"] else said
    return ""


def brought(raw: Raw, student: int, journal: Row, term: Row) -> str:
    """ "из 8А: 4 5, пропусков: 2" of the term's other journals of the subject."""
    marks, found = marks_by_cell(raw, term, journal["subject"]), []
    for other in raw.tables["journal"]:
        if other["subject"] != journal["subject"] or other["id"] == journal["id"]:
            continue
        lessons = [
            row for row in raw.of_group[other["study_group"]]
            if row["journal"] == other["id"] and term["begins"] <= row["on_date"] <= term["ends"]
        ]  # fmt: skip
        lessons.sort(key=lambda row: (row["on_date"], row["number"]))
        values = [mark["value"] for row in lessons for mark in marks.get((row["id"], student), ())]
        codes = [
            raw.codes[row["id"], student]["code"] for row in lessons if (row["id"], student) in raw.codes
        ]
        missed = sum(code in MISSED for code in codes)
        said = [" ".join(values), f"пропусков: {missed}" if missed else ""]
        if any(said):
            found.append(f"из {raw.title(other['study_group'])}: {', '.join(filter(None, said))}")
    return "; ".join(sorted(found))


def marks_by_cell(raw: Raw, term: Row, subject: int) -> dict[tuple[int, int], list[Row]]:
    """Marks of a subject in a term from whatever journal, in the order of their works."""
    works = raw.ids["work"]
    found: dict[tuple[int, int], list[Row]] = defaultdict(list)
    order = sorted(raw.tables["mark"], key=lambda row: (works[row["work"]]["ordinal"], row["ordinal"]))
    for mark in order:
        lesson = raw.ids["lesson"][works[mark["work"]]["lesson"]]
        journal = raw.ids["journal"][lesson["journal"]]
        in_term = term["begins"] <= lesson["on_date"] <= term["ends"]
        if mark["value"] is not None and journal["subject"] == subject and in_term:
            found[lesson["id"], mark["student"]].append(mark)
    return found


def cell(raw: Raw, lesson: int, student: int, marks: dict[tuple[int, int], list[Row]]) -> Any:
    """ "Б 4", "О10", 5 or nothing."""
    words = [mark["value"] for mark in marks.get((lesson, student), ())]
    found = raw.codes.get((lesson, student))
    if found is not None and found["code"]:
        minutes = found["minutes"]
        words.insert(0, LETTERS[found["code"]] + (str(minutes) if minutes else ""))
    text = " ".join(words)
    return int(text) if text.isdecimal() else text
