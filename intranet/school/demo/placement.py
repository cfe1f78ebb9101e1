"""A week without a clash: every class has a fixed frame of lessons, events are placed in it and exchanged.

A class is always busy as a whole, so its pupils cannot clash; teachers and sport halls can. First every
event takes the cheapest free place, then those that clash are swapped within their class (tabu search)
until none is left. Clashes are of clock time: the last lessons of the first shift overlap the first ones
of the second (`cells_of`).
"""

from __future__ import annotations

from collections import defaultdict
from random import Random

from intranet.school.demo.curriculum import SPORT, WEEKS
from intranet.school.demo.model import Event, SchoolClass

CLASH, SAME_DAY, LATE_HARD = 100, 4, 1
HARD = frozenset({"Математика", "Алгебра", "Геометрия", "Физика", "Химия", "Русский язык"})
PER_DAY = 20
# (lesson of shift 1, lesson of shift 2) that share minutes; each pair is a cell of its own
OVERLAPS = ((6, 1), (7, 1), (7, 2))
STEPS, STARTS = 6_000, 12

Place = tuple[int, int]  # weekday, number


def place_events(rng: Random, events: list[Event], halls: int) -> None:
    """Sets weekday and number of every event of one house; RuntimeError if a clash remains."""
    by_class: dict[SchoolClass, list[Event]] = defaultdict(list)
    for event in events:
        by_class[event.school_class].append(event)
    for _ in range(STARTS):
        board = Board(rng, halls)
        for school_class in sorted(by_class, key=lambda c: (-c.grade_level, c.id)):
            board.fill(school_class, by_class[school_class])
        if board.repair():
            board.spread()
            return
    raise RuntimeError("the timetable has a clash that no exchange of lessons cured")


def frame_of(events: list[Event]) -> list[Place]:
    """The lessons of a class's week: from the first on without windows."""
    return [(day, n) for day, last in enumerate(WEEKS[len(events)], 1) for n in range(1, last + 1)]


def cells_of(shift: int, place: Place) -> tuple[int, ...]:
    """The cells of a teacher's week that a lesson takes: its own, and one for each lesson it overlaps."""
    day, number = place
    start = (day - 1) * PER_DAY
    own = start + number - 1 + (8 if shift == 2 else 0)
    edges = [start + 16 + i for i, pair in enumerate(OVERLAPS) if pair[shift - 1] == number]
    return (own, *edges)


class Board:
    """Who is taken when, and what stands where."""

    def __init__(self, rng: Random, halls: int) -> None:
        self.rng, self.hall_places = rng, halls * 3
        self.busy: dict[object, list[int]] = defaultdict(lambda: [0] * (PER_DAY * 5))
        self.day: dict[tuple[SchoolClass, int], list[str]] = defaultdict(list)
        self.at: dict[SchoolClass, dict[Place, Event]] = defaultdict(dict)
        self.needs: dict[Event, list[tuple[list[int], int]]] = {}
        self.cells = {
            (s, (d, n)): cells_of(s, (d, n)) for s in (1, 2) for d in range(1, 6) for n in range(1, 9)
        }

    def fill(self, school_class: SchoolClass, events: list[Event]) -> None:
        """The cheapest free place for each event, frequent subjects first."""
        frame = frame_of(events)
        for event in events:
            self.needs[event] = self._needs(event)
        self.rng.shuffle(events)
        often: dict[str, int] = defaultdict(int)
        for event in events:
            often[event.subject] += 1
        for event in sorted(events, key=lambda e: (-len(e.courses), -often[e.subject])):
            free = [place for place in frame if place not in self.at[school_class]]
            self.rng.shuffle(free)
            self.put(event, min(free, key=lambda place: self.cost(event, place)))

    def _needs(self, event: Event) -> list[tuple[list[int], int]]:
        needs = [(self.busy[teacher], 1) for teacher in {course.teacher for course in event.courses}]
        if event.subject == SPORT:
            needs.append((self.busy["hall"], self.hall_places))
        return needs

    def cost(self, event: Event, place: Place) -> int:
        """What it costs to have it there, while it stands nowhere."""
        cells = self.cells[event.school_class.shift, place]
        total = 0
        for taken, limit in self.needs[event]:
            for cell in cells:
                if taken[cell] >= limit:
                    total += CLASH
        total += SAME_DAY * self.day[event.school_class, place[0]].count(event.subject)
        if event.subject in HARD and place[1] > 5:
            total += LATE_HARD
        return total

    def put(self, event: Event, place: Place) -> None:
        """Let it stand there."""
        event.weekday, event.number = place
        self.at[event.school_class][place] = event
        self._count(event, 1)
        self.day[event.school_class, place[0]].append(event.subject)

    def take(self, event: Event) -> Place:
        """Let it stand nowhere; its place stays its own."""
        self._count(event, -1)
        self.day[event.school_class, event.weekday].remove(event.subject)
        return event.weekday, event.number

    def _count(self, event: Event, by: int) -> None:
        for cell in self.cells[event.school_class.shift, (event.weekday, event.number)]:
            for taken, _ in self.needs[event]:
                taken[cell] += by

    def clashes(self, event: Event) -> bool:
        """Whether it stands where somebody is taken already."""
        cells = self.cells[event.school_class.shift, (event.weekday, event.number)]
        return any(taken[cell] > limit for taken, limit in self.needs[event] for cell in cells)

    def repair(self) -> bool:
        """Swap what clashes until nothing does; False if that takes too long."""
        tabu: dict[tuple[Event, Place], int] = {}
        wrong: list[Event] = []
        for step in range(STEPS):
            wrong = wrong or [event for event in self.needs if self.clashes(event)]
            if not wrong:
                return True
            event = wrong.pop(self.rng.randrange(len(wrong)))
            if self.clashes(event):
                wrong += [e for e in self._best_swap(event, tabu, step) if self.clashes(e)]
        return False

    def _best_swap(
        self, event: Event, tabu: dict[tuple[Event, Place], int], step: int
    ) -> tuple[Event, Event]:
        """Exchange it with the cheapest other event of its class, not back to where it just was."""
        here = self.take(event)
        before = self.cost(event, here)
        found: list[tuple[int, float, Event, Place]] = []
        for there, other in self.at[event.school_class].items():
            if other is event or tabu.get((event, there), -1) > step:
                continue
            self.take(other)
            gain = self.cost(event, there) + self.cost(other, here) - before - self.cost(other, there)
            self.put(other, there)
            found.append((gain, self.rng.random(), other, there))
        _, _, other, there = min(found)
        self.take(other)
        self.put(event, there)
        self.put(other, here)
        tabu[event, here] = tabu[other, there] = step + self.rng.randint(5, 20)
        return event, other

    def spread(self) -> None:
        """One pass that makes days more even where an exchange costs nothing."""
        for event in list(self.needs):
            subjects = self.day[event.school_class, event.weekday]
            if subjects.count(event.subject) > 1 or (event.subject in HARD and event.number > 5):
                self._improve(event)

    def _improve(self, event: Event) -> None:
        here = self.take(event)
        before = self.cost(event, here)
        best: tuple[int, Place, Event] | None = None
        for there, other in self.at[event.school_class].items():
            if other is not event:
                self.take(other)
                gain = self.cost(event, there) + self.cost(other, here) - before - self.cost(other, there)
                self.put(other, there)
                if gain < (best[0] if best else 0):
                    best = (gain, there, other)
        self.put(event, here)
        if best:
            self.take(event)
            self.take(best[2])
            self.put(event, best[1])
            self.put(best[2], here)
