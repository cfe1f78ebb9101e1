"""The day filled at once: what a plan keeps, what it prefers, and that it beats going lesson by lesson."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intranet.school.timetable.change_rules import ChangeKind
from modules.substitutions.planning import fill as solver
from modules.substitutions.planning.candidates import Staff
from modules.substitutions.planning.fill import NotSolved, fill
from modules.substitutions.planning.options import Filling, OwnJournal, Proposal, greedy, without_proposals
from modules.substitutions.planning.state import Away, Colleague, Day, DayLesson, Limits, Standby
from tests.modules.substitutions.plan_data import (
    ENGLISH,
    HISTORY,
    MATHS,
    SECOND_SHIFT,
    colleague,
    day,
    draft,
    lesson,
)

ILL, OTHER_ILL = 10, 9
AWAY = (ILL, OTHER_ILL)


def filling(
    lessons: list[DayLesson], people: list[Colleague], limits: Limits | None = None,
    journals: tuple[OwnJournal, ...] = (), **more: Any,
) -> Filling:  # fmt: skip
    return Filling(Staff(day(lessons, people, AWAY, limits=limits or Limits(), **more)), journals)


def who(plan: Proposal) -> dict[int, int]:
    return {one.lesson.lesson.id: one.person for one in plan.chosen}


def test_a_swap_that_going_lesson_by_lesson_misses() -> None:
    """11 is best for the first lesson, but the only one of the subject for the second."""
    lessons = [lesson(1, ILL, 2, school_class=70), lesson(2, ILL, 2, study_group=81, school_class=81)]
    of = filling(lessons, [colleague(11, classes=[70, 81]), colleague(12, [ENGLISH], classes=[81])])
    second = filling(
        [lessons[0], lesson(2, OTHER_ILL, 2, subject=HISTORY, study_group=81, school_class=81)],
        [colleague(11, [MATHS, HISTORY], classes=[70]), colleague(12, [MATHS])],
    )
    assert len(fill(of).chosen) == 2
    assert who(fill(second)) == {1: 12, 2: 11}
    assert (fill(second).same_subject, greedy(second).same_subject) == (2, 1)


def test_nobody_is_in_two_places_even_across_shifts() -> None:
    late = lesson(2, OTHER_ILL, 1, shift=2, bell_schedule=SECOND_SHIFT)
    plan = fill(filling([lesson(1, ILL, 6), late], [colleague(11)]))
    assert len(plan.chosen) == 1
    assert len(plan.unfilled) == 1
    assert len(fill(filling([lesson(1, ILL, 1), late], [colleague(11)])).chosen) == 2


def test_nobody_runs_between_buildings() -> None:
    far = lesson(2, OTHER_ILL, 3, building=2)
    assert len(fill(filling([lesson(1, ILL, 2), far], [colleague(11)])).chosen) == 1
    assert len(fill(filling([lesson(1, ILL, 1), far], [colleague(11)])).chosen) == 2


@pytest.mark.parametrize(
    ("limits", "most"),
    [(Limits(), 3), (Limits(given=2), 2), (Limits(day=4), 1), (Limits(week=20), 2), (Limits(week=18), 0)],
)
def test_the_limits_of_the_school_are_kept(limits: Limits, most: int) -> None:
    """The only teacher has three lessons of her own that day, eighteen in the week."""
    lessons = [lesson(n, ILL, n) for n in range(1, 5)] + [lesson(n, 11, n) for n in range(5, 8)]
    assert len(fill(filling(lessons, [colleague(11)], limits)).chosen) == most


def test_what_was_given_by_hand_counts() -> None:
    lessons = [lesson(n, ILL, n) for n in range(1, 6)]
    of = filling(lessons, [colleague(11)], drafts=[draft(1, teacher=11), draft(2, teacher=11)])
    assert set(who(fill(of))) < {3, 4, 5}
    assert len(fill(of).chosen) == 1


def test_lessons_are_spread_among_equals() -> None:
    lessons = [lesson(n, ILL, n) for n in range(1, 5)]
    plan = fill(filling(lessons, [colleague(11), colleague(12)]))
    assert Counter(who(plan).values()) == {11: 2, 12: 2}


def test_who_gave_less_is_asked_first() -> None:
    of = filling([lesson(1, ILL, 2)], [colleague(11, given=5), colleague(12, given=1)])
    assert who(fill(of)) == {1: 12}


def test_covering_comes_before_the_subject() -> None:
    """11 alone may take the second lesson: the first goes to somebody of another subject."""
    lessons = [lesson(1, ILL, 1), lesson(2, OTHER_ILL, 2)]
    people = [colleague(11), colleague(12, [ENGLISH])]
    standby = [Standby(12, 2, 2, False)]
    plan = fill(filling(lessons, people, Limits(given=1), standby=standby))
    assert who(plan) == {1: 12, 2: 11}


def test_another_subject_of_the_class_before_no_teaching() -> None:
    journals = (OwnJournal(12, 80, 950),)
    people = [colleague(11, [ENGLISH]), colleague(12, [HISTORY], classes=[80])]
    plan = fill(filling([lesson(1, ILL, 2)], people, journals=journals))
    assert (plan.chosen[0].person, plan.chosen[0].kind) == (12, ChangeKind.SUBJECT_REPLACED)
    assert plan.chosen[0].journal == 950
    nobody = fill(filling([lesson(1, ILL, 2)], people[:1]))
    assert nobody.chosen[0].kind == ChangeKind.SUPERVISED


def test_a_journal_does_not_stand_twice_at_one_number() -> None:
    lessons = [lesson(1, ILL, 2), lesson(2, 13, 2, journal=950, status="cancelled")]
    people = [colleague(12, [HISTORY], classes=[80])]
    plan = fill(filling(lessons, people, journals=(OwnJournal(12, 80, 950),)))
    assert plan.chosen[0].kind == ChangeKind.SUPERVISED


def test_a_class_has_no_third_lesson_of_a_subject() -> None:
    journals = (OwnJournal(12, 80, 950),)
    people = [colleague(12, [HISTORY], classes=[80])]
    lessons = [lesson(1, ILL, 1), lesson(2, ILL, 3), lesson(3, 12, 5, journal=950, subject=HISTORY)]
    plan = fill(filling(lessons, people, journals=journals))
    assert Counter(one.kind for one in plan.chosen) == {
        ChangeKind.SUBJECT_REPLACED: 1, ChangeKind.SUPERVISED: 1,
    }  # fmt: skip


def test_one_person_takes_the_lessons_of_a_primary_class() -> None:
    first = {"grade_level": 2, "school_class": 20, "study_group": 20}
    lessons = [lesson(n, ILL, n, **first) for n in range(1, 3)]
    lessons += [lesson(n + 2, OTHER_ILL, n, grade_level=2, school_class=21, study_group=21) for n in (1, 2)]
    found = who(fill(filling(lessons, [colleague(11), colleague(12)])))
    assert found[1] == found[2] != found[3] == found[4]


def test_the_hindered_are_not_asked_and_a_plan_without_anybody_is_empty() -> None:
    lessons = [lesson(1, ILL, 2), lesson(2, 12, 2)]
    away = Away(5, 11, 2, 2)
    of = Filling(Staff(day(lessons, [colleague(11), colleague(12)], [ILL, away])))
    plan = fill(of)
    assert plan.chosen == ()
    assert [one.lesson.id for one in plan.unfilled] == [1]


def test_whoever_does_not_teach_is_not_asked_by_the_plan() -> None:
    assert fill(filling([lesson(1, ILL, 2)], [colleague(11, [])])).chosen == ()


def test_a_persons_draft_stays_and_a_proposal_is_forgotten() -> None:
    lessons = [lesson(1, ILL, 2), lesson(2, ILL, 3), lesson(3, ILL, 4)]
    drafts = [draft(1, teacher=11), draft(2, teacher=11, is_proposed=True), draft(3, teacher=OTHER_ILL)]
    of = Filling(Staff(without_proposals(day(lessons, [colleague(11)], AWAY, drafts))))
    assert [one.lesson.id for one in of.lessons] == [2]


def test_the_solvers_failure_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "SECONDS", 0.0)
    with pytest.raises(NotSolved, match="Time limit"):
        fill(made_up(3, classes=16, teachers=50, ill=6))


def test_when_time_ends_later_the_plan_so_far_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    of, most, stages = made_up(3, ill=6), solver._Model.most, []

    def until_the_second(model: solver._Model, gains: dict[int, float]) -> tuple[list[float], bool]:
        stages.append(gains)
        if len(stages) > 2:
            raise NotSolved("Time limit reached")
        return most(model, gains)

    best = fill(of)
    monkeypatch.setattr(solver._Model, "most", until_the_second)
    plan = fill(of)
    check(of, plan)
    assert (len(plan.chosen), plan.same_subject) == (len(best.chosen), best.same_subject)
    assert (plan.is_proved, best.is_proved) == (False, True)


def made_up(seed: int, classes: int = 10, teachers: int = 24, ill: int = 4) -> Filling:
    """A day of two shifts and two buildings, with some teachers away."""
    rng = Random(seed)
    people = range(100, 100 + teachers)
    subject = {one: rng.randrange(1, 6) for one in people}
    lessons: list[DayLesson] = []
    for school_class in range(classes):
        shift = 1 + school_class % 2
        for number in range(1, 6):
            taken = {one.teacher for one in lessons if (one.number, one.shift) == (number, shift)}
            teacher = rng.choice([one for one in people if one not in taken])
            at = {"grade_level": 1 + school_class, "building": 1 + school_class % 3 // 2}
            lessons.append(
                lesson(len(lessons) + 1, teacher, number, subject=subject[teacher], shift=shift,
                       bell_schedule=shift, school_class=school_class, study_group=school_class, **at)
            )  # fmt: skip
    staff = [
        colleague(one, [subject[one]], given=rng.randrange(6), week_lessons=rng.randrange(12, 36),
                  classes={o.school_class for o in lessons if o.teacher == one})
        for one in people
    ]  # fmt: skip
    own = {(one.teacher, one.study_group): OwnJournal(one.teacher, one.study_group, one.journal)
           for one in lessons}  # fmt: skip
    return Filling(Staff(day(lessons, staff, rng.sample(list(people), ill))), tuple(own.values()))


def check(of: Filling, plan: Proposal) -> None:
    """What every plan keeps."""
    found: Day = of.staff.day
    assert {one.lesson.lesson.id for one in plan.chosen} | {one.lesson.id for one in plan.unfilled} == {
        one.lesson.id for one in of.lessons
    }
    assert len(plan.chosen) + len(plan.unfilled) == len(of.lessons)
    for one in plan.chosen:
        assert one.candidate.hindrances == ()
        assert not found.meeting(one.person, one.lesson.span)
    for person in {one.person for one in plan.chosen}:
        own = [one.lesson for one in plan.chosen if one.person == person]
        assert len(own) <= of.room_for(person)
        assert not any(of.collide(a, b) for n, a in enumerate(own) for b in own[:n])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 8))
def test_a_plan_keeps_the_rules_and_is_never_worse_than_by_hand(seed: int, ill: int) -> None:
    of = made_up(seed, ill=ill)
    plan, by_hand = fill(of), greedy(of)
    check(of, plan)
    check(of, by_hand)
    assert (len(plan.chosen), plan.same_subject) >= (len(by_hand.chosen), by_hand.same_subject)


@pytest.mark.parametrize("seed", range(6))
def test_at_least_as_many_lessons_by_the_subjects_teachers_as_by_hand(seed: int) -> None:
    of = made_up(seed, classes=16, teachers=50, ill=6)
    assert fill(of).same_subject >= greedy(of).same_subject


def test_the_same_day_gives_the_same_plan() -> None:
    assert who(fill(made_up(3, ill=6))) == who(fill(made_up(3, ill=6)))
