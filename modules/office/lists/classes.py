"""A class in a row: one column, or the grade and the letter in two."""

from __future__ import annotations

from intranet.school.classes.names import ClassName, make_class_name, parse_class_name
from modules.office.lists import problems
from modules.office.lists.problems import ErrorKind
from modules.office.lists.table import RowReader


def read_class(row: RowReader, name: str = "class_name", *, is_required: bool = True) -> ClassName | None:
    """Refuses what is not a grade and a letter; whether the school has such a class is asked later."""
    if name not in row.columns and "grade_level" in row.columns:
        return _from_two(row)
    text = row.required(name) if is_required else row.text(name)
    found = parse_class_name(text) if text else None
    if text and found is None:
        row.refuse(name, ErrorKind.UNKNOWN_CLASS, problems.unreadable_class(text))
    return found


def _from_two(row: RowReader) -> ClassName | None:
    grade, letter = row.required("grade_level"), row.required("letter", "grade_level")
    if not grade or not letter:
        return None
    found = make_class_name(int(grade), letter) if grade.isdecimal() and len(grade) < 3 else None
    if found is None:
        row.refuse("grade_level", ErrorKind.UNKNOWN_CLASS, problems.unreadable_class(f"{grade}{letter}"))
    return found
