"""Names of other timetable programs: what is remembered of them, and the page that shows it."""

from __future__ import annotations

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.kit.i18n import _
from intranet.school.facts import current_year
from modules.office.lists.foreign.model import NameKind
from modules.office.planning.foreign.known import ForeignFacts, Known, KnownForeign
from modules.office.planning.known import KnownName
from modules.office.queries.imports.import_facts import known_rooms, known_subjects

KNOWN = "select kind, key, text, target from foreign_name where system = $1 order by id"
# What a target is called; $2 is the year, of which classes and groups are.
CLASS_NAME = "c.grade_level || c.letter"
OURS = f"""select id, kind, name from (
    select p.id, 'teacher' as kind,
            concat_ws(' ', p.surname, nullif(p.name, ''), nullif(p.patronymic, '')) as name
        from person p where exists (select 1 from staff_post s where s.person = p.id
            and (s.until is null or s.until >= $1))
    union all select c.id, 'class', {CLASS_NAME} from school_class c where c.year = $2
    union all select g.id, 'group', coalesce({CLASS_NAME} || ' ', '') || g.name from study_group g
        left join school_class c on c.id = g.school_class where g.year = $2
    union all select s.id, 'subject', s.name from subject s
    union all select r.id, 'room', r.number from room r
    union all select n, 'period', n::text from generate_series(0, 12) n) ours"""
PAGE_SIZE = 100
LINES = f"""select f.id, f.system, f.kind, f.text, f.target, o.name as ours, count(*) over () as found
    from foreign_name f left join ({OURS}) o on o.kind = f.kind and o.id = f.target
    where f.kind = $3 order by f.text, f.id limit $4 offset $5"""
ONE = f"""select f.id, f.system, f.kind, f.text, f.target, o.name as ours, 1 as found
    from foreign_name f left join ({OURS}) o on o.kind = f.kind and o.id = f.target where f.id = $3"""
CHOICES = f"select o.id, o.name from ({OURS}) o where o.kind = $3 order by o.name, o.id"


class NameLine(msgspec.Struct, frozen=True):
    """A foreign name: how the file writes it, and what it means here (`ours` None: gone, or left out)."""

    id: int
    system: str
    kind: str
    text: str
    target: int | None
    ours: str | None
    found: int


class _Choice(msgspec.Struct, frozen=True):
    id: int
    name: str


async def foreign_facts(viewer: Viewer, system: str) -> ForeignFacts:
    """What a foreign timetable is compared with: names remembered, subjects, rooms."""
    known = Known(await DB.rows(KnownForeign, KNOWN, system))
    subjects: list[KnownName] = await known_subjects(viewer)
    return ForeignFacts(known, subjects, await known_rooms(viewer))


async def foreign_names(viewer: Viewer, kind: NameKind, page: int) -> list[NameLine]:
    """One page of the names of a kind; whoever may see imports may see them."""
    year = await current_year(viewer.day)
    skipped = (page - 1) * PAGE_SIZE
    return await DB.rows(NameLine, LINES, viewer.day, year.id if year else 0, kind.value, PAGE_SIZE, skipped)


async def foreign_name(viewer: Viewer, name_id: int) -> NameLine:
    """One name; NotFound."""
    year = await current_year(viewer.day)
    found = await DB.one(NameLine, ONE, viewer.day, year.id if year else 0, name_id)
    if found is None:
        raise NotFound
    return found


async def choices_for(viewer: Viewer, kind: str) -> list[tuple[int, str]]:
    """Everything of ours that a name of the kind may mean."""
    year = await current_year(viewer.day)
    rows = await DB.rows(_Choice, CHOICES, viewer.day, year.id if year else 0, kind)
    words = _("урок %(n)s")
    return [(one.id, words % {"n": one.name} if kind == NameKind.PERIOD else one.name) for one in rows]
