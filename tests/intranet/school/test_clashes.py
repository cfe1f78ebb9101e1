"""Who would be in two places at once (DOMAIN 2.7, 2.11 no. 8; samples/bad/timetable-clash.csv)."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from intranet.school.calendar.days import BellSet, ClassKey, YearCalendar
from intranet.school.calendar.year_dates import BELLS
from intranet.school.facts import YearRow
from intranet.school.timetable.clashes import Clash, Clashes, ClashKind, Group, Taught, meets, minutes

CLASS_7, CLASS_10, ENGLISH_1, ENGLISH_2, IT_1, IT_2, PROFILE, EMPTY, EMPTY_PART = range(1, 10)
GROUPS = {
    group.id: group
    for group in (
        Group(CLASS_7, 7, True, frozenset(range(24))),
        Group(CLASS_10, 10, True, frozenset(range(100, 120))),
        Group(ENGLISH_1, 7, False, frozenset(range(12))),
        Group(ENGLISH_2, 7, False, frozenset(range(12, 24))),
        Group(IT_1, 7, False, frozenset({*range(10), 12, 13})),
        Group(IT_2, 7, False, frozenset({10, 11, *range(14, 24)})),
        Group(PROFILE, None, False, frozenset({5, 101, 102})),
        Group(EMPTY, 3, True),
        Group(EMPTY_PART, 3),
    )
}


def taught(
    ref: int, group: int, *, teacher: int = 0, room: int | None = None, journal: int = 0, **more: object
) -> Taught:
    """A lesson of its own teacher and journal, Tuesday 10:30-11:15, unless said otherwise."""
    asked = {"weekday": 2, "week": "", "begins": 630, "ends": 675, **more}
    return Taught(
        ref=ref, group=group, teacher=teacher or 1000 + ref, room=room, journal=journal or ref, **asked
    )


def told(*lessons: Taught, parallel: dict[int, int] | None = None) -> list[Clash]:
    """The clashes of the last lesson with those before it, which are all fine."""
    week = Clashes(GROUPS, parallel)
    for lesson in lessons[:-1]:
        assert week.add(lesson) == []
    return week.add(lessons[-1])


def test_a_teacher_is_in_one_place() -> None:
    assert told(taught(1, CLASS_7, teacher=5), taught(2, CLASS_10, teacher=5)) == [
        Clash(ClashKind.TEACHER, 1)
    ]


def test_a_room_holds_as_many_lessons_as_it_says() -> None:
    gym = [taught(n, group, room=9) for n, group in ((1, CLASS_7), (2, CLASS_10), (3, EMPTY))]
    assert told(*gym[:2]) == [Clash(ClashKind.ROOM, 1)]
    assert told(*gym[:2], parallel={9: 2}) == []
    assert told(*gym, parallel={9: 2}) == [Clash(ClashKind.ROOM, 1)]


def test_a_room_taken_by_turns_is_free_for_one_more() -> None:
    early, late = {"begins": 600, "ends": 640}, {"begins": 640, "ends": 680}
    first, second = taught(1, CLASS_7, room=9, **early), taught(2, CLASS_10, room=9, **late)
    assert told(first, second, taught(3, EMPTY, room=9, begins=610, ends=660), parallel={9: 2}) == []


def test_two_halves_go_side_by_side() -> None:
    assert told(taught(1, ENGLISH_1), taught(2, ENGLISH_2)) == []


def test_halves_cut_otherwise_share_pupils() -> None:
    clash = Clash(ClashKind.STUDENT, 1, frozenset({10, 11}))
    assert told(taught(1, ENGLISH_1), taught(2, IT_2)) == [clash]


def test_a_group_across_classes_takes_pupils_from_both() -> None:
    assert told(taught(1, PROFILE), taught(2, CLASS_7)) == [Clash(ClashKind.STUDENT, 1, frozenset({5}))]
    assert told(taught(1, PROFILE), taught(2, ENGLISH_2)) == []


def test_a_class_and_its_part_clash_before_pupils_are_known() -> None:
    assert told(taught(1, EMPTY), taught(2, EMPTY_PART)) == [Clash(ClashKind.STUDENT, 1)]
    assert told(taught(1, EMPTY_PART), taught(2, ENGLISH_1)) == []


def test_weeks_a_and_b_never_meet() -> None:
    odd = taught(1, CLASS_7, teacher=5, room=9, week="A")
    assert told(odd, taught(2, CLASS_7, teacher=5, room=9, week="B")) == []
    assert [c.kind for c in told(odd, taught(2, CLASS_7, teacher=5, room=9))] == list(ClashKind)


def test_the_clock_decides_not_the_number() -> None:
    bells = [BellSet(n, b.kind, b.shift, b.weekday, None, b.times) for n, b in enumerate(BELLS, 1)]
    first = date(2026, 9, 1)
    calendar = YearCalendar(YearRow(1, "", first, date(2027, 5, 26), date(2027, 8, 31), first), [], bells)
    sixth = minutes(calendar, ClassKey(1, 5), 2, 6)  # 13:25-14:10
    second_shift = minutes(calendar, ClassKey(2, 6, shift=2), 2, 1)  # 14:00-14:40
    same_number = minutes(calendar, ClassKey(2, 6, shift=2), 2, 6)
    one = taught(1, CLASS_7, teacher=5, begins=sixth[0], ends=sixth[1])
    assert told(one, taught(2, CLASS_10, teacher=5, begins=second_shift[0], ends=second_shift[1]))
    assert told(one, taught(2, CLASS_10, teacher=5, begins=same_number[0], ends=same_number[1])) == []
    nine = minutes(calendar, ClassKey(1, 5), 2, 9)
    assert minutes(calendar, ClassKey(1, 5), 2, 10)[0] >= nine[1] > nine[0] > sixth[1]


def test_two_teachers_of_one_lesson() -> None:
    assert told(taught(1, CLASS_7, journal=5, room=9), taught(2, CLASS_7, journal=5, room=9)) == []


def test_a_refused_lesson_holds_nobody() -> None:
    week = Clashes(GROUPS)
    week.add(taught(1, CLASS_7, teacher=5))
    assert week.add(taught(2, CLASS_10, teacher=5))
    assert week.add(taught(3, CLASS_10)) == []


lessons = st.lists(
    st.builds(
        lambda group, teacher, room, begins, week: (group, teacher, room, begins, week),
        st.sampled_from(sorted(GROUPS)), st.integers(1, 6), st.sampled_from([None, 1, 2]),
        st.sampled_from([500, 520, 560, 600]), st.sampled_from(["", "A", "B"]),
    ), max_size=25,
)  # fmt: skip


@given(lessons)
def test_what_is_taken_in_never_clashes_in_pairs(rows: list[tuple[int, int, int | None, int, str]]) -> None:
    week, taken = Clashes(GROUPS), []
    for ref, (group, teacher, room, begins, parity) in enumerate(rows):
        lesson = taught(ref, group, teacher=teacher, room=room, begins=begins, ends=begins + 45, week=parity,
                        journal=100 + ref)  # fmt: skip
        found = week.add(lesson)
        if not found:
            taken.append(lesson)
        assert all(clash.with_ref in {other.ref for other in taken} for clash in found)
    for one in taken:
        for other in taken:
            if one.ref < other.ref and meets(one, other):
                assert one.teacher != other.teacher
                assert one.room is None or one.room != other.room
                assert not GROUPS[one.group].students & GROUPS[other.group].students


def test_a_week_of_48_classes_has_no_clash_where_nobody_meets() -> None:
    groups = {n: Group(n, n, True, frozenset(range(n * 30, n * 30 + 25))) for n in range(48)}
    week = Clashes(groups)
    for weekday in range(1, 6):
        for number in range(7):
            for group in groups:
                begins = 510 + number * 60
                assert not week.add(Taught(0, weekday, "", begins, begins + 45, group, group, group, group))
