"""Who will be told if the homework of a lesson is changed: a page beside the lesson's (FEATURES C6)."""

from __future__ import annotations

from litestar.di import NamedDependency
from litestar.params import FromPath

from intranet.kit.access import Viewer
from intranet.kit.errors import NotFound
from intranet.kit.web import Answer, Page, page
from intranet.school.audience import Audience
from modules.journal.permissions import MINE
from modules.journal.queries.lesson import lesson_card
from modules.journal.queries.news import due_of
from modules.journal.service.telling import HOMEWORK
from modules.notices.api import who_will_be_told


@page("/journal/lessons/{lesson:int}/told", permission=MINE)
async def show_told(viewer: NamedDependency[Viewer], lesson: FromPath[int]) -> Answer:
    """The families of the pupils who have the homework to do, for whoever writes it."""
    card = await lesson_card(viewer, lesson)
    if not card.may_write:
        raise NotFound
    due = await due_of(viewer, lesson)
    families = Audience("families", frozenset(due.students if due else ()))
    told = await who_will_be_told(viewer, HOMEWORK, families)
    return Page("journal/told.html", card=card, due=due, told=told)
