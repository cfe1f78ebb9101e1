"""What the school already has that a list may mean: a fixed number of statements, whatever the list's length.

These are the facts of a decision, not a page: only a person who may import gets this far.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from intranet.kit import crypto
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _
from intranet.school.calendar.sql import calendar_of, classes_of
from intranet.school.classes.names import ClassName, code_key
from intranet.school.facts import current_year
from intranet.school.people.names import FullName, full_name
from intranet.school.timetable.clash_sql import groups_on, room_parallel
from modules.office.lists.matching import PersonCard
from modules.office.lists.rows import ParentRow, StaffRow, StudentRow
from modules.office.planning import known as k
from modules.office.planning.line_groups import TimetableFacts

CLASSES = """select c.id, c.grade_level, c.letter, g.id as roster from school_class c
    join study_group g on g.school_class = c.id and g.is_roster where c.year = $1"""
GROUPS = "select id, school_class, name, is_roster from study_group where year = $1 order by id"
PERSON = """select p.id, p.surname, p.name, p.patronymic, p.name_key, p.sex, p.born, p.phone, p.email,
        p.snils_print,
        array(select x.system || ' ' || x.key from external_id x where x.person = p.id) as external,
        exists (select 1 from staff_post s where s.person = p.id and s.since <= $1
                and (s.until is null or s.until >= $1)) as is_staff
    from person p"""
MEANT = f"""{PERSON} where p.name_key = any($2) or p.snils_print = any($3) or p.id = any($4)
    or p.id in (select x.person from external_id x where x.system = $5 and x.key = any($6)) order by p.id"""
GUARDIANS = f"""{PERSON} where p.id in (select guardian from guardianship where child = any($2))
    and p.id <> all($2) order by p.id"""
ENROLMENTS = """select distinct on (student) id, student, since, until, order_number, order_date,
        personal_file from enrolment where student = any($1) order by student, since desc"""
MEMBERSHIPS = """select m.id, m.student, m.study_group, m.since, m.until from group_membership m
    join study_group g on g.id = m.study_group and g.school_class is not null
    where m.student = any($1) and g.year = $2 order by m.since"""
LINKS = """select id, guardian, child, kind, is_legal, basis, since, until from guardianship
    where child = any($1) order by id"""
POSTS = """select id, person, title, since from staff_post where person = any($1)
    and (until is null or until >= $2) order by id"""
LEADERS = """select school_class, teacher from class_teacher
    where since <= $1 and (until is null or until >= $1)"""
TEACHES = "select teacher, subject from teacher_subject where teacher = any($1)"
PUPILS = """select p.id, p.surname, p.name, p.patronymic, c.grade_level, c.letter,
        (select x.key from external_id x where x.person = p.id and x.system = 'student' limit 1) as code
    from person p
    join lateral (select g.school_class from group_membership m join study_group g on g.id = m.study_group
                  where m.student = p.id and m.is_roster and g.year = $1
                    and (m.until is null or m.until >= $2) order by m.since limit 1) r on true
    join school_class c on c.id = r.school_class"""
TEACHERS = """select p.id, p.surname, p.name, p.patronymic from person p
    where exists (select 1 from staff_post s where s.person = p.id and (s.until is null or s.until >= $1))"""
JOURNALS = """select j.id, j.study_group, j.subject from journal j join study_group g on g.id = j.study_group
    where g.year = $1"""
ASSIGNMENTS = """select a.id, a.journal, a.teacher, a.hours_quarters,
        (a.until is null or a.until >= $2) as is_now
    from assignment a join journal j on j.id = a.journal join study_group g on g.id = j.study_group
    where g.year = $1 order by a.id"""
SUBJECTS = """select s.id, s.name, 1 as parallel,
        s.key || array(select a.key::text from subject_alias a where a.subject = s.id) as ways
    from subject s order by s.id"""
ROOMS = """select r.id, r.number as name, r.parallel,
        r.key || array(select a.key::text from room_alias a where a.room = r.id) as ways
    from room r order by r.id"""
VERSIONS = """select v.since,
        coalesce(json_agg(json_build_array(s.journal, s.weekday, s.number, s.week, s.teacher, s.room))
                 filter (where s.id is not null), '[]') as lines
    from timetable_version v left join timetable_slot s on s.version = v.id
    where v.year = $1 group by v.id order by v.since"""


class _Pupil(msgspec.Struct, frozen=True):
    id: int
    surname: str
    name: str
    patronymic: str
    grade_level: int
    letter: str
    code: str | None


class _Teacher(msgspec.Struct, frozen=True):
    id: int
    surname: str
    name: str
    patronymic: str


class _Teaches(msgspec.Struct, frozen=True):
    teacher: int
    subject: int


class _Version(msgspec.Struct, frozen=True):
    since: date
    lines: list[tuple[int, int, int, str, int, int | None]]


async def frame_of(viewer: Viewer) -> k.Frame:
    """The current year with its classes and groups; DomainError without a year."""
    year = await current_year(viewer.day)
    if year is None:
        raise DomainError(_("Сначала заведите учебный год"))
    classes, groups = await DB.rows(k.ClassRow, CLASSES, year.id), await DB.rows(k.GroupRow, GROUPS, year.id)
    return k.make_frame(year, viewer.day, classes, groups)


async def student_facts(viewer: Viewer, frame: k.Frame, rows: tuple[StudentRow, ...]) -> k.PeopleFacts:
    """Everybody a pupils' list may mean."""
    relatives = [one for row in rows for one in row.relatives]
    names = {row.key for row in rows} | {one.key[0] for one in relatives}
    prints = [row.snils for row in rows] + [one.snils for one in relatives]
    people = await _meant(viewer, names, prints, k.STUDENT, {row.id_key for row in rows})
    ids = [one.id for one in people]
    return k.PeopleFacts(
        people + await DB.rows(k.KnownPerson, GUARDIANS, viewer.day, ids),
        await DB.rows(k.KnownEnrolment, ENROLMENTS, ids),
        await DB.rows(k.KnownMembership, MEMBERSHIPS, ids, frame.year.id),
        await DB.rows(k.KnownLink, LINKS, ids),
    )


async def parent_facts(viewer: Viewer, frame: k.Frame, rows: tuple[ParentRow, ...]) -> k.PeopleFacts:
    """The school's pupils, their guardians, and everybody a parents' list may mean."""
    found = await DB.rows(_Pupil, PUPILS, frame.year.id, viewer.day)
    pupils = [
        PersonCard(one.id, FullName(one.surname, one.name, one.patronymic),
                   ClassName(one.grade_level, one.letter), code_key(one.code or ""))
        for one in found
    ]  # fmt: skip
    names = {row.relative.key[0] for row in rows}
    ids = [one.id for one in pupils]
    people = await _meant(viewer, names, [row.relative.snils for row in rows], k.STUDENT, set(), ids)
    known = {one.id for one in people}
    guardians = await DB.rows(k.KnownPerson, GUARDIANS, viewer.day, ids)
    return k.PeopleFacts(
        people + [one for one in guardians if one.id not in known],
        links=await DB.rows(k.KnownLink, LINKS, ids), pupils=pupils,
    )  # fmt: skip


async def staff_facts(viewer: Viewer, rows: tuple[StaffRow, ...]) -> k.PeopleFacts:
    """Everybody a staff list may mean."""
    codes = {row.id_key for row in rows}
    people = await _meant(viewer, {row.key for row in rows}, [row.snils for row in rows], k.STAFF, codes)
    ids = [one.id for one in people]
    return k.PeopleFacts(
        people,
        posts=await DB.rows(k.KnownPost, POSTS, ids, viewer.day),
        leaders=await DB.rows(k.KnownLeader, LEADERS, viewer.day),
        teaches=frozenset((one.teacher, one.subject) for one in await DB.rows(_Teaches, TEACHES, ids)),
    )


async def _meant(
    viewer: Viewer,
    names: set[str],
    snils: list[str | None],
    system: str,
    codes: set[str],
    ids: Sequence[int] = (),
) -> list[k.KnownPerson]:
    prints = [crypto.fingerprint(one) for one in snils if one]
    told = [one for one in codes if one]
    return await DB.rows(k.KnownPerson, MEANT, viewer.day, list(names), prints, list(ids), system, told)


async def teaching_facts(viewer: Viewer, frame: k.Frame) -> k.TeachingFacts:
    """Employees, journals and who teaches them."""
    teachers = await DB.rows(_Teacher, TEACHERS, viewer.day)
    return k.TeachingFacts(
        [PersonCard(one.id, FullName(one.surname, one.name, one.patronymic)) for one in teachers],
        await DB.rows(k.KnownJournal, JOURNALS, frame.year.id),
        await DB.rows(k.KnownAssignment, ASSIGNMENTS, frame.year.id, viewer.day),
    )


async def timetable_facts(viewer: Viewer, frame: k.Frame) -> TimetableFacts:
    """All a timetable is compared with."""
    year = frame.year
    day = min(max(viewer.day, year.begins), year.ends)
    pupils = await DB.rows(_Pupil, PUPILS, year.id, viewer.day)
    return TimetableFacts(
        await teaching_facts(viewer, frame),
        await calendar_of(year.id),
        {one.id: one for one in await classes_of(year.id)},
        await groups_on(year.id, day),
        await room_parallel(),
        {one.id: full_name(one.surname, one.name) for one in pupils},
        [(one.since, frozenset(one.lines)) for one in await DB.rows(_Version, VERSIONS, year.id)],
    )


async def known_subjects(viewer: Viewer) -> list[k.KnownName]:
    """Every subject with the ways lists write it."""
    return await DB.rows(k.KnownName, SUBJECTS)


async def known_rooms(viewer: Viewer) -> list[k.KnownName]:
    """Every room with the ways lists write it."""
    return await DB.rows(k.KnownName, ROOMS)
