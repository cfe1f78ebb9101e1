"""The norms of a week's plan (DOMAIN 2.7), each broken and kept."""

from __future__ import annotations

import pytest

from intranet.school.timetable.clashes import UNKNOWN_TIME, Group
from intranet.school.timetable.difficulty import DEFAULT, points
from intranet.school.timetable.norm_facts import day_most
from intranet.school.timetable.norms import Breach, ClassFacts, Norm, Planned, School, check_norms

ROSTER, HALF, OTHER = 1, 2, 3
HOUSE, OTHER_HOUSE = 1, 2


def school(grade: int = 7, *, shift: int = 1, days: int = 5, cut: bool = False) -> School:
    """One class of four; `cut`: in two halves."""
    groups = {ROSTER: Group(ROSTER, 10, True, frozenset({1, 2, 3, 4}))}
    if cut:
        groups[HALF] = Group(HALF, 10, False, frozenset({1, 2}))
        groups[OTHER] = Group(OTHER, 10, False, frozenset({3, 4}))
    return School({10: ClassFacts(10, grade, "Б", shift, days, HOUSE)}, groups, DEFAULT)


def slot(
    number: int, subject: str = "Музыка", *, weekday: int = 2, group: int = ROSTER, teacher: int = 0,
    week: str = "", house: int = HOUSE, begins: int | None = None,
) -> Planned:  # fmt: skip
    """A lesson by bells of 45 minutes with breaks of ten, the first at 8:30."""
    starts = 510 + (number - 1) * 55 if begins is None else begins
    ref = weekday * 100 + number * 10 + group
    teacher = teacher or ref
    return Planned(
        ref, weekday, week, number, starts, starts + 45, 1, group, subject, teacher, house
    )  # fmt: skip


def found(slots: list[Planned], of: School | None = None) -> dict[Norm, Breach]:
    """By norm, the last of each."""
    return {one.norm: one for one in check_norms(slots, of or school())}


def names(count: int) -> list[str]:
    """Subjects nobody weighs, all different."""
    return [f"Предмет {n}" for n in range(count)]


@pytest.mark.parametrize(("grade", "most"), [(1, 4), (3, 5), (6, 6), (7, 7), (11, 7)])
def test_a_day_is_as_long_as_the_grade_allows(grade: int, most: int) -> None:
    assert day_most(grade)[0] == most
    full = [slot(n + 1, name, weekday=day) for day in (2, 3) for n, name in enumerate(names(most))]
    assert Norm.DAY_MOST not in found(full, school(grade))
    longer = [slot(n + 1, name, weekday=day) for day in (2, 3) for n, name in enumerate(names(most + 1))]
    assert found(longer, school(grade))[Norm.DAY_MOST].most == most


def test_a_small_class_may_have_one_day_longer() -> None:
    once = [slot(n + 1, name) for n, name in enumerate(names(6))]
    assert Norm.DAY_MOST not in found(once, school(3))
    assert Norm.DAY_MOST in found(
        once + [slot(n + 1, x, weekday=3) for n, x in enumerate(names(6))], school(3)
    )


def test_a_week_is_counted_in_lessons_of_pupils_not_of_groups() -> None:
    week = [slot(n + 1, f"{day}{n}", weekday=day) for day in range(1, 6) for n in range(6)]
    halves = [
        slot(n, "Англ. яз.", weekday=day, group=group) for group in (HALF, OTHER)
        for day, n in ((1, 7), (2, 7))
    ]  # fmt: skip
    assert Norm.WEEK_MOST not in found([*week, *halves], school(7, cut=True))
    over = found([*week, *halves, slot(7, "Химия", weekday=3)], school(7, cut=True))[Norm.WEEK_MOST]
    assert (over.found, over.most) == (33, 32)
    assert Norm.WEEK_MOST not in found(
        [*week, *halves, slot(7, "Химия", weekday=3)], school(7, days=6, cut=True)
    )


def test_windows_are_those_of_pupils() -> None:
    held = [slot(1, "А"), slot(2, "Англ. яз.", group=HALF), slot(3, "Б")]
    gone = found(held, school(cut=True))
    assert (gone[Norm.WINDOW].number, gone[Norm.WINDOW].refs) == (2, (slot(3).ref,))
    assert gone[Norm.HALVES].found == 2
    both = found([*held, slot(2, "Англ. яз.", group=OTHER)], school(cut=True))
    assert not {Norm.WINDOW, Norm.HALVES} & both.keys()


def test_weeks_are_judged_apart() -> None:
    turns = [slot(1, "А"), slot(2, "Б", week="A"), slot(3, "В")]
    assert found(turns)[Norm.WINDOW].number == 2
    assert Norm.WINDOW not in found([*turns, slot(2, "Г", week="B", group=ROSTER)])


def test_one_free_number_of_a_teacher_is_no_matter_two_are() -> None:
    assert Norm.TEACHER_WINDOWS not in found([slot(1, "А", teacher=9), slot(3, "Б", teacher=9)])
    two = found([slot(1, "А", teacher=9), slot(4, "Б", teacher=9)])[Norm.TEACHER_WINDOWS]
    assert (two.teacher, two.found, two.refs) == (9, 2, (slot(4).ref,))


def test_the_hardest_day_is_in_the_middle() -> None:
    week = [slot(1, "Алгебра", weekday=day) for day in (1, 2, 3, 4, 5)]
    assert Norm.PEAK not in found(week)
    monday = found([*week, slot(2, "Физика", weekday=1)])[Norm.PEAK]
    assert (monday.weekday, monday.found, monday.most) == (1, 18, 10)


def test_two_hard_ones_do_not_follow_each_other() -> None:
    hard = found([slot(2, "Алгебра"), slot(3, "Геометрия")])[Norm.HARD_ROW]
    assert (hard.number, hard.refs) == (3, (slot(3).ref, slot(2).ref))
    assert Norm.HARD_ROW not in found([slot(2, "Алгебра"), slot(3, "Музыка"), slot(4, "Геометрия")])
    assert Norm.HARD_ROW not in found([slot(2, "Алгебра"), slot(3, "Алгебра")])


def test_a_subject_stands_twice_a_day_at_most_and_sport_not_first() -> None:
    assert Norm.SAME_SUBJECT not in found([slot(n, "Труд") for n in (1, 2)])
    assert found([slot(n, "Труд") for n in (1, 2, 3)])[Norm.SAME_SUBJECT].found == 3
    assert Norm.SPORT_FIRST in found([slot(1, "Физическая культура"), slot(2)])
    assert Norm.SPORT_FIRST not in found([slot(1), slot(2, "Физическая культура")])


def test_lessons_are_between_eight_and_seven_by_known_bells() -> None:
    assert Norm.EARLY in found([slot(0)])
    assert Norm.EARLY in found([slot(1, begins=475)])
    assert Norm.LATE in found([slot(6, begins=1110)])
    assert Norm.NO_BELL in found([slot(9, begins=UNKNOWN_TIME)])
    assert not {Norm.EARLY, Norm.LATE, Norm.NO_BELL} & found([slot(1), slot(6, begins=1090)]).keys()


def test_some_grades_learn_in_the_first_shift() -> None:
    assert Norm.SHIFT in found([slot(1)], school(9, shift=2))
    assert Norm.SHIFT not in found([slot(1)], school(8, shift=2))


def test_another_house_needs_a_lesson_between() -> None:
    rushed = found([slot(1, "А", teacher=9), slot(2, "Б", teacher=9, house=OTHER_HOUSE)])
    assert rushed[Norm.ROAD].number == rushed[Norm.TEACHER_ROAD].number == 2
    calm = found([slot(1, "А", teacher=9), slot(3, "Б", teacher=9, house=OTHER_HOUSE)])
    assert not {Norm.ROAD, Norm.TEACHER_ROAD} & calm.keys()


def test_points_are_found_by_kindred_names() -> None:
    assert points(DEFAULT, "Иностранный язык (английский)", 5) == 9
    assert points(DEFAULT, "Алгебра", 11) == 10
    assert points(DEFAULT, "Алгебра", 3) == points(DEFAULT, "Шахматы", 7) == 0
