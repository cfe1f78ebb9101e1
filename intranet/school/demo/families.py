"""Children and those who answer for them: brothers and sisters, one parent or two, a court's word.

Shares by DOMAIN 6.1: 25 % of families have two children or more, 4 % a single guardian, 1 % a restricted
parent; 1.3 % of the children came in the year, 3 % are a year older than their class.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from intranet.school.demo.model import Guardian, Human, SchoolClass, Student
from intranet.school.demo.naming import House, father_name, make_house, mother_name
from intranet.school.demo.shape import SHOWN_CLASS
from intranet.school.people.names import FullName, Sex

SEVERAL, THREE = 0.25, 0.03
SINGLE, RESTRICTED, GRANDMOTHER = 0.04, 0.01, 0.02
CAME_LATER, MOVED, OLDER = 0.013, 0.004, 0.03
WITH_ADDRESS = 0.85


@dataclass
class People:
    """Numbers people from `last_id` + 1 on, and keeps every one of them."""

    last_id: int = 0
    everybody: list[Human] = field(default_factory=list)

    def add(self, full: FullName, sex: Sex, born: date | None = None) -> Human:
        """The next person."""
        self.last_id += 1
        human = Human(self.last_id, full, sex, born)
        self.everybody.append(human)
        return human


@dataclass
class Families:
    """All children, all links; `cast` are those who sign in, by login."""

    students: list[Student] = field(default_factory=list)
    guardians: list[Guardian] = field(default_factory=list)
    cast: dict[str, Human] = field(default_factory=dict)


class FamilyMaker:
    """Fills the places of the classes family by family."""

    def __init__(self, rng: Random, people: People, classes: list[SchoolClass], begins: date) -> None:
        self.rng, self.people, self.begins = rng, people, begins
        self.places = [c for c in classes for _ in range(c.size)]
        rng.shuffle(self.places)
        self.made = Families()

    def fill(self) -> Families:
        """Everybody; the first families are those of the cast."""
        self._cast()
        while self.places:
            self._family(self._take(self._children()))
        self._list_by_name()
        self._move_some()
        return self.made

    def _cast(self) -> None:
        shown = next(c for c in self.places if c.name == SHOWN_CLASS)
        small = min((c for c in self.places), key=lambda c: (abs(c.grade_level - 5), c.letter))
        other = max((c for c in self.places), key=lambda c: (c.grade_level <= 10, c.grade_level, -c.id))
        older = next(
            c for c in sorted(self.places, key=lambda c: c.id) if c.grade_level == 7 and c is not shown
        )
        russian = House(("Воробьёв", "Воробьёва"), "Дмитрий", "russian")
        first = self._family(self._pick(shown, small), house=russian, shown=True)
        lebedev = House(("Лебедев", "Лебедева"), "Олег", "russian")
        second = self._family(self._pick(other), house=lebedev, shown=True)
        self.made.cast = {
            "student": first[0].child.human,
            "student2": second[0].child.human,
            "parent": first[0].human,
        }
        third = self._family(self._pick(older), shown=True)
        self.made.cast["teacher"] = third[0].human

    def _pick(self, *classes: SchoolClass) -> list[SchoolClass]:
        for chosen in classes:
            self.places.remove(chosen)
        return list(classes)

    def _children(self) -> int:
        draw = self.rng.random()
        return 3 if draw < THREE else 2 if draw < SEVERAL else 1

    def _take(self, count: int) -> list[SchoolClass]:
        """Places in different grades as far as there are any (else twins)."""
        taken = [self.places.pop()]
        for _ in range(count - 1):
            for back in range(1, min(40, len(self.places)) + 1):
                if all(self.places[-back].grade_level != c.grade_level for c in taken):
                    taken.append(self.places.pop(-back))
                    break
        return taken

    def _family(
        self, classes: list[SchoolClass], house: House | None = None, shown: bool = False
    ) -> list[Guardian]:
        house = house or make_house(self.rng)
        taken: set[str] = set()
        children = [self._child(house, school_class, taken, shown) for school_class in classes]
        adults = self._adults(house, not shown and self.rng.random() < SINGLE)
        restricted = not shown and len(adults) > 1 and self.rng.random() < RESTRICTED
        links = []
        paper_of = {"father": f"решение суда № 2-{self.rng.randint(100, 999)}"} if restricted else {}
        for human, kind in adults:
            paper = paper_of.get(kind, "")
            links += [Guardian(human, child, kind, kind != "other", paper) for child in children]
        self.made.students += children
        self.made.guardians += links
        return links

    def _child(self, house: House, school_class: SchoolClass, taken: set[str], shown: bool) -> Student:
        sex = Sex.MALE if self.rng.random() < 0.51 else Sex.FEMALE
        first = self.begins.year - school_class.grade_level - 6
        born = date(first, 3, 1) + timedelta(days=self.rng.randrange(170 if shown else 360))
        if not shown and self.rng.random() < OLDER:
            born -= timedelta(days=365)
        human = self.people.add(house.child(self.rng, sex, taken), sex, born)
        came = not shown and self.rng.random() < CAME_LATER
        since = self.begins + timedelta(days=self.rng.randint(10, 60)) if came else self.begins
        student = Student(human, school_class, since)
        school_class.students.append(student)
        return student

    def _adults(self, house: House, single: bool) -> list[tuple[Human, str]]:
        """(person, kind): mother, father unless single; a few grandmothers, who may only be called."""
        adults = [(self._adult(mother_name(self.rng, house), Sex.FEMALE), "mother")]
        if not single:
            adults.append((self._adult(father_name(self.rng, house), Sex.MALE), "father"))
        if self.rng.random() < GRANDMOTHER:
            adults.append((self._adult(mother_name(self.rng, house), Sex.FEMALE), "other"))
        return adults

    def _adult(self, full: FullName, sex: Sex) -> Human:
        human = self.people.add(full, sex)
        human.phone = f"+7975{human.id:07d}"
        if self.rng.random() < WITH_ADDRESS:
            human.email = f"family{human.id}@example.com"
        return human

    def _list_by_name(self) -> None:
        for school_class in {id(s.school_class): s.school_class for s in self.made.students}.values():
            school_class.students.sort(key=lambda s: (s.human.full.surname.replace("ё", "е"), s.human.full))

    def _move_some(self) -> None:
        """A few changed the class inside their grade in October."""
        for student in self._chosen(MOVED):
            here = student.school_class
            beside = [c for c in self._classes() if c.grade_level == here.grade_level and c is not here]
            if beside and student.since == self.begins:
                student.came_from = self.rng.choice(beside)
                student.moved_on = date(self.begins.year, 10, self.rng.randint(5, 30))

    def _classes(self) -> list[SchoolClass]:
        return list({s.school_class.id: s.school_class for s in self.made.students}.values())

    def _chosen(self, share: float) -> Iterator[Student]:
        shown = {human.id for human in self.made.cast.values()}
        for student in self.made.students:
            if self.rng.random() < share and student.human.id not in shown and len(self._classes()) > 5:
                yield student
