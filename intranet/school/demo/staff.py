"""Teachers for the hours there are (about 24 a week each), their posts, rooms and classes; other staff."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from random import Random

from intranet.school.demo import curriculum as plan
from intranet.school.demo.courses import HALVES
from intranet.school.demo.families import Families, People
from intranet.school.demo.model import Course, Human, Room, SchoolClass, Teacher
from intranet.school.demo.naming import adult_name
from intranet.school.demo.shape import SHOWN_CLASS
from intranet.school.people.names import Sex

LOAD = {"english": 22}
USUAL_LOAD = 24
TOO_FEW = {"safety": 8}  # hours for a teacher of its own, else USUALLY_TOO_FEW
USUALLY_TOO_FEW = 15
WOMEN = 0.88
WITH_CHILDREN = 0.12
# (post, one for so many teachers)
OTHER_POSTS = [
    ("педагог-психолог", 25), ("социальный педагог", 30), ("педагог-библиотекарь", 40),
    ("специалист по кадрам", 60), ("медицинская сестра", 60), ("педагог дополнительного образования", 15),
    ("заведующий хозяйством", 60), ("лаборант", 30), ("тьютор", 40),
]  # fmt: skip

HALF_NAMES = frozenset(name for pair in HALVES.values() for name in pair)

ALWAYS = ("педагог-психолог", "медицинская сестра")

Bundle = tuple[Course, ...]  # what one teacher takes as a whole: a class's journals of one specialty


class Staffing:
    """Engages teachers pool by pool and gives every journal its teacher."""

    def __init__(self, rng: Random, people: People, families: Families) -> None:
        self.rng, self.people = rng, people
        self.teachers: list[Teacher] = []
        known = set(families.cast.values())
        plain = {g.human: None for g in families.guardians if g.is_legal and not g.restriction}
        self.parents = [human for human in plain if human not in known]
        rng.shuffle(self.parents)

    def engage(self, building: int, courses: list[Course]) -> None:
        """Teachers of one house: enough for its journals."""
        hours: Counter[str] = Counter()
        for course in courses:
            hours[course.specialty] += course.quarters
        few = {s for s, quarters in hours.items() if quarters < 4 * TOO_FEW.get(s, USUALLY_TOO_FEW)}
        merged = {s: plan.PARTNER[s] for s in few if s in plan.PARTNER}
        pools: dict[str, list[Bundle]] = defaultdict(list)
        for bundle in _bundles(courses):
            specialty = bundle[0].specialty
            pools[merged.get(specialty, specialty)].append(bundle)
        for pool in sorted(pools):
            self._share_out(building, pool, pools[pool])

    def _share_out(self, building: int, pool: str, bundles: list[Bundle]) -> None:
        total = sum(_quarters(bundle) for bundle in bundles) / 4
        split = any(course.group.name in HALF_NAMES for bundle in bundles for course in bundle)
        if pool == "primary":
            team = [self._teacher(building, pool) for _ in bundles]
        else:
            needed = math.ceil(total / LOAD.get(pool, USUAL_LOAD) - 0.2)
            needed += needed % 2 if split else 0
            team = [self._teacher(building, pool) for _ in range(max(1, needed))]
        pairs = [tuple(team[i : i + 2]) for i in range(0, len(team) - 1, 2)] or [(team[0],)]
        for parallel in _parallel(bundles):
            if len(parallel) == 1:
                _give(parallel[0], min(team, key=lambda teacher: teacher.hours))
                continue
            pair = min(pairs, key=lambda two: max(teacher.hours for teacher in two))
            for bundle, teacher in zip(parallel, pair, strict=True):
                _give(bundle, teacher)

    def _teacher(self, building: int, pool: str) -> Teacher:
        women = plan.WOMEN_SHARE.get(pool, 0.94)
        sex = Sex.FEMALE if self.rng.random() < women else Sex.MALE
        human = self._parent(sex) if self.rng.random() < WITH_CHILDREN else None
        human = human or self.people.add(adult_name(self.rng, sex), sex)
        teacher = Teacher(human, pool, building, plan.POSTS[pool])
        self.teachers.append(teacher)
        return teacher

    def _parent(self, sex: Sex) -> Human | None:
        """A pupil's mother or father who works here."""
        found = next((human for human in self.parents if human.sex == sex), None)
        if found:
            self.parents.remove(found)
        return found

    def others(self) -> list[tuple[Human, str]]:
        """The rest of the staff: (person, post); no account, no lesson."""
        found = []
        for post, per in OTHER_POSTS:
            for _ in range(max(post in ALWAYS, len(self.teachers) // per)):
                sex = Sex.FEMALE if self.rng.random() < WOMEN else Sex.MALE
                found.append((self.people.add(adult_name(self.rng, sex), sex), post))
        return found


def _give(bundle: Bundle, teacher: Teacher) -> None:
    teacher.hours += _quarters(bundle)
    for course in bundle:
        course.teacher = teacher
        teacher.subjects.add(course.subject)


def _quarters(bundle: Bundle) -> int:
    return sum(course.quarters for course in bundle)


def _bundles(courses: list[Course]) -> list[Bundle]:
    """A class's journals of one specialty go to one teacher, halves to two; a profile is apart."""
    found: dict[tuple[int, str, str], list[Course]] = defaultdict(list)
    for course in courses:
        part = "" if course.group.is_roster else course.group.name
        found[course.group.school_class.id, course.specialty, part].append(course)
    return [tuple(bundle) for bundle in found.values()]


def _parallel(bundles: list[Bundle]) -> list[list[Bundle]]:
    """Halves of a class together, for they need two teachers at a time; the largest first."""
    found: dict[object, list[Bundle]] = defaultdict(list)
    for bundle in bundles:
        course = bundle[0]
        halves = course.group.name in HALF_NAMES
        found[(course.group.school_class, course.subject) if halves else course].append(bundle)
    return sorted(found.values(), key=lambda parts: (-len(parts), -_quarters(parts[0]), parts[0][0].id))


def choose_class_teachers(classes: list[SchoolClass], courses: list[Course]) -> None:
    """Each class gets one of its own teachers, nobody two; the shown class one of mathematics."""
    hours: dict[SchoolClass, Counter[Teacher]] = defaultdict(Counter)
    for course in courses:
        assert course.teacher is not None
        hours[course.group.school_class][course.teacher] += course.quarters
        if course.specialty == "maths" and course.group.school_class.name == SHOWN_CLASS:
            hours[course.group.school_class][course.teacher] += 1000
    taken: set[Teacher] = set()
    for school_class in sorted(classes, key=lambda c: (c.name != SHOWN_CLASS, len(hours[c]), c.id)):
        ranked = [teacher for teacher, _ in hours[school_class].most_common() if teacher not in taken]
        school_class.teacher = ranked[0]
        taken.add(ranked[0])


def give_rooms(teachers: list[Teacher], late: set[Teacher]) -> list[Room]:
    """Everybody has a room; sport has halls for three classes; `late`, the second shift, share rooms."""
    rooms: list[Room] = []
    for building in sorted({teacher.building for teacher in teachers}):
        here = [teacher for teacher in teachers if teacher.building == building]
        halls = _halls(building, sum(t.hours for t in here if t.pool == "sport") // 4, len(rooms))
        rooms += halls
        own = [teacher for teacher in here if teacher.subjects != {plan.SPORT} and teacher not in late]
        for place, teacher in enumerate(own):
            number = f"{place // 18 + 1}{place % 18 + 1:02d}"
            teacher.room = Room(len(rooms) + 1, building, number)
            rooms.append(teacher.room)
        morning = [teacher.room for teacher in own if teacher.pool == "primary"]
        for place, teacher in enumerate(t for t in here if t in late):
            teacher.room = morning[place]
        for teacher in (t for t in here if t.subjects == {plan.SPORT}):
            teacher.room = halls[0]
    return rooms


def _halls(building: int, hours: int, last: int) -> list[Room]:
    count = max(1, math.ceil(hours / 34 / 2.4))
    names = ["спортзал"] if count == 1 else [f"спортзал {n}" for n in range(1, count + 1)]
    return [Room(last + n, building, name, 3) for n, name in enumerate(names, 1)]
