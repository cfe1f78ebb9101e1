"""The whole school in memory, from a size and a seed: the same every time."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from random import Random

from intranet.school.demo.courses import Courses, remember_moves
from intranet.school.demo.families import Families, FamilyMaker, People
from intranet.school.demo.model import Human, Room, SchoolClass, Slot, Teacher
from intranet.school.demo.naming import adult_name
from intranet.school.demo.placement import cells_of, place_events
from intranet.school.demo.shape import SHAPES, SHOWN_CLASS, make_classes
from intranet.school.demo.staff import Staffing, choose_class_teachers, give_rooms
from intranet.school.demo.turns import take_turns
from intranet.school.people.names import Sex

SEED = 2026


@dataclass
class Plan:
    """Everything that will become rows."""

    name: str
    year_of: int
    people: People
    classes: list[SchoolClass]
    families: Families
    courses: Courses
    teachers: list[Teacher]
    posts: list[tuple[Human, str]]
    hats: list[tuple[Human, str]]
    rooms: list[Room]
    slots: list[Slot]
    cast: dict[str, Human]


def build(size: str, year_of: int, seed: int = SEED) -> Plan:
    """`size` small, school or complex; `year_of` the calendar year in which the school year begins."""
    rng = Random(f"{size}/{seed}")  # noqa: S311 - a demo, not a secret
    shape, people = SHAPES[size], People()
    classes = make_classes(rng, shape)
    families = FamilyMaker(rng, people, classes, date(year_of, 9, 1)).fill()
    turns = Random(f"{size}/{seed}/turns")  # noqa: S311
    take_turns(turns, classes, families, date(year_of, 9, 1))
    courses = Courses()
    for school_class in classes:
        courses.plan_class(school_class)
    remember_moves(families.students, courses.groups)
    staffing = Staffing(rng, people, families)
    for building in range(shape.buildings):
        staffing.engage(building, [c for c in courses.courses if c.group.school_class.building == building])
    choose_class_teachers(classes, courses.courses)
    _show_teacher(people, classes, families)
    rooms = give_rooms(staffing.teachers, {c.teacher for c in classes if c.shift == 2 and c.teacher})
    slots = _timetable(rng, shape.buildings, courses, rooms)
    posts = [(teacher.human, teacher.post) for teacher in staffing.teachers]
    cast, hats, offices = _offices(rng, people, classes, staffing.teachers, courses)
    _give_addresses([human for human, _post in posts + offices])
    return Plan(
        shape.name, year_of, people, classes, families, courses, staffing.teachers,
        posts + offices + staffing.others(), hats, rooms, slots, families.cast | cast,
    )  # fmt: skip


def _give_addresses(staff: list[Human]) -> None:
    for human in staff:
        human.email = human.email or f"staff{human.id}@example.org"


def _show_teacher(people: People, classes: list[SchoolClass], families: Families) -> None:
    """The class teacher of the shown class is the mother of a pupil of another class."""
    leader = next(c.teacher for c in classes if c.name == SHOWN_CLASS)
    assert leader is not None
    if leader.human not in {link.human for link in families.guardians}:
        people.everybody.remove(leader.human)
    leader.human = families.cast["teacher"]


def _timetable(rng: Random, buildings: int, courses: Courses, rooms: list[Room]) -> list[Slot]:
    for building in range(buildings):
        halls = sum(room.parallel > 1 for room in rooms if room.building == building)
        here = [event for event in courses.events if event.school_class.building == building]
        place_events(rng, here, halls)
    return _slots(courses, rooms)


def _slots(courses: Courses, rooms: list[Room]) -> list[Slot]:
    """Rows of the timetable; lessons of sport fill the halls one after another."""
    halls: dict[int, list[Room]] = defaultdict(list)
    for hall in rooms:
        if hall.parallel > 1:
            halls[hall.building].append(hall)
    taken: Counter[tuple[Room, int]] = Counter()
    slots: list[Slot] = []
    for event in courses.events:
        for course, week in zip(event.courses, event.weeks, strict=True):
            assert course.teacher is not None
            room = course.teacher.room
            assert room is not None
            if course.specialty == "sport":
                cells = cells_of(event.school_class.shift, (event.weekday, event.number))
                free = (h for h in halls[room.building] if all(taken[h, c] < h.parallel for c in cells))
                room = next(free)
                taken.update((room, cell) for cell in cells)
            slots.append(Slot(len(slots) + 1, course, event.weekday, event.number, week, room))
    return slots


def _offices(
    rng: Random, people: People, classes: list[SchoolClass], teachers: list[Teacher], courses: Courses
) -> tuple[dict[str, Human], list[tuple[Human, str]], list[tuple[Human, str]]]:
    """Who leads the school: the cast by login, hats by person, posts by person."""
    leading = {c.teacher for c in classes}
    head = min(
        (t for t in teachers if t not in leading and t.pool != "primary"),
        key=lambda t: (t.pool != "history", t.hours),
    )
    shown = [c for c in courses.courses if c.group.school_class.name == SHOWN_CLASS]
    second = next(c.teacher for c in shown if c.specialty == "russian")
    assert second is not None
    director = people.add(adult_name(rng, Sex.FEMALE), Sex.FEMALE)
    secretary = people.add(adult_name(rng, Sex.FEMALE), Sex.FEMALE)
    admin = people.add(adult_name(rng, Sex.MALE), Sex.MALE)
    cast = {
        "teacher2": second.human, "headteacher": head.human, "director": director,
        "secretary": secretary, "admin": admin,
    }  # fmt: skip
    hats = [
        (head.human, "head_teacher"), (director, "director"), (secretary, "secretary"),
        (admin, "administrator"),
    ]  # fmt: skip
    posts = [
        (head.human, "заместитель директора по УВР"), (director, "директор"), (secretary, "секретарь"),
        (admin, "системный администратор"),
    ]  # fmt: skip
    return cast, hats, posts
