"""Whom the names of a foreign timetable mean: remembered, guessed, answered, new, or left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches

from intranet.kit.i18n import _
from intranet.school.calendar.days import ClassKey
from intranet.school.classes.names import ClassName, label_key
from intranet.school.people.names import full_name
from modules.office.lists.foreign.model import ForeignName, ForeignRead, NameKind
from modules.office.lists.matching import Teachers
from modules.office.planning.foreign import guesses
from modules.office.planning.foreign.known import ForeignFacts, Made, NewClass, NewPerson, Remembered
from modules.office.planning.known import Frame, Group
from modules.office.planning.line_groups import TimetableFacts
from modules.office.planning.outcome import NEW, SKIP, NewName, Question, Register
from modules.office.planning.timetable import Wishes

CREATE, YES = "create", "yes"
FEW, MANY = 12, 60
ALWAYS_NEW = (NameKind.SUBJECT, NameKind.ROOM)
LIMITS = {NameKind.SUBJECT: 120, NameKind.ROOM: 40}

Ours = Mapping[int, str]


class Asking:
    """One pass over a file's names; what was decided, and the questions that came up."""

    def __init__(self, found: ForeignRead, facts: ForeignFacts, wishes: Wishes) -> None:
        self.found, self.known, self.wishes = found, facts.known, wishes
        self.creates = wishes.answers.get(CREATE) == YES
        self.decided: dict[tuple[NameKind, str], int | None] = {}
        self.remembered: list[Remembered] = []
        self.rows: Counter[tuple[NameKind, str]] = Counter()
        self._asked: list[tuple[ForeignName, Ours, str]] = []

    def decide(
        self, name: ForeignName, ours: Ours, guess: int | None, make: Callable[[], int | None]
    ) -> int | None:
        """The id it means, below zero for a new one; None to leave it out."""
        known = self.known.of(name)
        if known is not None and (known.target is None or known.target in ours):
            return self._keep(name, known.target)
        given = self.wishes.answers.get(f"foreign_{name.kind}:{name.key}")
        if guess is not None and given is None:
            return self._keep(name, guess)
        is_period = name.kind is NameKind.PERIOD
        is_new = self.creates or is_period or (name.kind in ALWAYS_NEW and not self.wishes.is_strict)
        is_answer = given in {NEW, SKIP, *map(str, ours)}
        answer = given if given is not None and is_answer else NEW if is_new else SKIP
        target = make() if answer == NEW else None if answer == SKIP else int(answer)
        is_sure = self.creates and given is None and target is not None
        if not is_sure or self._near(name, ours):
            shown = SKIP if target is None else str(target) if is_period else answer
            self._asked.append((name, ours, shown))
        return self._keep(name, target) if target is not None or given == SKIP else None

    def _keep(self, name: ForeignName, target: int | None) -> int | None:
        if name.kind is not NameKind.GROUP:
            self.remembered.append(Remembered(name, target))
        return target

    def questions(self) -> list[Question]:
        """In the order they came up; namesakes stand first, and only they where everybody is too many."""
        few = len(self._asked) > MANY
        return [
            Question(
                f"foreign_{name.kind}", name.key, name.text, self.rows[name.kind, name.key],
                self._choices(name, ours, given, few=few), given,
            )
            for name, ours, given in self._asked
        ]  # fmt: skip

    def _choices(self, name: ForeignName, ours: Ours, given: str, *, few: bool) -> list[tuple[str, str]]:
        first = self._near(name, ours)
        if given not in (NEW, SKIP) and int(given) not in first:
            first = [int(given), *first]
        is_period = name.kind is NameKind.PERIOD
        rest = [one for one in ours if one not in first] if is_period or not few else []
        last = [] if is_period else [(NEW, "")]
        return [*last, *((str(one), ours[one]) for one in (*first[:FEW], *rest))]

    def _near(self, name: ForeignName, ours: Ours) -> list[int]:
        """Those of ours that are called alike."""
        if name.kind is NameKind.PERIOD or not ours:
            return []
        keys: dict[str, int] = {}
        for one, text in ours.items():
            keys.setdefault(label_key(text) or text, one)
            if name.kind is NameKind.TEACHER:
                keys.setdefault(label_key(text.split(" ")[0]), one)
        wanted = [label_key(text) for text in guesses.texts_of(name)]
        if name.kind is NameKind.TEACHER:
            wanted += [label_key(text.split(" ")[0]) for text in guesses.texts_of(name)]
        near = [hit for text in wanted for hit in get_close_matches(text, list(keys), n=3, cutoff=0.75)]
        return list(dict.fromkeys(keys[one] for one in near))


class Meaning(Asking):
    """Teachers, classes, subjects, rooms and periods of a file; groups stand upon these (`groups`)."""

    def __init__(
        self, found: ForeignRead, facts: TimetableFacts, frame: Frame, more: ForeignFacts, wishes: Wishes
    ) -> None:
        super().__init__(found, more, wishes)
        self.facts, self.frame, self.made = facts, frame, Made()
        cards = sorted(facts.teaching.teachers, key=lambda one: one.key)
        self.teachers = Teachers(cards)
        self.people = {one.id: full_name(*one.name) for one in cards}
        self.registers = {
            NameKind.SUBJECT: Register("subject", more.subjects, {}),
            NameKind.ROOM: Register("room", more.rooms, {}),
        }
        self._ways = {
            kind: {way: one.id for one in register.known for way in one.ways}
            for kind, register in self.registers.items()
        }
        self.classes = {row.id: str(ClassName(row.grade_level, row.letter)) for row in frame.classes.values()}
        self.class_rows = {row.id: row for row in frame.classes.values()}
        self._numbers: dict[int, dict[str, int] | None] = {}

    def _once(self, kind: NameKind, key: str, decide: Callable[[ForeignName], int | None]) -> int | None:
        self.rows[kind, key] += 1
        if (kind, key) not in self.decided:
            self.decided[kind, key] = decide(self.found.name(kind, key))
        return self.decided[kind, key]

    def teacher(self, key: str) -> int | None:
        """A person of the staff; of two foreign teachers who would be one the second is asked about."""

        def decide(name: ForeignName) -> int | None:
            guess = guesses.guess_teacher(name, self.teachers)
            taken = {one for (kind, _key), one in self.decided.items() if kind is NameKind.TEACHER}
            guess = None if guess in taken else guess
            return self.decide(name, self.people, guess, lambda: self._new_person(name))

        return self._once(NameKind.TEACHER, key, decide)

    def _new_person(self, name: ForeignName) -> int:
        made = NewPerson(-1 - len(self.made.people), guesses.teacher_name(name))
        self.made.people.append(made)
        return made.id

    def school_class(self, key: str) -> int | None:
        """A class of the year."""

        def decide(name: ForeignName) -> int | None:
            found = (self.frame.class_of(one) for one in guesses.class_names(name))
            guess = next((one.id for one in found if one is not None), None)
            return self.decide(name, self.classes, guess, lambda: self._new_class(name))

        return self._once(NameKind.CLASS, key, decide)

    def _new_class(self, name: ForeignName) -> int | None:
        taken = {*self.frame.classes, *(one.name.key for one in self.made.classes)}
        found = guesses.new_class_name(name, taken)
        if found is None:
            return None
        made = NewClass(-1 - len(self.made.classes), found, Group(self.made.next_group(), 0, ""))
        made.roster.school_class = made.id
        self.made.classes.append(made)
        self.class_rows[made.id] = made.row
        return made.id

    def subject(self, key: str) -> int | None:
        return self._once(NameKind.SUBJECT, key, self._named)

    def room(self, key: str) -> int | None:
        return self._once(NameKind.ROOM, key, self._named)

    def _named(self, name: ForeignName) -> int | None:
        register, ways = self.registers[name.kind], self._ways[name.kind]
        ours = {one.id: one.name for one in sorted(register.known, key=lambda one: one.name)}
        # a short name is a guess at one of ours, never at another subject of the same file
        found = (ways.get(label_key(text), 0) for text in guesses.texts_of(name))
        guess = ways.get(label_key(name.text)) or next((one for one in found if one > 0), None)
        return self.decide(name, ours, guess, lambda: self._new_name(name))

    def _new_name(self, name: ForeignName) -> int | None:
        text = name.text[: LIMITS[name.kind]].strip()
        register, key = self.registers[name.kind], label_key(text)
        if not key:
            return None
        made = next((one for one in register.new if one.key == key), None)
        if made is None:
            made = NewName(-1 - len(register.new), text, key)
            register.new.append(made)
            self._ways[name.kind][key] = made.id
        return made.id

    def number(self, key: str, shift: int) -> int | None:
        """The lesson number of a period: by our bells of the shift, else by its place in the day."""
        if shift not in self._numbers:
            bells = self.facts.calendar.bells(ClassKey(0, 5, shift), 2)
            self._numbers[shift] = guesses.clock_numbers(self._periods(), bells.bells if bells else {})
        by_clock = self._numbers[shift]
        is_said = (NameKind.PERIOD, key) in self.decided or self._is_said(key)
        if by_clock is not None and not is_said:
            return by_clock[key]
        return self._once(NameKind.PERIOD, key, self._place)

    def _is_said(self, key: str) -> bool:
        name = self.found.name(NameKind.PERIOD, key)
        return self.known.of(name) is not None or f"foreign_period:{key}" in self.wishes.answers

    def _periods(self) -> Iterable[ForeignName]:
        used = dict.fromkeys(row.period for row in self.found.rows)
        return [self.found.name(NameKind.PERIOD, key) for key in used]

    def _place(self, name: ForeignName) -> int | None:
        ours = {number: _("урок %(n)s", n=number) for number in range(guesses.LAST_NUMBER + 1)}
        fits = name.number <= guesses.LAST_NUMBER
        is_plain = fits and (self.creates or str(name.number) in (name.text, *name.others))
        guess = name.number if is_plain else None
        return self.decide(name, ours, guess, lambda: name.number if fits else None)
