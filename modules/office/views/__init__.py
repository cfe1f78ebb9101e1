"""The pages of the office, a file per resource."""

from __future__ import annotations

from typing import Any

from modules.office.views import changes, checks, home, school_changes
from modules.office.views.classes import (
    class_cards,
    classes,
    cross_groups,
    groups,
    load,
    rollover,
    subjects,
    teachers,
)
from modules.office.views.entry import board, hats, phones, rights, slips
from modules.office.views.imports import imports, names
from modules.office.views.people import consents, contacts, guardians, movements, people, person
from modules.office.views.school import bells, rooms, settings, special_days, terms

HANDLERS: list[Any] = [
    *home.HANDLERS,
    *checks.HANDLERS,
    *classes.HANDLERS,
    *slips.HANDLERS,
    *board.HANDLERS,
    *phones.HANDLERS,
    *imports.HANDLERS,
    *names.HANDLERS,
    *people.HANDLERS,
    *person.HANDLERS,
    *guardians.HANDLERS,
    *contacts.HANDLERS,
    *consents.HANDLERS,
    *hats.HANDLERS,
    *rights.HANDLERS,
    *movements.HANDLERS,
    *changes.HANDLERS,
    *class_cards.HANDLERS,
    *groups.HANDLERS,
    *cross_groups.HANDLERS,
    *load.HANDLERS,
    *teachers.HANDLERS,
    *subjects.HANDLERS,
    *rooms.HANDLERS,
    *special_days.HANDLERS,
    *bells.HANDLERS,
    *terms.HANDLERS,
    *rollover.HANDLERS,
    *settings.HANDLERS,
    *school_changes.HANDLERS,
]
