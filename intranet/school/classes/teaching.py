"""Who teaches whom: subjects, study groups, journals, assignments, class teachers, group members.

Rules: a journal is study group x subject (DOMAIN trap 1) and is made when somebody is first assigned to it;
assignments and memberships are dated; a pupil may be in several groups, in each at most once a day. Nobody of
the office gives a journal or a class to oneself (school/own_hands.py).
"""

from __future__ import annotations

from datetime import date, timedelta

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.school.classes.names import label_key
from intranet.school.own_hands import check_other, is_longer
from intranet.school.people.names import clean
from intranet.school.timetable.pupil_clashes import check_pupils

# "on conflict do update" so that the id comes back, whoever made the row.
GET_JOURNAL = """insert into journal (study_group, subject) values ($1, $2)
    on conflict (study_group, subject) do update set subject = excluded.subject returning id"""
GET_GROUP = """insert into study_group (year, school_class, name, key)
    select year, id, $2, $3 from school_class where id = $1
    on conflict (school_class, key) do update set key = excluded.key returning id"""
GET_CROSS_GROUP = """with known as (select id from study_group
        where year = $1 and school_class is null and key = $3),
    made as (insert into study_group (year, name, key) select $1, $2, $3
             where not exists (select 1 from known) returning id)
    select id from known union all select id from made"""
SAME_ASSIGNMENT = """select id from assignment where journal = $1 and teacher = $2
    and since <= $3 and (until is null or until >= $3) for update"""
OF_CLASS = """select exists (select 1 from group_membership m join study_group g on g.id = m.study_group
    where m.student = $1 and m.is_roster and g.school_class = $2 and (m.until is null or m.until >= $3))"""


async def add_subject(actor: Viewer, name: str, short: str = "") -> int:
    """A subject by its name, made if it is not there (nor an alias for it); its id."""
    async with DB.transaction():
        known: int | None = await DB.value(
            """select id from subject where key = $1
               union all select subject from subject_alias where key = $1""",
            label_key(name),
        )
        if known is not None:
            return known
        made: int = await DB.value(
            "insert into subject (name, key, short) values ($1, $2, $3) returning id",
            clean(name), label_key(name), short,
        )  # fmt: skip
        await audit.record(actor, "school.subject.add", "subject", made, after={"name": name})
        return made


async def add_group(actor: Viewer, school_class: int, name: str) -> int:
    """A part of a class by its name ("англ. 1"), made if it is not there; its id. NotFound: no such class."""
    if not label_key(name):
        raise DomainError(_("Назовите подгруппу"), field="name")
    async with DB.transaction():
        known: int | None = await DB.value(
            "select id from study_group where school_class = $1 and key = $2", school_class, label_key(name)
        )
        if known is not None:
            return known
        made: int | None = await DB.value(GET_GROUP, school_class, clean(name), label_key(name))
        if made is None:
            raise NotFound
        await audit.record(actor, "school.group.add", "study_group", made, after={"name": name})
        return made


async def add_cross_group(actor: Viewer, year: int, name: str) -> int:
    """A group of pupils of several classes, made if it is not there; its id."""
    async with DB.transaction():
        await DB.execute("select id from academic_year where id = $1 for update", year)
        made: int = await DB.value(GET_CROSS_GROUP, year, clean(name), label_key(name))
        await audit.record(actor, "school.group.add", "study_group", made, after={"name": name})
        return made


async def journal_of(actor: Viewer, study_group: int, subject: int) -> int:
    """The journal of a group and a subject, made if it is not there; its id."""
    async with DB.transaction():
        known: int | None = await DB.value(
            "select id from journal where study_group = $1 and subject = $2", study_group, subject
        )
        if known is not None:
            return known
        made: int = await DB.value(GET_JOURNAL, study_group, subject)
        await audit.record(
            actor, "school.journal.open", "journal", made, after={"group": study_group, "subject": subject}
        )
        return made


async def assign_teacher(
    actor: Viewer, teacher: int, study_group: int, subject: int, since: date, *, hours_quarters: int = 0
) -> int:
    """Let a teacher teach a group a subject from a date on; the assignment's id.

    The journal is made if need be. One in force on that day gets the hours (a week x 4). DomainError if a
    later assignment of the same teacher is in the way.
    """
    async with DB.transaction():
        journal = await journal_of(actor, study_group, subject)
        known: int | None = await DB.value(SAME_ASSIGNMENT, journal, teacher, since)
        if known is not None:
            await set_hours(actor, known, hours_quarters)
            return known
        check_other(actor, teacher, field="teacher")
        later = "select exists (select 1 from assignment where journal = $1 and teacher = $2 and since > $3)"
        if await DB.value(later, journal, teacher, since):
            raise DomainError(_("Этот учитель уже назначен с более поздней даты"), field="since")
        made: int = await DB.value(
            """insert into assignment (journal, teacher, hours_quarters, since)
               values ($1, $2, $3, $4) returning id""",
            journal, teacher, hours_quarters, since,
        )  # fmt: skip
        await audit.record(
            actor, "school.assignment.add", "journal", journal,
            after={"assignment": made, "teacher": teacher, "hours_quarters": hours_quarters,
                   "since": since.isoformat()},
        )  # fmt: skip
        return made


async def set_hours(actor: Viewer, assignment: int, hours_quarters: int) -> None:
    """How many hours a week (x 4) an assignment is; NotFound."""
    async with DB.transaction():
        before = await DB.value("select hours_quarters from assignment where id = $1 for update", assignment)
        if before is None:
            raise NotFound
        if before == hours_quarters:
            return
        await DB.execute(
            "update assignment set hours_quarters = $2 where id = $1", assignment, hours_quarters
        )
        await audit.record(
            actor, "school.assignment.hours", "assignment", assignment,
            before={"hours_quarters": before}, after={"hours_quarters": hours_quarters},
        )  # fmt: skip


async def remove_assignment(actor: Viewer, assignment: int) -> None:
    """Take back an assignment that was recorded by mistake; what was written in the journal stays."""
    async with DB.transaction():
        try:
            journal, teacher = await DB.record(
                "select journal, teacher from assignment where id = $1 for update", assignment
            )
        except LookupError as error:
            raise NotFound from error
        await DB.execute("delete from assignment where id = $1", assignment)
        await audit.record(actor, "school.assignment.remove", "journal", journal, before={"teacher": teacher})


async def end_assignment(actor: Viewer, assignment: int, last_day: date | None) -> None:
    """The teacher's last day in a journal; None: without end. NotFound; DomainError before the first day."""
    async with DB.transaction():
        try:
            teacher, since, until = await DB.record(
                "select teacher, since, until from assignment where id = $1 for update", assignment
            )
        except LookupError as error:
            raise NotFound from error
        if last_day is not None and last_day < since:
            raise DomainError(_("Последний день раньше первого"), field="last_day")
        if is_longer(last_day, until):
            check_other(actor, teacher, field="last_day")
        await DB.execute("update assignment set until = $2 where id = $1", assignment, last_day)
        await audit.record(
            actor, "school.assignment.end", "assignment", assignment,
            before={"until": until.isoformat() if until else None},
            after={"until": last_day.isoformat() if last_day else None},
        )  # fmt: skip


async def set_class_teacher(actor: Viewer, school_class: int, teacher: int, since: date) -> None:
    """Let a teacher lead a class from a date on; who led it before leads until the day before."""
    async with DB.transaction():
        now_led = await DB.value(
            """select teacher from class_teacher where school_class = $1 and since <= $2
               and (until is null or until >= $2) for update""",
            school_class, since,
        )  # fmt: skip
        if now_led == teacher:
            return
        check_other(actor, teacher, field="teacher")
        await end_leading(school_class, since)
        await DB.execute(
            "insert into class_teacher (school_class, teacher, since) values ($1, $2, $3)",
            school_class, teacher, since,
        )  # fmt: skip
        await audit.record(
            actor, "school.class_teacher.set", "school_class", school_class,
            before={"teacher": now_led} if now_led else None,
            after={"teacher": teacher, "since": since.isoformat()},
        )  # fmt: skip


async def end_leading(school_class: int, since: date) -> None:
    """Nobody leads the class from a date on."""
    await DB.execute("delete from class_teacher where school_class = $1 and since >= $2", school_class, since)
    await DB.execute(
        """update class_teacher set until = $2 where school_class = $1
           and since <= $2 and (until is null or until > $2)""",
        school_class, since - timedelta(1),
    )  # fmt: skip


async def add_to_group(actor: Viewer, study_group: int, student: int, since: date) -> None:
    """Put a pupil into a part of a class or a group across classes; one in force stays.

    DomainError for a roster (that is an order), for a pupil of another class or of two lessons at one time.
    """
    async with DB.transaction():
        is_roster, school_class = await DB.record(
            "select is_roster, school_class from study_group where id = $1", study_group
        )
        if is_roster:
            raise DomainError(_("В класс зачисляют приказом, а не группой"), field="study_group")
        if school_class is not None and not await DB.value(OF_CLASS, student, school_class, since):
            raise DomainError(_("Ученик не из этого класса"), field="student")
        await check_pupils(study_group, [student], since)
        added = await DB.execute(
            """insert into group_membership (study_group, student, since)
               select $1, $2, $3 where not exists (select 1 from group_membership
                   where study_group = $1 and student = $2 and (until is null or until >= $3))""",
            study_group, student, since,
        )  # fmt: skip
        if added != "INSERT 0 0":
            await audit.record(
                actor, "school.group.join", "study_group", study_group,
                after={"student": student, "since": since.isoformat()},
            )  # fmt: skip


async def remove_from_group(actor: Viewer, study_group: int, student: int, last_day: date) -> None:
    """A pupil's last day in a part of a class or a group across classes; without effect if not in it."""
    async with DB.transaction():
        await DB.execute(
            """update group_membership set until = $3 where study_group = $1 and student = $2
               and not is_roster and since <= $3 and (until is null or until > $3)""",
            study_group, student, last_day,
        )  # fmt: skip
        await audit.record(
            actor, "school.group.leave", "study_group", study_group,
            after={"student": student, "until": last_day.isoformat()},
        )  # fmt: skip
