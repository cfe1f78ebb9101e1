"""Every clash of a week in one pass (DOMAIN 2.7, 2.11 no. 8)."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from intranet.school.timetable.clashes import Clashes, ClashKind, Group, Taught
from intranet.school.timetable.week_check import PairClash, check_week

CLASS, HALF, OTHER_HALF, MIXED = 1, 2, 3, 4
GROUPS = {
    CLASS: Group(CLASS, 10, True, frozenset({1, 2, 3, 4})),
    HALF: Group(HALF, 10, False, frozenset({1, 2})),
    OTHER_HALF: Group(OTHER_HALF, 10, False, frozenset({3, 4})),
    MIXED: Group(MIXED, None, False, frozenset({4, 9})),
}


def lesson(
    ref: int, group: int, teacher: int, begins: int = 500, *, room: int | None = None, week: str = "",
    journal: int | None = None,
) -> Taught:  # fmt: skip
    return Taught(
        ref, 1, week, begins, begins + 45, group if journal is None else journal, group, teacher, room
    )


def test_scenario_8_two_halves_at_one_time_in_two_rooms_do_not_clash() -> None:
    week = [lesson(1, HALF, 1, room=1), lesson(2, OTHER_HALF, 2, room=2)]
    assert check_week(week, GROUPS) == []


def test_scenario_8_a_pupil_of_both_groups_is_found() -> None:
    week = [lesson(1, OTHER_HALF, 1, room=1), lesson(2, MIXED, 2, room=2)]
    assert check_week(week, GROUPS) == [PairClash(ClashKind.STUDENT, 1, 2, frozenset({4}))]


def test_every_pair_is_told_and_the_earlier_lesson_comes_first() -> None:
    week = [lesson(3, CLASS, 7, 520), lesson(1, HALF, 7, 500), lesson(2, 99, 7, 510)]
    found = {(one.kind, one.one, one.other) for one in check_week(week, GROUPS)}
    assert found == {
        (ClashKind.TEACHER, 1, 2), (ClashKind.TEACHER, 1, 3), (ClashKind.TEACHER, 2, 3),
        (ClashKind.STUDENT, 1, 3),
    }  # fmt: skip


def test_a_room_counts_what_is_inside_in_each_week() -> None:
    turns = [lesson(1, 11, 1, room=5, week="A"), lesson(2, 12, 2, room=5, week="B")]
    both = [*turns, lesson(3, 13, 3, room=5)]
    assert check_week(turns, GROUPS) == []
    assert check_week(both, GROUPS, {5: 2}) == []
    assert [one.kind for one in check_week(both, GROUPS)] == [ClashKind.ROOM]


def test_two_teachers_of_one_lesson_are_one_lesson() -> None:
    week = [lesson(1, CLASS, 1, room=5, journal=8), lesson(2, CLASS, 2, room=5, journal=8)]
    assert check_week(week, GROUPS) == []


ROWS = st.lists(
    st.tuples(
        st.sampled_from(list(GROUPS)), st.integers(1, 3), st.sampled_from([500, 530, 560]),
        st.sampled_from([None, 5, 6]), st.sampled_from(["", "A", "B"]),
    ),
    max_size=8,
)  # fmt: skip


@settings(deadline=None)
@given(ROWS)
def test_a_week_without_findings_is_one_that_grows_without_refusal(
    rows: list[tuple[int, int, int, int | None, str]],
) -> None:
    week = [
        lesson(ref, group, teacher, begins, room=room, week=week)
        for ref, (group, teacher, begins, room, week) in enumerate(rows)
    ]
    growing = Clashes(GROUPS)
    refused = [one for one in sorted(week, key=lambda one: one.begins) if growing.add(one)]
    assert bool(check_week(week, GROUPS)) == bool(refused)
