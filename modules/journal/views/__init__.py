"""The journal's pages, one file each: `journals` is the list, `sheet` and `roll` lay out."""

from modules.journal.views.catch_up import put_catch_up, show_catch_up
from modules.journal.views.grid import put_cell, show_cell, show_grid
from modules.journal.views.journals import show_journals
from modules.journal.views.lesson import put_lesson, show_lesson
from modules.journal.views.terms import put_terms, show_terms
from modules.journal.views.told import show_told

HANDLERS = (
    show_journals, show_grid, put_cell, show_cell, show_lesson, put_lesson, show_terms, put_terms, show_told,
    show_catch_up, put_catch_up,
)  # fmt: skip
