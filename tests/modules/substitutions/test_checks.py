"""Which rules a draft breaks, and what the work list makes of it; on days written by hand."""

from __future__ import annotations

from datetime import date, time

from intranet.school.timetable.clashes import Clashes, Group
from modules.substitutions.planning.candidates import Hindrance
from modules.substitutions.planning.checks import Broken, Place, broken, unexcused, with_drafts
from modules.substitutions.planning.places import Ahead, FreePlace, free_places
from modules.substitutions.planning.state import Away, Bell, Day, Draft
from modules.substitutions.planning.worklist import State, counts, left_by, work_list
from tests.modules.substitutions.plan_data import ON_DATE, colleague, day, draft, lesson

ILL, FREE, BUSY = 10, 20, 30
PEOPLE = [colleague(one) for one in (ILL, FREE, BUSY)]
PUPILS = Clashes({
    80: Group(80, 80, is_roster=True, students=frozenset({1, 2, 3, 4})),
    81: Group(81, 80, students=frozenset({1, 2})),
    82: Group(82, 80, students=frozenset({3, 4})),
    90: Group(90, 90, is_roster=True, students=frozenset({5})),
})  # fmt: skip


def rules(of: Day, number: int, pupils: Clashes | None = None) -> list[Broken]:
    """What the draft of a lesson breaks."""
    placed = of.place(of.lesson[number], of.drafts.get(number))
    assert placed is not None
    return broken(of, placed, pupils)


def two_lessons(*drafts: Draft, **given: int) -> Day:
    """ILL's lesson 1 and BUSY's lesson 2 (another class) at the same time."""
    other = lesson(2, BUSY, study_group=90, school_class=90, **given)
    return day([lesson(1, ILL), other], PEOPLE, away=[ILL], drafts=drafts)


def test_a_free_colleague_breaks_nothing() -> None:
    assert rules(two_lessons(draft(1, teacher=FREE)), 1) == []


def test_a_busy_one_is_named_with_the_lesson_and_may_be_excused() -> None:
    of = two_lessons(draft(1, teacher=BUSY))
    assert rules(of, 1) == [Broken(Hindrance.BUSY, (2,))]
    excused = two_lessons(draft(1, teacher=BUSY, override_reason="два класса вместе"))
    placed = excused.place(excused.lesson[1], excused.drafts[1])
    assert placed is not None and unexcused(excused, placed) == []


def test_absence_is_excused_by_nothing() -> None:
    of = two_lessons(draft(1, teacher=ILL, override_reason="надо"))
    placed = of.place(of.lesson[1], of.drafts[1])
    assert placed is not None and [one.rule for one in unexcused(of, placed)] == [Hindrance.AWAY]


def test_a_room_takes_as_many_as_it_is_parallel() -> None:
    into = draft(1, "TEACHER_SUBSTITUTED", teacher=FREE, room=302)
    assert rules(two_lessons(into), 1) == [Broken(Place.ROOM, (2,))]
    wide = two_lessons(into)
    assert broken_in_gym(wide) == []


def broken_in_gym(of: Day) -> list[Broken]:
    """The same where the room takes two."""
    gym = Day(of.on_date, of.lessons, of.away, of.drafts, of.colleagues, of.standby, of.bells, {302: 2})
    return rules(gym, 1)


def test_a_teacher_has_two_groups_in_one_room() -> None:
    of = two_lessons(draft(1, teacher=BUSY, room=302, override_reason="два класса вместе"))
    assert rules(of, 1) == [Broken(Hindrance.BUSY, (2,))]


def test_groups_put_together_are_one_lesson_in_one_room() -> None:
    merged = two_lessons(draft(1, "GROUPS_MERGED", merged_with=2))
    assert rules(merged, 1) == []
    both = day([*merged.lessons, lesson(3, FREE, 2, room=302, study_group=91, school_class=91)], PEOPLE,
               away=[ILL], drafts=[draft(1, "GROUPS_MERGED", merged_with=2)])  # fmt: skip
    moved = with_drafts(both, [draft(3, "MOVED", to_date=ON_DATE, to_number=1)])
    gym = Day(moved.on_date, moved.lessons, [], moved.drafts, moved.colleagues, [], moved.bells, {302: 2})
    assert rules(gym, 3) == []


def test_pupils_are_compared_not_classes() -> None:
    """English of one half may go beside the other half's, not beside the whole class's maths."""
    halves = [lesson(1, ILL, 1, study_group=81), lesson(2, BUSY, 2, study_group=82), lesson(3, FREE, 3)]
    beside = day(halves, PEOPLE, drafts=[draft(1, "MOVED", to_date=ON_DATE, to_number=2)])
    assert rules(beside, 1, PUPILS) == []
    over = day(halves, PEOPLE, drafts=[draft(1, "MOVED", to_date=ON_DATE, to_number=3)])
    assert rules(over, 1, PUPILS) == [Broken(Place.PUPILS, (3,))]


def test_the_clock_decides_not_the_number() -> None:
    """The second shift's first lesson begins while the first shift's sixth lasts."""
    late = lesson(2, BUSY, 1, study_group=90, school_class=90, shift=2, bell_schedule=2)
    of = day([lesson(1, ILL, 6), late], PEOPLE, away=[ILL], drafts=[draft(1, teacher=BUSY)])
    assert rules(of, 1) == [Broken(Hindrance.BUSY, (2,))]
    earlier = day([lesson(1, ILL, 5), late], PEOPLE, away=[ILL], drafts=[draft(1, teacher=BUSY)])
    assert Hindrance.BUSY not in [one.rule for one in rules(earlier, 1)]


def test_a_swap_is_judged_with_both_halves() -> None:
    lessons = [lesson(1, FREE, 3), lesson(2, BUSY, 4)]
    one = draft(1, "MOVED", to_date=ON_DATE, to_number=4, pair=1)
    other = draft(2, "MOVED", to_date=ON_DATE, to_number=3, pair=1)
    assert rules(day(lessons, PEOPLE, drafts=[one]), 1, PUPILS) == [Broken(Place.PUPILS, (2,))]
    assert rules(day(lessons, PEOPLE, drafts=[one, other]), 1, PUPILS) == []


def test_the_work_list_says_how_far_each_lesson_is() -> None:
    lessons = [
        lesson(1, ILL, 1), lesson(2, ILL, 2), lesson(3, ILL, 3), lesson(4, ILL, 4, status="held"),
        lesson(5, FREE, 5, planned_teacher=ILL, change="TEACHER_SUBSTITUTED"), lesson(6, BUSY, 2),
        lesson(7, ILL, 7),
    ]  # fmt: skip
    of = day(lessons, PEOPLE, away=[Away(1, ILL, 1, 6)],
             drafts=[draft(2, teacher=BUSY), draft(3, teacher=FREE)])  # fmt: skip
    tasks = work_list(of)
    assert [(one.lesson.id, one.state) for one in tasks] == [
        (1, State.OPEN), (2, State.CONFLICT), (3, State.DRAFT), (4, State.HELD), (5, State.PUBLISHED),
    ]  # fmt: skip
    assert counts(tasks) == (1, 2, 1, 1)


def test_what_a_colleague_for_the_whole_day_leaves() -> None:
    lessons = [lesson(1, ILL, 1), lesson(2, ILL, 2), lesson(3, BUSY, 2, study_group=90, school_class=90)]
    of = day(lessons, PEOPLE, away=[ILL])
    found = left_by(of, ILL, BUSY)
    assert [(one.lesson.id, wrong) for one, wrong in found] == [(2, (Broken(Hindrance.BUSY, (3,)),))]
    assert left_by(of, ILL, FREE) == []


def ahead(ident: int, on: date, number: int, **given: bool) -> Ahead:
    """A coming lesson of the first shift."""
    shares = {"is_class": True, "has_pupils": True, "has_teacher": False, "has_room": False} | given
    return Ahead(
        id=ident, on_date=on, number=number, bell_schedule=1, starts=time(7 + number, 0),
        ends=time(7 + number, 45), journal=ident, subject_name="", group_name="", teacher=1,
        status="planned", **shares,
    )  # fmt: skip


def test_free_places_go_by_pupils_teacher_and_room() -> None:
    bells = [Bell(1, n, time(7 + n, 0), time(7 + n, 45)) for n in range(1, 8)]
    friday, saturday = date(2026, 11, 20), date(2026, 11, 21)
    others = {"is_class": False, "has_pupils": False}
    lessons = [
        ahead(1, friday, 1), ahead(2, friday, 4), ahead(3, friday, 2, **others, has_teacher=True),
        ahead(4, friday, 3, **others, has_room=True), ahead(5, saturday, 1, **others, has_teacher=True),
    ]  # fmt: skip
    assert free_places(lessons, bells) == [FreePlace(friday, 3, False), FreePlace(friday, 5, True)]
