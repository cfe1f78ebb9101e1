"""Pupils who would have to be at two lessons at once: asked before a pupil is put into a group.

Rules (DOMAIN 2.7, 2.11 no. 8): dated lessons are compared by the clock of their day (without bells by the
number), on the days when the pupil is in the other group; two parts of a class may go side by side, as long
as nobody is in both. Cancelled lessons hold nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _
from intranet.kit.templating import date_short
from intranet.school.facts import class_name
from intranet.school.people.names import student_name

MOST_NAMED = 3


class ClashLesson(msgspec.Struct, frozen=True):
    """One of the two lessons."""

    subject: str
    grade_level: int | None
    letter: str | None
    group: str
    number: int

    @property
    def title(self) -> str:
        """ "Английский язык (8В, англ. 1)"."""
        whole = "" if self.grade_level is None else class_name(self.grade_level, self.letter or "")
        inside = ", ".join(filter(None, (whole, self.group)))
        return f"{self.subject} ({inside})" if inside else self.subject


class PupilClash(msgspec.Struct, frozen=True):
    """A pupil, the first day of the clash, the group's own lesson and the one it meets."""

    student: int
    surname: str
    name: str
    on_date: date
    own: ClashLesson
    other: ClashLesson

    @property
    def sentence(self) -> str:
        """Who, when, and both lessons."""
        return _(
            "%(name)s: %(day)s, %(n)s-й урок сразу два занятия — %(own)s и %(other)s.",
            name=student_name(self.surname, self.name),
            day=date_short(self.on_date),
            n=self.own.number,
            own=self.own.title,
            other=self.other.title,
        )


LESSON = """json_build_object('subject', {x}su.name, 'grade_level', {x}class.grade_level,
    'letter', {x}class.letter, 'group', {x}sg.name, 'number', {x}l.number)"""
OWN, OTHER = LESSON.format(x="a"), LESSON.format(x="b")
# One row for a pupil and a pair of journals: the first day they meet.
CLASHES = f"""select distinct on (p.sort_key, p.id, al.journal, bl.journal) p.id as student, p.surname,
        p.name, al.on_date, {OWN} as own, {OTHER} as other
    from lesson al join study_group asg on asg.id = al.study_group
    join journal aj on aj.id = al.journal join subject asu on asu.id = aj.subject
    left join school_class aclass on aclass.id = asg.school_class
    left join bell ab on ab.schedule = al.bell_schedule and ab.number = al.number
    join group_membership m on m.student = any($2::int[]) and m.study_group <> $1
        and m.since <= al.on_date and (m.until is null or m.until >= al.on_date)
    join lesson bl on bl.study_group = m.study_group and bl.on_date = al.on_date and bl.status <> 'cancelled'
    join study_group bsg on bsg.id = bl.study_group
    join journal bj on bj.id = bl.journal join subject bsu on bsu.id = bj.subject
    left join school_class bclass on bclass.id = bsg.school_class
    left join bell bb on bb.schedule = bl.bell_schedule and bb.number = bl.number
    join person p on p.id = m.student
    where al.study_group = $1 and al.on_date >= $3 and al.status <> 'cancelled'
      and case when ab.starts is null or bb.starts is null then al.number = bl.number
               else ab.starts < bb.ends and bb.starts < ab.ends end
    order by p.sort_key, p.id, al.journal, bl.journal, al.on_date, al.number"""


async def pupil_clashes(study_group: int, students: Iterable[int], since: date) -> list[PupilClash]:
    """The clashes these pupils would have in the group from `since` on, by name. One statement.

    Memberships are read as they stand: take the pupils out of the group they leave first.
    """
    return await DB.rows(PupilClash, CLASHES, study_group, sorted(set(students)), since)


async def check_pupils(
    study_group: int, students: Iterable[int], since: date, *, field: str = "student"
) -> None:
    """DomainError at `field` that names the pupils and both lessons, when somebody would be in two places."""
    found = await pupil_clashes(study_group, students, since)
    if found:
        more = len(found) - MOST_NAMED
        said = [clash.sentence for clash in found[:MOST_NAMED]]
        if more > 0:
            said.append(_("И ещё таких: %(n)s.", n=more))
        raise DomainError(" ".join(said), field=field)
