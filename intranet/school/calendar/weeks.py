"""A week as pages show it: its days, what is special about each, and why there are no lessons.

Rules: a week begins on Monday; an exception of the calendar holds for the whole school, a grade or one
class (DOMAIN 2.8); a reason is said in words. No people here but the name of a class's teacher.
"""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from intranet.kit.db import DB
from intranet.kit.i18n import _, lazy
from intranet.kit.templating import date_short
from intranet.school.facts import term_title
from intranet.school.people import names

FREE = ("holiday", "vacation", "no_lessons")


class Special(msgspec.Struct, frozen=True):
    """Days unlike their weekday; see CalendarException."""

    kind: str
    begins: date
    ends: date
    title: str
    works_as: int | None


class Frame(msgspec.Struct, frozen=True):
    """What stands around the lessons of some days: year, term, special days, the class's teacher."""

    begins: date
    ends: date
    year_begins: date | None
    teaching_until: date | None
    is_planned: bool
    term_kind: str | None
    term_ordinal: int | None
    leader: list[str] | None
    specials: list[Special]

    @property
    def term(self) -> str:
        """ "II четверть"; empty in the holidays."""
        return term_title(self.term_kind, self.term_ordinal or 0) if self.term_kind else ""

    @property
    def leader_short(self) -> str:
        """The class teacher, "Иванова М. С."; empty without one."""
        return names.short_name(*self.leader) if self.leader else ""

    def special_of(self, day: date) -> Special | None:
        """What is special about a day; a day off before all else."""
        found = [special for special in self.specials if special.begins <= day <= special.ends]
        return min(found, key=lambda special: special.kind not in FREE, default=None)


FRAME = """select $2::date as begins, $3::date as ends, y.begins as year_begins, y.teaching_until,
    exists (select 1 from timetable_version v where v.year = y.id and v.since <= $3) as is_planned,
    t.kind as term_kind, t.ordinal as term_ordinal, h.leader,
    coalesce((select json_agg(json_build_object('kind', e.kind, 'begins', e.begins, 'ends', e.ends,
        'title', e.title, 'works_as', e.works_as) order by e.begins, e.id)
      from calendar_exception e
      where e.begins <= $3 and e.ends >= $2 and (e.school_class is null or e.school_class = $1)
        and (e.grade_level is null or e.grade_level = sc.grade_level)), '[]') as specials
    from (select 1) one
    left join school_class sc on sc.id = $1
    left join lateral (select id, begins, teaching_until from academic_year
        order by greatest(begins - $3::date, $2::date - ends, 0), begins desc limit 1) y on true
    left join lateral (select s.kind, t.ordinal from class_scheme c
        join term_scheme s on s.id = c.scheme join term t on t.scheme = s.id
        where c.school_class = $1 and c.subject is null and t.begins <= $3 and t.ends >= $2
        order by t.begins desc limit 1) t on true
    left join lateral (select array[p.surname, p.name, p.patronymic]::text[] as leader from class_teacher a
        join person p on p.id = a.teacher
        where a.school_class = $1 and a.since <= $3 and (a.until is null or a.until >= $2)
        order by a.since desc limit 1) h on true"""


async def frame_of(school_class: int | None, begins: date, ends: date) -> Frame:
    """The frame of some days for a class, or without one by the whole school's calendar. One statement."""
    found = await DB.one(Frame, FRAME, school_class, begins, ends)
    assert found is not None  # the statement always gives one row
    return found


def monday_of(day: date) -> date:
    """The Monday of a date's week."""
    return day - timedelta(days=day.weekday())


def span(begins: date, ends: date) -> str:
    """ "16–21 ноября 2026", "28 сентября – 3 октября 2026"."""
    if begins.month == ends.month:
        return f"{begins.day}–{date_short(ends)} {ends.year}"
    return f"{date_short(begins)} – {date_short(ends)} {ends.year}"


def free_words(special: Special) -> str:
    """ "Осенние каникулы до 8 ноября", "День народного единства"."""
    if special.kind == "vacation" or special.ends > special.begins:
        title = special.title or (_("Каникулы") if special.kind == "vacation" else _("Уроков нет"))
        return _("%(title)s до %(day)s", title=title, day=date_short(special.ends))
    return special.title or (_("Праздник") if special.kind == "holiday" else _("Уроков нет"))


WORKS_AS = (
    lazy("по расписанию понедельника"), lazy("по расписанию вторника"), lazy("по расписанию среды"),
    lazy("по расписанию четверга"), lazy("по расписанию пятницы"), lazy("по расписанию субботы"),
    lazy("по расписанию воскресенья"),
)  # fmt: skip


def day_words(frame: Frame, day: date) -> str:
    """What to say beside a day's name: a day off, a transferred or a shortened day; empty for a usual one."""
    special = frame.special_of(day)
    if special is None:
        return ""
    if special.kind in FREE:
        return free_words(special)
    if special.kind == "shortened":
        return special.title or _("сокращённые уроки")
    if special.works_as:
        return str(WORKS_AS[special.works_as - 1])
    return special.title


def empty_words(frame: Frame) -> tuple[str, str]:
    """Why some days have no lessons at all, as a title and what follows from it."""
    if frame.year_begins is None or frame.teaching_until is None:
        return _("Учебный год ещё не заведён"), _("Его заводит администратор при установке.")
    if frame.ends < frame.year_begins:
        return _("Учебный год ещё не начался"), _(
            "Уроки начнутся %(day)s.", day=date_short(frame.year_begins)
        )
    if frame.begins > frame.teaching_until:
        return _("Учебный год закончился"), _(
            "Последний день уроков — %(day)s.", day=date_short(frame.teaching_until)
        )
    if not frame.is_planned:
        return _("Расписания на эти дни ещё нет"), _("Его загружает секретарь.")
    free = [special for special in frame.specials if special.kind in FREE]
    if free:
        return free_words(max(free, key=lambda special: (special.ends - special.begins, special.ends))), ""
    return _("Уроков на этой неделе нет"), _("Если это ошибка, скажите классному руководителю.")
