"""Who teaches what: by class and by teacher, with what is left without anybody."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import msgspec

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.kit.templating import decimal
from intranet.school.access import viewer_args
from intranet.school.people import names
from modules.office.queries.scope import visible_people


def hours_words(hours: Fraction) -> str:
    """As few decimals as it takes."""
    return decimal(hours).rstrip("0").rstrip(",.")


class LoadLine(msgspec.Struct, frozen=True):
    """A journal and one who teaches it now or later; nobody: the journal is without a teacher.

    `is_left`: the assignment has an end and nobody is named after it.
    """

    journal: int
    school_class: int | None
    class_title: str | None
    group: str
    subject: str
    assignment: int | None
    teacher: int | None
    teacher_names: list[str] | None
    hours_quarters: int | None
    since: date | None
    until: date | None
    is_left: bool

    @property
    def whom(self) -> str:
        """ "5А", "5А, англ. 1", "10 физмат"."""
        return ", ".join(filter(None, (self.class_title, self.group)))

    @property
    def teacher_name(self) -> str:
        """ "Иванова М. С."; empty for nobody."""
        return names.short_name(*self.teacher_names) if self.teacher_names else ""

    @property
    def hours(self) -> Fraction:
        """A week."""
        return Fraction(self.hours_quarters or 0, 4)

    @property
    def hours_words(self) -> str:
        """ "5", "2,5"."""
        return hours_words(self.hours)


class TeacherLoad(msgspec.Struct, frozen=True):
    """A teacher with the hours of the day; `leads` are the own classes, `last_day` that of the dismissal."""

    id: int
    surname: str
    name: str
    patronymic: str
    posts: str | None
    journals: int
    hours_quarters: int
    leads: str | None
    last_day: date | None

    @property
    def full_name(self) -> str:
        """ "Иванова Мария Сергеевна"."""
        return names.full_name(self.surname, self.name, self.patronymic)

    @property
    def hours(self) -> Fraction:
        """A week."""
        return Fraction(self.hours_quarters, 4)

    @property
    def hours_words(self) -> str:
        """ "18", "13,5"."""
        return hours_words(self.hours)


class GroupOption(msgspec.Struct, frozen=True):
    """A group to teach."""

    id: int
    title: str


LINES = """select j.id as journal, g.school_class, c.grade_level || c.letter as class_title, g.name as group,
        s.name as subject, a.id as assignment, a.teacher,
        case when p.id is not null then array[p.surname, p.name, p.patronymic]::text[] end as teacher_names,
        a.hours_quarters, a.since, a.until,
        coalesce(a.until is not null and not exists (select 1 from assignment n where n.journal = j.id
            and (n.until is null or n.until > a.until)), false) as is_left
    from journal j join study_group g on g.id = j.study_group join subject s on s.id = j.subject
    left join school_class c on c.id = g.school_class
    left join assignment a on a.journal = j.id and (a.until is null or a.until >= $1)
    left join person p on p.id = a.teacher"""
ORDER = "order by c.grade_level nulls last, c.letter, s.name, g.name, a.since, p.sort_key"
TEACHERS = """select p.id, p.surname, p.name, p.patronymic,
        (select string_agg(distinct t.title, ', ') from staff_post t where t.person = p.id and t.since <= $2
            and (t.until is null or t.until >= $2)) as posts,
        count(a.id) as journals, coalesce(sum(a.hours_quarters), 0)::int as hours_quarters,
        (select string_agg(c.grade_level || c.letter, ', ' order by c.grade_level, c.letter)
            from class_teacher t join school_class c on c.id = t.school_class
            where t.teacher = p.id and t.since <= $2 and (t.until is null or t.until >= $2)) as leads,
        (select max(t.until) from staff_post t where t.person = p.id having bool_and(t.until is not null))
            as last_day
    from person p left join assignment a on a.teacher = p.id and a.since <= $2
        and (a.until is null or a.until >= $2)"""
IS_STAFF = """(p.id in (select person from staff_post where until is null or until >= $2)
    or p.id in (select teacher from assignment) or p.id in (select teacher from class_teacher))"""
GROUPS = """select g.id, g.name || coalesce(case when g.is_roster then '' else ', ' end
        || c.grade_level || c.letter, '') as title
    from study_group g left join school_class c on c.id = g.school_class
    where g.year = $1 and g.school_class is not distinct from $2 order by g.is_roster desc, g.name, g.id"""


async def load_of_class(viewer: Viewer, year: int, school_class: int | None) -> list[LoadLine]:
    """The journals of a class (None: of groups across classes) with their teachers."""
    return await DB.rows(
        LoadLine, f"{LINES} where g.year = $2 and g.school_class is not distinct from $3 {ORDER}",
        viewer.day, year, school_class,
    )  # fmt: skip


async def load_of_teacher(viewer: Viewer, teacher: int) -> list[LoadLine]:
    """What somebody teaches now or later."""
    return await DB.rows(LoadLine, f"{LINES} where a.teacher = $2 {ORDER}", viewer.day, teacher)


async def left_alone(viewer: Viewer, year: int) -> list[LoadLine]:
    """The year's journals nobody teaches, or soon nobody will."""
    return await DB.rows(
        LoadLine,
        f"""with line as ({LINES} where g.year = $2) select * from line where assignment is null or is_left
            order by class_title nulls last, subject, "group" """,
        viewer.day, year,
    )  # fmt: skip


async def line_of(viewer: Viewer, assignment: int) -> LoadLine:
    """One assignment; NotFound."""
    found = await DB.one(
        LoadLine, f"{LINES} where a.id = $2 and $1::date is not null", viewer.day, assignment
    )
    if found is None:
        raise NotFound
    return found


async def teachers_of(viewer: Viewer) -> list[TeacherLoad]:
    """The staff with their hours, by name."""
    return await DB.rows(
        TeacherLoad,
        f"""{TEACHERS} where p.id in ({visible_people(viewer)}) and {IS_STAFF}
            group by p.id order by p.sort_key, p.id""",
        *viewer_args(viewer),
    )


async def teacher_load(viewer: Viewer, person: int) -> TeacherLoad:
    """One of the staff; NotFound for others. Leaves a line in the access log."""
    found = await DB.one(
        TeacherLoad,
        f"""{TEACHERS} where p.id in ({visible_people(viewer)}) and {IS_STAFF} and p.id = $3 group by p.id""",
        *viewer_args(viewer),
        person,
    )
    if found is None:
        raise NotFound
    audit.looked_at(viewer, "office.load", [person])
    return found


async def group_options(viewer: Viewer, year: int, school_class: int | None) -> list[GroupOption]:
    """A class and its parts, or the groups across classes."""
    return await DB.rows(GroupOption, GROUPS, year, school_class)
