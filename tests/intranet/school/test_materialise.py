"""A week's timetable as dated lessons (ARCHITECTURE "The backbone", DOMAIN 2.6-2.8)."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intranet.school.calendar.days import ClassKey, DayException, YearCalendar
from intranet.school.facts import YearRow
from intranet.school.timetable.materialise import plan, reconcile
from intranet.school.timetable.slots import Existing, Place, Planned, Reconciliation, Slot, Version

FIRST, LAST = date(2026, 9, 1), date(2026, 9, 30)
YEAR = YearRow(1, "2026/2027", FIRST, LAST, date(2027, 8, 31), FIRST)
FIVE, SIX = ClassKey(5, 5), ClassKey(6, 10, week_days=6)
TUESDAY = date(2026, 9, 8)


def planned(*slots: Slot, classes: list[ClassKey] | None = None, **more: Any) -> dict[Place, Planned]:
    versions = more.get("versions", [Version(1, FIRST, None)])
    calendar = YearCalendar(YEAR, more.get("exceptions", []), [])
    return plan(calendar, versions, slots, {1: classes or [FIVE]}, FIRST, LAST)


def slot(weekday: int, number: int = 1, week: str = "", version: int = 1, teacher: int = 7) -> Slot:
    return Slot(version, 1, weekday, number, week, teacher, None)


def lesson(number: int = 1, day: date = TUESDAY, **more: Any) -> Existing:
    base = Existing(
        id=1, journal=1, on_date=day, number=number, status="planned", bell_schedule=None, planned_teacher=7,
        teacher=7, planned_room=None, room=None, is_manual=False, is_touched=False,
    )  # fmt: skip
    return msgspec.structs.replace(base, **more)


def settle(wanted: dict[int, Planned], *lessons: Existing) -> Reconciliation:
    places = {Place(1, TUESDAY, number): value for number, value in wanted.items()}
    return reconcile(places, lessons, FIRST)


def as_they_become(lessons: list[Existing], work: Reconciliation) -> list[Existing]:
    """The lessons after the work is done."""
    updates = {update.id: update._asdict() for update in work.updates}
    kept = [
        msgspec.structs.replace(
            old, **updates.get(old.id, {}), **({"status": "cancelled"} if old.id in work.cancels else {})
        )
        for old in lessons
        if old.id not in work.deletes
    ]
    fresh = [
        lesson(place.number, place.day, id=1000 + n, journal=place.journal, planned_teacher=value.teacher,
               teacher=value.teacher, planned_room=value.room, room=value.room,
               bell_schedule=value.bell_schedule, beside=value.beside)
        for n, (place, value) in enumerate(work.inserts)
    ]  # fmt: skip
    return kept + fresh


def test_every_such_weekday_of_the_span() -> None:
    assert [place.day.day for place in planned(slot(2))] == [1, 8, 15, 22, 29]


def test_weeks_by_turns() -> None:
    assert [place.day.day for place in planned(slot(2, week="A"))] == [1, 15, 29]
    assert [place.day.day for place in planned(slot(2, week="B"))] == [8, 22]


def test_saturdays_for_a_six_day_class_and_for_a_transfer() -> None:
    assert not planned(slot(6))
    assert len(planned(slot(6), classes=[SIX])) == 4
    transfer = DayException("transfer", date(2026, 9, 12), date(2026, 9, 12), 2)
    assert [p.day.day for p in planned(slot(2), exceptions=[transfer])] == [1, 8, 12, 15, 22, 29]


def test_a_version_ends_where_the_next_begins() -> None:
    versions = [Version(1, FIRST, date(2026, 9, 14)), Version(2, date(2026, 9, 15), None)]
    found = planned(slot(2), slot(2, version=2, teacher=8), versions=versions)
    assert [(place.day.day, value.teacher) for place, value in found.items()] == [
        (1, 7), (8, 7), (15, 8), (22, 8), (29, 8),
    ]  # fmt: skip


def test_a_group_across_classes_studies_when_one_of_them_does() -> None:
    off = DayException("no_lessons", TUESDAY, TUESDAY, grade_level=5)
    assert TUESDAY in {p.day for p in planned(slot(2), classes=[FIVE, SIX], exceptions=[off])}
    assert TUESDAY not in {p.day for p in planned(slot(2), exceptions=[off])}


def test_a_new_teacher_and_number_keep_the_row() -> None:
    work = settle({3: Planned(9, 4, 2)}, lesson())
    assert [tuple(update) for update in work.updates] == [(1, 3, "planned", 2, 9, 9, 4, 4, ())]
    assert not (work.inserts or work.deletes or work.cancels)
    assert (work.days, work.journals) == ({TUESDAY}, {1})


def test_the_same_number_is_matched_before_the_order() -> None:
    work = settle({2: Planned(7, None, None), 4: Planned(7, None, None)}, lesson(1), lesson(2, id=2))
    assert [(update.id, update.number) for update in work.updates] == [(1, 4)]


def test_no_longer_planned_is_deleted_or_cancelled() -> None:
    assert settle({}, lesson()).deletes == [1]
    assert settle({}, lesson(is_touched=True)).cancels == [1]
    assert settle({}, lesson(is_touched=True, status="cancelled")).is_empty
    assert settle({}, lesson(is_touched=True, status="held")).is_empty


def test_what_was_cancelled_by_a_timetable_comes_back_with_it() -> None:
    value = {1: Planned(7, None, None)}
    assert settle(value, lesson(is_touched=True, status="cancelled")).updates[0].status == "planned"
    assert settle(value, lesson(is_touched=True, status="cancelled", keeps_status=True)).is_empty


def test_a_published_change_keeps_what_it_set() -> None:
    work = settle({1: Planned(9, 4, None)}, lesson(teacher=8, room=5, keeps_teacher=True, is_touched=True))
    assert work.updates[0][4:8] == (9, 8, 4, 4)


def test_a_held_lesson_keeps_who_held_it_when_and_where() -> None:
    work = settle({3: Planned(9, 4, 2)}, lesson(status="held", room=5, is_touched=True))
    assert tuple(work.updates[0]) == (1, 1, "held", None, 9, 7, 4, 5, ())


def test_a_second_teacher_stands_beside_the_first() -> None:
    value = Planned(7, None, None).joined_by(8).joined_by(7).joined_by(8)
    assert value == Planned(7, None, None, (8,))
    assert settle({1: value}, lesson()).updates[0].beside == (8,)
    assert settle({1: value}, lesson(beside=(8,))).is_empty
    assert settle({1: value}, lesson(status="held", is_touched=True)).is_empty


def test_a_moved_lesson_stands_for_where_it_was() -> None:
    away = lesson(2, date(2026, 9, 11), from_date=TUESDAY, from_number=1, is_touched=True)
    assert settle({1: Planned(7, None, None)}, away).is_empty
    assert settle({}, away).is_empty


def test_lessons_made_by_hand_keep_their_place() -> None:
    assert settle({1: Planned(7, None, None)}, lesson(is_manual=True)).is_empty
    assert settle({}, lesson(is_manual=True)).is_empty


def test_nothing_before_the_span_is_touched() -> None:
    assert reconcile({}, [lesson()], date(2026, 9, 9)).is_empty


existing = st.builds(
    lambda number, day, status, teacher, manual, touched, moved, keeps: lesson(
        number, date(2026, 9, day), status=status, teacher=teacher, is_manual=manual,
        is_touched=touched or moved is not None or status != "planned",
        keeps_teacher=keeps, keeps_status=keeps and status == "cancelled",
        from_date=None if moved is None or manual else date(2026, 9, moved),
        from_number=None if moved is None or manual else 5,
    ),
    st.integers(1, 4), st.integers(7, 9), st.sampled_from(["planned", "held", "cancelled"]),
    st.integers(7, 8), st.booleans(), st.booleans(), st.sampled_from([None, None, 8, 10]), st.booleans(),
)  # fmt: skip
plans = st.dictionaries(
    st.builds(Place, st.just(1), st.dates(date(2026, 9, 7), date(2026, 9, 9)), st.integers(1, 5)),
    st.builds(Planned, st.integers(7, 9), st.sampled_from([None, 4]), st.sampled_from([None, 2])),
    max_size=8,
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans, st.lists(existing, max_size=8, unique_by=lambda found: found.place))
def test_twice_changes_nothing_and_nothing_is_lost(
    wanted: dict[Place, Planned], lessons: list[Existing]
) -> None:
    lessons = [msgspec.structs.replace(found, id=n) for n, found in enumerate(lessons, 1)]
    work = reconcile(wanted, lessons, FIRST)
    after = as_they_become(lessons, work)
    assert reconcile(wanted, after, FIRST).is_empty
    assert len({found.place for found in after}) == len(after)
    assert {old.id for old in lessons if old.is_touched or old.is_manual} <= {new.id for new in after}
    by_hand = [old for old in lessons if old.is_manual]
    assert [new for new in after if new.is_manual] == by_hand
    stands = {found.origin for found in after} | {found.place for found in after}
    held_days = {found.origin.day for found in after if found.is_held or found.is_moved}
    assert all(place in stands for place in wanted if place.day not in held_days)
