"""What other modules may ask the journal (the diary, the day sheets). Every question takes the viewer first.

`week_of`, `term_marks_of`, `finals_of`, `homework_ahead` raise NotFound when the pupil is not visible;
marks of works not yet shown to families never come back.
"""

from __future__ import annotations

from modules.journal.queries.due import HomeworkDue, homework_due
from modules.journal.queries.family import (
    DiaryLine,
    DiaryMark,
    FinalMark,
    FinalRow,
    HomeworkLine,
    SubjectMarks,
    finals_of,
    homework_ahead,
    term_marks_of,
    week_of,
)

__all__ = [
    "DiaryLine", "DiaryMark", "FinalMark", "FinalRow", "HomeworkDue", "HomeworkLine",
    "SubjectMarks", "finals_of", "homework_ahead", "homework_due", "term_marks_of", "week_of",
]  # fmt: skip
