"""Who could hold a lesson: what hinders, and who comes first."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from modules.substitutions.planning.candidates import Candidate, Hindrance, candidates, hindrances, is_next
from modules.substitutions.planning.state import Away, Colleague, Day, Limits, Span, Standby
from tests.modules.substitutions.plan_data import (
    ENGLISH,
    HISTORY,
    MATHS,
    SECOND_SHIFT,
    colleague,
    day,
    draft,
    lesson,
    placed,
)

ILL = 10


def ranked(*colleagues: Colleague, of: Day | None = None) -> list[int]:
    found = of or day([lesson(1, ILL, 2)], colleagues, away=[ILL])
    return [one.colleague.id for one in candidates(found, placed(found, 1))]


def one(of: Day, person: int, limits: Limits | None = None) -> Candidate:
    of = replace(of, limits=limits or of.limits)
    return next(c for c in candidates(of, placed(of, 1)) if c.colleague.id == person)


def test_same_subject_comes_before_knowing_the_class() -> None:
    assert ranked(colleague(11, [HISTORY], classes=[80]), colleague(12, [MATHS])) == [12, 11]


def test_who_knows_the_class_comes_first_among_those_of_the_subject() -> None:
    assert ranked(colleague(11), colleague(12, classes=[80]), colleague(13, groups=[80])) == [12, 13, 11]


def test_same_building_first_then_the_lighter_week() -> None:
    assert ranked(colleague(11, houses=[2]), colleague(12, week_lessons=30), colleague(13)) == [13, 12, 11]


def test_who_gave_less_since_the_term_began_comes_first() -> None:
    assert ranked(colleague(11, given=4), colleague(12, given=1), colleague(13, given=2)) == [12, 13, 11]


def test_given_today_counts_more_than_given_this_term() -> None:
    lessons = [lesson(1, ILL, 2), lesson(2, ILL, 5)]
    of = day(lessons, [colleague(11), colleague(12, given=6)], [ILL], [draft(2, teacher=11)])
    assert ranked(of=of) == [12, 11]
    assert one(of, 11).given_today == 1
    assert one(of, 12).given_today == 0


def test_who_is_ready_comes_before_who_said_nothing() -> None:
    standby = [Standby(12, 1, 3, True)]
    of = day([lesson(1, ILL, 2)], [colleague(11), colleague(12)], [ILL], standby=standby)
    assert ranked(of=of) == [12, 11]
    assert one(of, 12).is_ready


def test_who_has_lessons_in_the_same_shift_comes_first() -> None:
    lessons = [lesson(1, ILL, 2), lesson(2, 12, 5)]
    of = day(lessons, [colleague(11), colleague(12)], [ILL])
    assert ranked(of=of) == [12, 11]


def test_the_teacher_of_the_lesson_is_not_asked() -> None:
    assert ranked(colleague(ILL), colleague(11)) == [11]


def test_busy_at_the_same_number_and_free_at_the_next() -> None:
    lessons = [lesson(1, ILL, 2), lesson(2, 11, 2), lesson(3, 12, 3)]
    of = day(lessons, [colleague(11), colleague(12)], [ILL])
    assert one(of, 11).hindrances == (Hindrance.BUSY,)
    assert one(of, 11).meets == (2,)
    assert one(of, 12).hindrances == ()
    assert ranked(of=of) == [12, 11]


def test_shifts_overlap_by_the_clock_whatever_the_numbers() -> None:
    late = lesson(2, 11, 1, shift=2, bell_schedule=SECOND_SHIFT)
    of = day([lesson(1, ILL, 6), late], [colleague(11)], [ILL])
    assert one(of, 11).hindrances == (Hindrance.BUSY,)
    earlier = day([lesson(1, ILL, 1), late], [colleague(11)], [ILL])
    assert one(earlier, 11).hindrances == ()


def test_a_draft_makes_busy_and_a_cancelled_lesson_frees() -> None:
    lessons = [lesson(1, ILL, 2), lesson(2, ILL, 2), lesson(3, 12, 2)]
    drafts = [draft(2, teacher=11), draft(3, "CANCELLED")]
    of = day(lessons, [colleague(11), colleague(12)], [ILL], drafts)
    assert one(of, 11).hindrances == (Hindrance.BUSY,)
    assert one(of, 12).hindrances == ()


def test_who_is_drafted_for_this_lesson_is_not_in_her_own_way() -> None:
    of = day([lesson(1, ILL, 2)], [colleague(11)], [ILL], [draft(1, teacher=11)])
    found = one(of, 11)
    assert (found.hindrances, found.given_today, found.week_lessons) == ((), 0, 18)


def test_a_teacher_beside_may_hold_the_lesson_alone() -> None:
    of = day([lesson(1, ILL, 2, beside=(11,))], [colleague(11)], [ILL])
    assert one(of, 11).hindrances == ()


def test_away_for_some_lessons_only() -> None:
    until_second = Away(1, 11, 1, 2)
    early = day([lesson(1, ILL, 2)], [colleague(11)], [ILL, until_second])
    late = day([lesson(1, ILL, 3)], [colleague(11)], [ILL, until_second])
    assert one(early, 11).hindrances == (Hindrance.AWAY,)
    assert one(late, 11).hindrances == ()


def test_who_asks_not_to_be_called() -> None:
    of = day([lesson(1, ILL, 2)], [colleague(11)], [ILL], standby=[Standby(11, 2, 2, False)])
    assert one(of, 11).hindrances == (Hindrance.UNWILLING,)
    assert not one(of, 11).is_ready


@pytest.mark.parametrize(("week", "limit", "full"), [(35, 36, False), (36, 36, True), (30, 30, True)])
def test_the_week_is_full_at_the_schools_limit(week: int, limit: int, full: bool) -> None:
    of = day([lesson(1, ILL, 2)], [colleague(11, week_lessons=week)], [ILL])
    assert (Hindrance.WEEK_FULL in one(of, 11, Limits(week=limit)).hindrances) is full


def test_the_days_drafts_are_in_the_week() -> None:
    lessons = [lesson(1, ILL, 2), lesson(2, ILL, 5), lesson(3, 11, 6), lesson(4, 11, 7)]
    drafts = [draft(2, teacher=11), draft(4, "CANCELLED")]
    of = day(lessons, [colleague(11, week_lessons=20)], [ILL], drafts)
    assert one(of, 11).week_lessons == 20


def test_the_other_building_needs_a_free_number_between() -> None:
    far = lesson(2, 11, 3, building=2)
    assert one(day([lesson(1, ILL, 2), far], [colleague(11)], [ILL]), 11).hindrances == (Hindrance.TRAVEL,)
    assert one(day([lesson(1, ILL, 1), far], [colleague(11)], [ILL]), 11).hindrances == ()


def test_lessons_without_a_break_between_are_next_to_each_other() -> None:
    assert is_next(Span(540, 585), Span(585, 630)) and is_next(Span(585, 630), Span(540, 585))
    assert not is_next(Span(540, 585), Span(625, 670))


def test_a_draft_of_another_room_moves_the_lesson_to_its_building() -> None:
    lessons = [lesson(1, ILL, 2), lesson(2, 11, 3), lesson(3, 12, 6, building=2)]
    of = day(lessons, [colleague(11)], [ILL], [draft(2, "ROOM_CHANGED", room=303)])
    assert one(of, 11).hindrances == (Hindrance.TRAVEL,)


def test_hindered_ones_come_last_whoever_they_are_and_the_busy_after_the_unwilling() -> None:
    lessons = [lesson(1, ILL, 2), lesson(2, 11, 2)]
    people = [colleague(11, classes=[80]), colleague(12, classes=[80]), colleague(13, [ENGLISH])]
    of = day(lessons, people, [ILL], standby=[Standby(12, 1, 8, False)])
    assert ranked(of=of) == [13, 12, 11]


def test_one_person_is_asked_about_alone() -> None:
    of = day([lesson(1, ILL, 2), lesson(2, 11, 2)], [colleague(11), colleague(12)], [ILL])
    assert hindrances(of, of.colleagues[11], placed(of, 1)) == (Hindrance.BUSY,)
    assert hindrances(of, of.colleagues[12], placed(of, 1)) == ()


def test_two_groups_at_once_are_one_lesson_given_none() -> None:
    lessons = [lesson(1, ILL, 2), lesson(2, ILL, 5), lesson(3, 11, 5)]
    of = day(lessons, [colleague(11)], [ILL], [draft(2, "GROUPS_MERGED", merged_with=3)])
    assert one(of, 11).given_today == 0


def test_a_lesson_held_in_place_of_anothers_is_given_today() -> None:
    """A published replaced subject is a lesson of the substitute's own journal; it counts all the same."""
    own = msgspec.structs.replace(lesson(2, 11, 5), is_instead=True)
    found = day([lesson(1, ILL, 2), own, lesson(3, 11, 6)], [colleague(11)], away=[ILL])
    assert one(found, 11).given_today == 1
