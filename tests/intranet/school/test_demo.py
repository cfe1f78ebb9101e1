"""The invented school: the same every time, without a clash, in the proportions of DOMAIN 6.1."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, time

import asyncpg
import pytest
from litestar import Litestar

from identity import demo as identity_demo
from intranet.kit import clock
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from intranet.school.access import HATS_OF_P
from intranet.school.calendar.year_dates import BELLS
from intranet.school.demo import DemoSchool, fill
from intranet.school.demo.build import Plan, build
from intranet.school.demo.naming import patronymic_of
from intranet.school.people.names import Sex
from intranet.school.timetable.clashes import Clashes, Group, Taught
from modules.journal import demo as journal_demo
from modules.journal.queries.chain import flaws_of, heads_of
from tests.conftest import CLEAN, NOW

DAY = date(2026, 11, 19)
NORMAL_DAY, MONDAY, _, SECOND_SHIFT = (bells.times for bells in BELLS)


@pytest.fixture(scope="module")
def plan() -> Plan:
    """A school of 1,200."""
    return build("school", 2026)


@pytest.fixture(scope="module")
async def small(app: Litestar, superuser: asyncpg.Connection) -> DemoSchool:
    """A whole small demo: people, timetable, journals, ways in; only read, so made once."""
    await superuser.execute(CLEAN)
    clock.start_at(NOW)
    school = await fill("small", DAY)
    await journal_demo.fill(school, DAY)
    await identity_demo.fill(school)
    return school


def people_of(plan: Plan) -> list[tuple[object, ...]]:
    return [(h.id, h.full, h.sex, h.born) for h in plan.people.everybody]


def test_the_same_seed_gives_the_same_school() -> None:
    one, other, another = build("small", 2026), build("small", 2026), build("small", 2026, seed=7)
    assert people_of(one) == people_of(other)
    assert [(s.weekday, s.number) for s in one.slots] == [(s.weekday, s.number) for s in other.slots]
    assert people_of(one) != people_of(another)


@pytest.mark.parametrize(
    ("size", "students", "classes"), [("small", 120, 5), ("school", 1200, 48), ("complex", 5000, 190)]
)
def test_sizes(size: str, students: int, classes: int) -> None:
    plan = build(size, 2026)

    assert len(plan.families.students) == students
    assert len(plan.classes) == classes
    assert all(18 <= len(c.students) <= 32 for c in plan.classes)


@pytest.mark.parametrize("size", ["small", "school", "complex"])
def test_nobody_has_to_be_in_two_places(size: str) -> None:
    plan = build(size, 2026)
    groups = {
        g.id: Group(g.id, g.school_class.id, g.is_roster, frozenset(s.human.id for s in g.members))
        for g in plan.courses.groups
    }
    parallel = {room.id: room.parallel for room in plan.rooms}
    houses = defaultdict(lambda: Clashes(groups, parallel))  # they share neither people nor rooms

    found = [
        clash
        for slot in plan.slots
        for clash in houses[slot.course.group.school_class.building].add(taught(slot))
    ]

    assert found == []


def taught(slot) -> Taught:
    school_class = slot.course.group.school_class
    bells = SECOND_SHIFT if school_class.shift == 2 else MONDAY if slot.weekday == 1 else NORMAL_DAY
    begins, ends = (moment.hour * 60 + moment.minute for moment in bells[slot.number])
    return Taught(
        slot.id, slot.weekday, slot.week, begins, ends, slot.course.id, slot.course.group.id,
        slot.course.teacher.human.id, slot.room.id,
    )  # fmt: skip


def test_a_class_has_no_windows_and_no_overlong_day(plan: Plan) -> None:
    days: dict[tuple[str, int], set[int]] = defaultdict(set)
    for event in plan.courses.events:
        days[event.school_class.name, event.weekday].add(event.number)
    longest = {1: 5, 2: 5, 3: 5, 4: 5, 5: 6, 6: 6}
    for (name, _), numbers in days.items():
        assert numbers == set(range(1, max(numbers) + 1))
        assert max(numbers) <= longest.get(int(name[:-1]), 7)


def test_families_of_the_handbook(plan: Plan) -> None:
    guardians: dict[int, list[str]] = defaultdict(list)
    for link in plan.families.guardians:
        if link.is_legal:
            guardians[link.child.human.id].append(link.kind)
    mothers = Counter(g.human.id for g in plan.families.guardians if g.kind == "mother")
    several = sum(n > 1 for n in mothers.values()) / len(mothers)
    single = sum(len(kinds) == 1 for kinds in guardians.values()) / len(guardians)
    restricted = {g.human.id for g in plan.families.guardians if g.restriction}

    assert several == pytest.approx(0.25, abs=0.05)
    assert single == pytest.approx(0.04, abs=0.025)
    assert 0.002 < len(restricted) / len(mothers) < 0.025


def test_brothers_and_sisters_share_surname_and_patronymic(plan: Plan) -> None:
    families: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for link in plan.families.guardians:
        if link.kind == "mother":
            full = link.child.human.full
            families[link.human.id].append((full.surname[:4], full.patronymic[:3], full.name))
    assert any(not patronymic for children in families.values() for _, patronymic, _ in children)
    for children in families.values():
        assert len({child[:2] for child in children}) == 1
        assert len({child[2] for child in children}) == len(children)


@pytest.mark.parametrize(
    ("father", "son", "daughter"),
    [
        ("Иван", "Иванович", "Ивановна"), ("Андрей", "Андреевич", "Андреевна"),
        ("Юрий", "Юрьевич", "Юрьевна"), ("Дмитрий", "Дмитриевич", "Дмитриевна"),
        ("Игорь", "Игоревич", "Игоревна"), ("Илья", "Ильич", "Ильинична"), ("Лев", "Львович", "Львовна"),
    ],
)  # fmt: skip
def test_patronymics(father: str, son: str, daughter: str) -> None:
    assert (patronymic_of(father, Sex.MALE), patronymic_of(father, Sex.FEMALE)) == (son, daughter)


def test_teachers_have_about_a_full_load(plan: Plan) -> None:
    hours = [teacher.hours / 4 for teacher in plan.teachers if teacher.pool != "primary"]
    parents = {link.human for link in plan.families.guardians}

    assert 19 < sum(hours) / len(hours) < 26
    assert max(hours) <= 28
    assert 0.04 < sum(t.human in parents for t in plan.teachers) / len(plan.teachers) < 0.25


async def test_an_empty_school_has_a_secretary_and_an_administrator(db: None) -> None:
    accounts = await identity_demo.fill(None)

    assert [login for login, _ in accounts] == ["secretary", "admin", "admin2"]
    assert await DB.value("select count(*) from person") == 3


async def test_marks_and_absences_of_the_handbook(small: DemoSchool) -> None:
    easy = list(journal_demo.pupils.EASY)
    share = {
        value: float(part)
        for value, part in await pairs(
            """select m.value, count(*) * 1.0 / sum(count(*)) over () from mark m join work w on w.id = m.work
               join lesson l on l.id = w.lesson join journal j on j.id = l.journal
               join subject s on s.id = j.subject where s.name <> all($1) group by 1""",
            easy,
        )
    }
    places = await DB.value(
        """select count(*) from lesson l join group_membership m on m.study_group = l.study_group
           where l.status = 'held' and m.since <= l.on_date and (m.until is null or m.until >= l.on_date)"""
    )
    missed = await DB.value(
        "select count(*) from attendance where code not in ('LATE', 'EXEMPT_PRESENT', 'SCHOOL_EVENT')"
    )
    marks = await DB.value("select count(*) from mark")

    assert [share[v] for v in "5432"] == pytest.approx([0.33, 0.36, 0.25, 0.06], abs=0.08)
    assert 0.02 < missed / places < 0.09
    assert 0.25 < marks / places < 0.45


async def pairs(sql: str, *args: object) -> list[tuple[str, float]]:
    async with DB.transaction():
        transaction = DB.current()
        assert transaction is not None
        return [tuple(row) for row in await transaction.connection.fetch(sql, *args)]


async def test_every_change_is_a_link_of_its_journals_chain(small: DemoSchool) -> None:
    viewer = system_actor()
    heads = await heads_of(viewer)
    recorded = await DB.value(
        """select (select count(*) from mark) + (select count(*) from attendance)
                  + (select count(*) from term_mark)"""
    )

    assert [flaw for head in heads for flaw in await flaws_of(viewer, head)] == []
    assert sum(head.links for head in heads) >= recorded


async def test_the_last_link_of_a_mark_is_the_mark(small: DemoSchool) -> None:
    assert await DB.value(
        """select count(*) from mark m join work w on w.id = m.work left join lateral (
               select r.new from revision r where r.lesson = w.lesson and r.student = m.student
                 and r.field = 'mark:' || m.work || ':' || m.ordinal order by r.id desc limit 1) r on true
           where r.new is distinct from m.value"""
    ) == 0  # fmt: skip


async def test_nothing_is_later_than_the_demos_moment(small: DemoSchool) -> None:
    latest: datetime = await DB.value(
        """select max(at) from (select max(at) as at from revision union all select max(set_at) from mark
           union all select max(set_at) from attendance union all select max(filled_at) from lesson_record
           union all select max(set_at) from homework union all select max(published_at) from lesson_change
           union all select max(created_at) from person) as moments"""
    )

    assert latest <= clock.local(DAY, 13)


async def test_recent_lessons_are_less_often_filled(small: DemoSchool) -> None:
    sql = """select count(*) filter (where status = 'held') * 1.0 / count(*) from lesson
             where on_date between $1 and $2 and status <> 'cancelled'"""
    early = await DB.value(sql, date(2026, 9, 1), date(2026, 10, 20))
    late = await DB.value(sql, date(2026, 11, 17), date(2026, 11, 18))

    assert early > 0.97
    assert 0.5 < late < early


async def test_terms_that_ended_have_marks_and_this_one_none(small: DemoSchool) -> None:
    terms = await pairs(
        """select (t.ends < $1)::text, count(tm.id)::float from term t join term_scheme s on s.id = t.scheme
           left join term_mark tm on tm.term = t.id where s.kind = 'quarter' group by 1""",
        DAY,
    )

    assert dict(terms)["false"] == 0
    assert dict(terms)["true"] > 1000


async def test_somebody_else_teaches_the_shown_class_today(small: DemoSchool) -> None:
    today = await DB.value(
        """select count(*) from lesson_change c join lesson l on l.id = c.lesson
           join study_group g on g.id = l.study_group
           where g.school_class = $1 and l.on_date = $2 and c.kind = 'TEACHER_SUBSTITUTED'
             and l.teacher = c.teacher and l.planned_teacher = c.was_teacher""",
        small.shown_class, DAY,
    )  # fmt: skip
    twice = await DB.value(
        """select count(*) from (select 1 from lesson where status <> 'cancelled'
           group by teacher, on_date, number having count(distinct journal) > 1) as t"""
    )

    assert today >= 1
    assert twice == 0


async def test_the_cast_wears_the_hats_of_the_contract(small: DemoSchool) -> None:
    sql = f"""select a.login, {HATS_OF_P} as hats from account a join person p on p.id = a.person
        where $1::int is null and $2::date is not null"""
    hats = {login: set(found) for login, found in await pairs(sql, None, DAY)}

    assert hats["student"] == hats["student2"] == {"student"}
    assert hats["parent"] == {"parent"}
    assert {"teacher", "parent"} <= hats["teacher"]
    assert "teacher" in hats["teacher2"]
    assert {"teacher", "head_teacher"} <= hats["headteacher"]
    assert [hats[login] for login in ("director", "secretary", "admin")] == [
        {"director"}, {"secretary"}, {"administrator"}
    ]  # fmt: skip


async def test_the_cast_is_worth_looking_at(small: DemoSchool) -> None:
    cast = small.cast
    born = await DB.value("select born from person where id = $1", cast["student"])
    children = await DB.value(
        """select count(distinct g.school_class) from guardianship s
           join group_membership m on m.student = s.child
           join study_group g on g.id = m.study_group and g.is_roster where s.guardian = $1""",
        cast["parent"],
    )
    own = await DB.value("select school_class from class_teacher where teacher = $1", cast["teacher"])
    kept = await DB.value(
        """select count(*) from lesson l join bell b on b.schedule = l.bell_schedule and b.number = l.number
           where l.teacher = $1 and l.on_date = $2 and l.status = 'planned' and b.ends <= $3""",
        cast["teacher"], DAY, time(13),
    )  # fmt: skip

    assert born <= date(2012, 11, 19)
    assert children == 2
    assert own == small.shown_class
    assert kept >= 1
