"""Every write of the journal. First parameter `actor`; each opens its own transaction.

What changes marks or attendance is recorded in the journal's chain (`book`), which is their audit; topic
and homework are recorded in the audit log.
"""

from modules.journal.service.cells import CellConflict, CellState, set_cell
from modules.journal.service.homework import move_homework
from modules.journal.service.lessons import (
    Entry,
    LessonConflict,
    LessonInput,
    TextConflict,
    entry_of,
    save_lesson,
    texts_key,
)
from modules.journal.service.seals import seal_ledgers
from modules.journal.service.telling import start_reader, tell_homework, tell_settled
from modules.journal.service.terms import TermEntry, save_terms, set_term_mark

__all__ = [
    "CellConflict", "CellState", "Entry", "LessonConflict", "LessonInput", "TermEntry", "TextConflict",
    "entry_of", "move_homework", "save_lesson", "save_terms", "seal_ledgers", "set_cell", "set_term_mark",
    "start_reader", "tell_homework", "tell_settled", "texts_key",
]  # fmt: skip
