"""What an import did to the school, and what has come to hang on it since: read before it is undone.

The trace is written by triggers (`import_trace`), so it knows every row of an import whoever wrote it. What
hangs is asked of the database's own foreign keys. A row is newer than the import when a later transaction has
written it (`xmin`): no table needs a time of its own for that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.i18n import _
from modules.office.planning.table_words import table_words, what_is

NET = """select table_name, row_id, (array_agg(before is null order by id))[1] as is_new,
        (array_agg(after is null order by id desc))[1] as is_gone, max(id) as last
    from import_trace where batch = $1 group by table_name, row_id"""
TAKEN = f"""select table_name as "table", count(*) filter (where is_new and not is_gone) as added,
        count(*) filter (where not is_new and not is_gone) as changed,
        count(*) filter (where not is_new and is_gone) as removed
    from ({NET}) n where not (is_new and is_gone) group by table_name"""
STEPS = """select id, table_name as "table", row_id as row,
        case when before is null then 'insert' when after is null then 'delete' else 'update' end as did
    from import_trace where batch = $1 order by id desc"""
TRACED = (
    "person", "external_id", "enrolment", "guardianship", "emergency_contact", "consent", "staff_post",
    "movement", "school_class", "class_scheme",
    "study_group", "group_membership", "class_teacher", "teacher_subject", "subject",
    "subject_alias", "room", "room_alias", "journal", "assignment", "timetable_version", "timetable_slot",
    "foreign_name",
)  # fmt: skip
# Rows that are not as the import left them; TABLE is one of TRACED.
CHANGED = {
    table: f"""select n.row_id from ({NET}) n join import_trace i on i.id = n.last
        where n.table_name = 'TABLE'
            and i.after is distinct from (select to_jsonb(t) from TABLE t where t.id = n.row_id)""".replace(
        "TABLE", table
    )
    for table in TRACED
}
LATER = """select exists (select 1 from import_trace i join import_trace l
        on l.table_name = i.table_name and l.row_id = i.row_id and l.batch > i.batch
    join import_batch b on b.id = l.batch where i.batch = $1 and b.undone_at is null)"""
# One statement for each foreign key to a table with new rows: which of them something refers to, and how
# many times. What the same import has made goes with it; what is deleted or emptied along is no obstacle.
REFERRING = f"""select c.confrelid::regclass::text as parent, c.conrelid::regclass::text as child,
        format('select t.%1$I as row, count(*) as found from %2$s t
            where t.%1$I in (select n.row_id from ({NET}) n
                where n.table_name = %3$L and n.is_new and not n.is_gone)'
            || case when c.conrelid::regclass::text = any($2::text[])
                then ' and t.id not in (select i.row_id from import_trace i
                    where i.batch = $1 and i.before is null and i.table_name = %4$L)' else '' end
            || ' group by 1', a.attname, c.conrelid::regclass, c.confrelid::regclass::text,
            c.conrelid::regclass::text) as statement
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and array_length(c.conkey, 1) = 1 and c.confdeltype in ('a', 'r')
        and c.confrelid::regclass::text in (select n.table_name from ({NET}) n where n.is_new)
    order by c.conrelid::regclass::text"""
# Pupils who were here before and whose class, group or enrolment the import has changed.
PUPILS_BEFORE = """select distinct (coalesce(i.after, i.before)->>'student')::int from import_trace i
    where i.batch = $1 and i.table_name in ('enrolment', 'group_membership')
        and not exists (select 1 from import_trace p where p.batch = $1 and p.table_name = 'person'
            and p.before is null and p.row_id = (coalesce(i.after, i.before)->>'student')::int)"""
OF_PUPILS = """select c.conrelid::regclass::text as child, 'person' as parent,
        format('select t.student as row, count(*) as found from %s t
            where t.student = any($1::int[]) and age(t.xmin) < age($2::text::xid) group by 1',
            c.conrelid::regclass) as statement
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and array_length(c.conkey, 1) = 1 and a.attname = 'student'
        and c.confrelid = 'person'::regclass and not c.conrelid::regclass::text = any($1::text[])
    order by 1"""
# A new assignment of a journal that was here before: lessons of the week that another list gave the teacher.
PLANNED = """select (i.after->>'journal')::int as row, count(*) as found from import_trace i
    join timetable_slot s on s.journal = (i.after->>'journal')::int and s.teacher = (i.after->>'teacher')::int
    where i.batch = $1 and i.table_name = 'assignment' and i.before is null
        and not exists (select 1 from import_trace x where x.batch = $1 and x.row_id = s.id
            and x.table_name = 'timetable_slot') group by 1"""
RECORDED = """select l.journal as row, count(*) as found from lesson l
    where l.on_date >= $1::date and (l.is_touched or l.is_manual or l.status = 'held')
        and age(l.xmin) < age($2::text::xid) group by 1"""

OF_PERSON = "select t.id, p.surname || ' ' || p.name as title from {} t join person p on p.id = t.{}"
TITLES = {
    "person": "select t.id, t.surname || ' ' || t.name as title from person t",
    "external_id": OF_PERSON.format("external_id", "person"),
    "enrolment": OF_PERSON.format("enrolment", "student"),
    "guardianship": OF_PERSON.format("guardianship", "child"),
    "emergency_contact": OF_PERSON.format("emergency_contact", "child"),
    "consent": OF_PERSON.format("consent", "person"),
    "staff_post": OF_PERSON.format("staff_post", "person"),
    "movement": OF_PERSON.format("movement", "student"),
    "group_membership": OF_PERSON.format("group_membership", "student"),
    "class_teacher": OF_PERSON.format("class_teacher", "teacher"),
    "teacher_subject": OF_PERSON.format("teacher_subject", "teacher"),
    "assignment": OF_PERSON.format("assignment", "teacher"),
    "timetable_slot": OF_PERSON.format("timetable_slot", "teacher"),
    "subject": "select t.id, t.name as title from subject t",
    "subject_alias": "select t.id, s.name as title from subject_alias t join subject s on s.id = t.subject",
    "room": "select t.id, t.number as title from room t",
    "room_alias": "select t.id, r.number as title from room_alias t join room r on r.id = t.room",
    "school_class": "select t.id, t.grade_level || t.letter as title from school_class t",
    "class_scheme": """select t.id, c.grade_level || c.letter as title from class_scheme t
        join school_class c on c.id = t.school_class""",
    "foreign_name": "select t.id, t.text as title from foreign_name t",
    "study_group": """select t.id, concat_ws(' ', k.grade_level || k.letter, nullif(t.name, '')) as title
        from study_group t left join school_class k on k.id = t.school_class""",
    "journal": """select t.id, concat_ws(' ', k.grade_level || k.letter, nullif(g.name, ''), lower(s.name))
            as title
        from journal t join study_group g on g.id = t.study_group join subject s on s.id = t.subject
        left join school_class k on k.id = g.school_class""",
    "timetable_version": "select t.id, to_char(t.since, 'DD.MM.YYYY') as title from timetable_version t",
}
NAMED = {table: f"{TITLES[table]} where t.id = any($1::int[]) order by 2" for table in TRACED}


class Taken(msgspec.Struct, frozen=True):
    """What an import did to a table's rows, all in all."""

    table: str
    added: int
    changed: int
    removed: int


class Step(msgspec.Struct, frozen=True):
    """One row's trace; `did` is insert, update or delete."""

    id: int
    table: str
    row: int
    did: str


class Hanging(msgspec.Struct, frozen=True):
    """Why an import stays: whom or what it is about, and what has come since."""

    who: str
    what: str


class _Referring(msgspec.Struct, frozen=True):
    parent: str
    child: str
    statement: str


class _Found(msgspec.Struct, frozen=True):
    row: int
    found: int


class _Named(msgspec.Struct, frozen=True):
    id: int
    title: str


async def taken_of(viewer: Viewer, batch: int) -> list[Taken]:
    """What undoing would take back, table by table, in the order of TRACED."""
    found = {one.table: one for one in await DB.rows(Taken, TAKEN, batch)}
    return [found[table] for table in TRACED if table in found]


async def steps_of(viewer: Viewer, batch: int) -> list[Step]:
    """Every step of an import, the last one first."""
    return await DB.rows(Step, STEPS, batch)


async def changed_since(viewer: Viewer, batch: int) -> list[Hanging]:
    """The rows that are not as the import left them."""
    found = [
        (one.table, row, "")
        for one in await taken_of(viewer, batch)
        for row in await DB.rows(int, CHANGED[one.table], batch)
    ]
    if not found:
        return []
    is_list = await DB.value(LATER, batch)
    words = _("изменено более поздней загрузкой: сначала отмените её") if is_list else _("с тех пор изменено")
    return await _in_words(found, lambda table, _child: words)


async def hanging_on(viewer: Viewer, batch: int, written_in: int) -> list[Hanging]:
    """What refers to the import's new rows, and what pupils who were here before have got since."""
    found: list[tuple[str, int, str]] = []
    for key in await DB.rows(_Referring, REFERRING, batch, list(TRACED)):
        rows = await DB.rows(_Found, key.statement, batch)
        found += [(key.parent, one.row, key.child) for one in rows]
    pupils = await DB.rows(int, PUPILS_BEFORE, batch)
    for key in await DB.rows(_Referring, OF_PUPILS, list(TRACED)) if pupils else []:
        rows = await DB.rows(_Found, key.statement, pupils, _xid(written_in))
        found += [(key.parent, one.row, key.child) for one in rows]
    planned = await DB.rows(_Found, PLANNED, batch)
    return await _in_words(
        [*found, *(("journal", one.row, "timetable_slot") for one in planned)],
        lambda _table, child: what_is(child),
    )


async def recorded_since(viewer: Viewer, since: date, written_in: int) -> list[Hanging]:
    """The journals whose lessons from a day on have records or changes newer than the import."""
    found = await DB.rows(_Found, RECORDED, since, _xid(written_in))
    return await _in_words(
        [("journal", one.row, "lesson") for one in found], lambda _table, child: what_is(child)
    )


def _xid(written_in: int) -> str:
    """A transaction as rows remember it: without the epoch."""
    return str(written_in % 2**32)


async def _in_words(found: Sequence[tuple[str, int, str]], say: Callable[[str, str], str]) -> list[Hanging]:
    """Rows by name, each with all that is said of it."""
    titles: dict[tuple[str, int], str] = {}
    for table in dict.fromkeys(table for table, _row, _child in found):
        ids = [row for one, row, _child in found if one == table]
        titles |= {(table, one.id): one.title for one in await DB.rows(_Named, NAMED[table], ids)}
    said: dict[str, list[str]] = defaultdict(list)
    for table, row, child in found:
        who = titles.get((table, row)) or table_words(table)
        if (words := say(table, child)) not in said[who]:
            said[who].append(words)
    return [Hanging(who, ", ".join(words)) for who, words in sorted(said.items())]
