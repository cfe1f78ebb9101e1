"""A journal's page on paper: its head and the lessons of a term up to today, with what was done at them.

Pupils and cells are the grid's own reads, so the paper and the screen cannot differ.
"""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.access import Hat, viewer_args, visible_journals
from intranet.school.facts import TermRow
from intranet.school.fragments import SHORT_NAME
from modules.journal.queries.fragments import GROUP_NAME
from modules.journal.queries.grid import CARD, CARD_FROM, JournalCard
from modules.journal.queries.journals import THIS_YEAR


class PageLesson(msgspec.Struct, frozen=True):
    """A line of the facing page; `homework` None: nothing written, `no_homework`: said that none is set."""

    id: int
    on_date: date
    number: int
    topic: str
    homework: str | None
    no_homework: bool
    teacher: str


class JournalPage(JournalCard, frozen=True):
    """The journal's head with the lessons of one term, in order."""

    lessons: list[PageLesson]

    def term(self, ident: int) -> TermRow:
        """The journal's own term; NotFound for another's."""
        found = next((term for term in self.terms if term.id == ident), None)
        if found is None:
            raise NotFound
        return found


LESSONS = f"""coalesce((select json_agg(json_build_object('id', l.id, 'on_date', l.on_date,
        'number', l.number, 'topic', coalesce(r.topic, ''), 'homework', nullif(h.text, ''),
        'no_homework', coalesce(h.is_none, false), 'teacher', {SHORT_NAME}) order by l.on_date, l.number)
    from lesson l join term t on t.id = $5 and l.on_date between t.begins and least(t.ends, $2::date)
    join person p on p.id = l.teacher
    left join lesson_record r on r.lesson = l.id left join homework h on h.lesson = l.id
    where l.journal = j.id and l.status <> 'cancelled'), '[]'::json) as lessons"""


async def journal_page(viewer: Viewer, journal: int, term: int) -> JournalPage:
    """The page of a journal and term (id); NotFound when the viewer does not see the journal."""
    sql = f"""{CARD}, false as may_write, {LESSONS} {CARD_FROM}
        where j.id = $3 and j.id in ({visible_journals(viewer)})"""
    found = await DB.one(JournalPage, sql, *viewer_args(viewer), journal, viewer.hat == Hat.TEACHER, term)
    if found is None:
        raise NotFound
    return found


class PageClass(msgspec.Struct, frozen=True):
    """A class whose journals a viewer may print; None stands for the groups across classes."""

    id: int | None
    grade_level: int | None
    letter: str | None


class PageJournal(msgspec.Struct, frozen=True):
    """A journal to choose."""

    id: int
    subject: str
    group_name: str

    @property
    def title(self) -> str:
        """ "Алгебра, 8Б"."""
        return f"{self.subject}, {self.group_name}" if self.group_name else self.subject


async def classes_of_pages(viewer: Viewer) -> list[PageClass]:
    """The classes of this year whose journals the viewer sees; groups across classes last."""
    sql = f"""select distinct sc.id, sc.grade_level, sc.letter {THIS_YEAR}
        and j.id in ({visible_journals(viewer)}) order by sc.grade_level nulls last, sc.letter"""
    return await DB.rows(PageClass, sql, *viewer_args(viewer))


async def journals_of_class(viewer: Viewer, school_class: int | None) -> list[PageJournal]:
    """The journals of a class (None: of groups across classes) that the viewer sees, by subject."""
    sql = f"""select j.id, su.name as subject, {GROUP_NAME} as group_name {THIS_YEAR}
        and j.id in ({visible_journals(viewer)}) and sc.id is not distinct from $3::int
        order by su.name, sg.name, j.id"""
    return await DB.rows(PageJournal, sql, *viewer_args(viewer), school_class)
