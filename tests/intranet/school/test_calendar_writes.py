"""Special days, bells, terms and the year by hand: what they do to lessons is told before it is done."""

from __future__ import annotations

from datetime import date, time

import pytest

from intranet.kit.agreed import carry_out
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.school import service
from intranet.school.calendar import bells, exceptions, terms
from intranet.school.calendar.exceptions import SpecialDays
from intranet.school.calendar.year_dates import Span
from intranet.school.classes.cards import ClassCard, change_class
from intranet.school.facts import TermKind
from intranet.school.founding import add_next_year
from intranet.school.timetable.agreed import Touched
from intranet.school.timetable.lessons import Materialised
from tests.intranet.school.schools import DAY, FIRST, MONDAY, Founded, found, founded_with_lessons

pytestmark = pytest.mark.usefixtures("db")
QUARANTINE = SpecialDays(kind="no_lessons", begins=MONDAY, ends=date(2026, 11, 17), title=" Карантин ")
LESSONS = "select count(*) from lesson where status <> 'cancelled'"


async def lessons_on(day: date) -> int:
    return int(await DB.value(f"{LESSONS} and on_date = $1", day))


async def test_days_off_take_empty_lessons_and_cancel_those_with_records() -> None:
    school = await founded_with_lessons()
    kept = await school.lesson("5А Математика", MONDAY, 1)
    await DB.execute("update lesson set is_touched = true where id = $1", kept)
    touched = await exceptions.add_special_days(school.actor, school.year, QUARANTINE)
    assert touched.lessons == Materialised(0, 0, 1, 2)
    assert await DB.value("select status from lesson where id = $1", kept) == "cancelled"
    assert await DB.value("select title from calendar_exception order by id desc limit 1") == "Карантин"
    assert await lessons_on(date(2026, 11, 23)) == 2


async def test_what_a_change_touches_is_told_first_and_done_only_as_it_was_told() -> None:
    school = await founded_with_lessons()

    async def deed() -> Touched:
        return await exceptions.add_special_days(school.actor, school.year, QUARANTINE)

    before = await DB.value(LESSONS), await DB.value("select count(*) from audit_entry")
    told = await carry_out(deed, "")
    assert told is not None and told.lessons.deleted == 3
    assert (await DB.value(LESSONS), await DB.value("select count(*) from audit_entry")) == before
    assert await carry_out(deed, "0-0-0-99-0") == told
    assert await carry_out(deed, told.key) is None
    assert await DB.value(LESSONS) == before[0] - 3


async def test_moved_days_give_back_the_old_ones_and_only_those() -> None:
    school = await founded_with_lessons()
    await exceptions.add_special_days(school.actor, school.year, QUARANTINE)
    ident = await DB.value("select max(id) from calendar_exception")
    later = SpecialDays(kind="no_lessons", begins=date(2026, 11, 23), ends=date(2026, 11, 23))
    touched = await exceptions.change_special_days(school.actor, ident, later)
    assert touched.lessons == Materialised(3, 0, 0, 2)
    assert (await lessons_on(MONDAY), await lessons_on(later.begins)) == (2, 0)
    back = await exceptions.remove_special_days(school.actor, ident)
    assert back.lessons == Materialised(2, 0, 0, 0)
    with pytest.raises(NotFound):
        await exceptions.remove_special_days(school.actor, ident)


async def test_a_day_off_of_one_class_leaves_the_others() -> None:
    school = await founded_with_lessons()
    days = SpecialDays(kind="no_lessons", begins=MONDAY, ends=MONDAY, school_class=school.classes["5Б"])
    assert (await exceptions.add_special_days(school.actor, school.year, days)).lessons == Materialised()
    assert await lessons_on(MONDAY) == 2


@pytest.mark.parametrize(
    ("days", "field"),
    [
        (SpecialDays(kind="holiday", begins=DAY, ends=MONDAY), "ends"),
        (SpecialDays(kind="holiday", begins=date(2025, 9, 1), ends=date(2025, 9, 1)), "begins"),
        (SpecialDays(kind="transfer", begins=DAY, ends=DAY), "works_as"),
        (SpecialDays(kind="holiday", begins=DAY, ends=DAY, school_class=999_999), "scope"),
    ],
)
async def test_days_the_calendar_does_not_take(days: SpecialDays, field: str) -> None:
    school = await found()
    with pytest.raises(DomainError) as refused:
        await exceptions.add_special_days(school.actor, school.year, days)
    assert refused.value.field == field


async def usual_bells(school: Founded) -> int:
    return int(
        await DB.value(
            "select id from bell_schedule where year = $1 and kind = 'normal' and shift = 1 and weekday = 1",
            school.year,
        )
    )


SHORT = {1: (time(9), time(9, 30)), 2: (time(9, 40), time(10, 10))}
CLOCK = """select b.starts from lesson l join bell b on b.schedule = l.bell_schedule and b.number = l.number
    where l.journal = $1 and l.on_date = $2"""


async def test_new_times_hold_from_their_day_on() -> None:
    school = await founded_with_lessons()
    maths, week_after = school.journals["5А Математика"], date(2026, 11, 23)
    usual = await usual_bells(school)
    touched = await bells.change_bells(school.actor, usual, SHORT, week_after)
    assert touched.lessons.updated > 0 and touched.lessons.deleted == 0
    assert await DB.value(CLOCK, maths, MONDAY) == time(9, 10)
    assert await DB.value(CLOCK, maths, week_after) == time(9)
    with pytest.raises(DomainError):  # a set of that day is there: it is the one to change
        await bells.change_bells(school.actor, usual, {1: SHORT[1]}, week_after)


async def test_times_from_the_first_day_are_a_correction() -> None:
    school = await founded_with_lessons()
    ident = await usual_bells(school)
    touched = await bells.change_bells(school.actor, ident, SHORT, FIRST)
    assert touched.lessons.updated == 66  # both Monday lessons of 32 Mondays and of the Saturday like one
    assert await DB.value(CLOCK, school.journals["5А Математика"], MONDAY) == time(9)
    assert await DB.value("select count(*) from bell_schedule where year = $1", school.year) == 4


@pytest.mark.parametrize(
    ("times", "field"),
    [
        ({}, None),
        ({1: (time(9), time(9))}, "ends_1"),
        ({1: (time(9), time(10)), 2: (time(9, 50), time(10, 30))}, "starts_2"),
    ],
)
async def test_times_out_of_order_are_refused(times: bells.Times, field: str | None) -> None:
    school = await found()
    with pytest.raises(DomainError) as refused:
        await bells.change_bells(school.actor, await usual_bells(school), times, FIRST)
    assert refused.value.field == field


def test_a_careful_reader_objects_to_short_breaks_and_long_days() -> None:
    said = bells.objections({1: (time(7, 50), time(8, 40)), 2: (time(8, 45), time(19, 5))})
    assert len(said) == 5
    assert bells.objections(SHORT) == []


async def test_bells_that_have_rung_are_not_removed() -> None:
    school = await founded_with_lessons()
    with pytest.raises(DomainError):
        await bells.remove_bells(school.actor, await usual_bells(school))
    sort = bells.BellSort("normal", 1, 5)
    await bells.add_bells(school.actor, school.year, sort, SHORT)
    with pytest.raises(DomainError):
        await bells.add_bells(school.actor, school.year, sort, SHORT)
    friday = await DB.value("select id from bell_schedule where weekday = 5")
    await bells.remove_bells(school.actor, friday)
    assert await DB.value("select count(*) from bell_schedule where weekday = 5") == 0


async def test_a_six_day_week_begins_on_its_day() -> None:
    school = await founded_with_lessons()
    building = await DB.value("select id from building")
    saturday = school.slot("5А Русский язык", 6, 1, "Ким")
    slots = [*(await all_slots(school)), saturday]
    await service.put_version(school.actor, school.year, FIRST, slots)
    assert await lessons_on(date(2026, 11, 21)) == 0
    card = ClassCard("А", building, 1, 6)
    touched = await change_class(school.actor, school.classes["5А"], card, DAY)
    assert touched.lessons.inserted > 0
    assert (await lessons_on(date(2026, 11, 14)), await lessons_on(date(2026, 11, 21))) == (0, 1)


async def all_slots(school: Founded) -> list[service.NewSlot]:
    from tests.intranet.school.schools import week

    return list(week(school))


async def scheme_of(school: Founded, kind: str) -> int:
    return int(await DB.value("select id from term_scheme where year = $1 and kind = $2", school.year, kind))


async def test_terms_may_change_places_without_touching() -> None:
    school = await found()
    scheme = await scheme_of(school, "half_year")
    spans = [Span(FIRST, date(2026, 12, 5)), Span(date(2026, 12, 6), date(2027, 5, 20))]
    rows = "select array_agg(id order by ordinal) from term where scheme = $1"
    before = await DB.value(rows, scheme)
    await terms.set_terms(school.actor, scheme, spans)
    assert await DB.value(rows, scheme) == before
    assert await DB.value("select ends from term where scheme = $1 and ordinal = 1", scheme) == spans[0].ends
    entry = "select after->'terms'->>0 from audit_entry where action = 'school.terms.set'"
    assert await DB.value(entry) == "2026-09-01/2026-12-05"


@pytest.mark.parametrize(
    ("spans", "field"),
    [
        ([], None),
        ([Span(DAY, DAY)], "ends_1"),
        ([Span(FIRST, DAY), Span(DAY, date(2027, 1, 1))], "begins_2"),
        ([Span(date(2026, 8, 1), DAY)], "begins_1"),
    ],
)
async def test_terms_out_of_order_are_refused(spans: list[Span], field: str | None) -> None:
    school = await found()
    with pytest.raises(DomainError) as refused:
        await terms.set_terms(school.actor, await scheme_of(school, "quarter"), spans)
    assert refused.value.field == field


async def test_a_class_follows_another_scheme_and_one_subject_its_own() -> None:
    school = await found()
    fifth, thirds = school.classes["5А"], await scheme_of(school, "trimester")
    subject = await DB.value("select id from subject limit 1")
    assert await terms.follow_schemes(school.actor, {fifth: thirds}) == 1
    await terms.follow_scheme(school.actor, fifth, await scheme_of(school, "half_year"), subject)
    kinds = """select array_agg(s.kind::text order by c.subject nulls first) from class_scheme c
        join term_scheme s on s.id = c.scheme where c.school_class = $1"""
    assert await DB.value(kinds, fifth) == ["trimester", "half_year"]
    await terms.follow_scheme(school.actor, fifth, None, subject)
    assert await DB.value(kinds, fifth) == ["trimester"]
    with pytest.raises(DomainError):
        await terms.follow_scheme(school.actor, fifth, None)
    with pytest.raises(DomainError):
        await terms.remove_scheme(school.actor, thirds)


async def test_a_scheme_comes_and_goes() -> None:
    school = await found()
    made = await terms.add_scheme(school.actor, school.year, TermKind.MODULE)
    assert await DB.value("select count(*) from term where scheme = $1", made) == 4
    with pytest.raises(DomainError):
        await terms.add_scheme(school.actor, school.year, TermKind.MODULE)
    await terms.remove_scheme(school.actor, made)


async def test_lessons_end_with_the_year() -> None:
    school = await founded_with_lessons()
    await terms.remove_scheme(school.actor, await scheme_of(school, "trimester"))
    early, end = date(2027, 5, 17), date(2027, 5, 20)
    with pytest.raises(DomainError):  # a term would stand outside
        await terms.set_year(school.actor, school.year, FIRST, early, end, DAY)
    touched = await terms.set_year(
        school.actor, school.year, FIRST, date(2027, 5, 17), date(2027, 8, 31), FIRST
    )
    assert touched.lessons.deleted > 0
    assert await DB.value("select max(on_date) from lesson") == date(2027, 5, 17)


async def test_the_next_year_rings_by_the_bells_of_this_one() -> None:
    school = await found()
    await bells.change_bells(school.actor, await usual_bells(school), SHORT, MONDAY)
    made = await add_next_year(school.actor, school.year)
    monday = """select array_agg(b.starts order by b.number) from bell b
        join bell_schedule s on s.id = b.schedule where s.year = $1 and s.weekday = 1"""
    assert await DB.value(monday, made) == [time(9), time(9, 40)]
    assert await DB.value("select title from academic_year where id = $1", made) == "2027/2028"
    with pytest.raises(DomainError):
        await add_next_year(school.actor, school.year)
