"""Finding who a list means: a child of a class, a teacher by initials, the group of a grid's line.

Pure: the caller brings the school's people as small cards and gets one card or the reason why not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from intranet.school.classes.names import ClassName, code_key
from intranet.school.people.names import FullName, NamePattern, fold, name_key
from modules.office.lists.problems import ErrorKind
from modules.office.lists.rows import ChildReference

Id = TypeVar("Id")


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person the school knows. Pupils have a class; `id_key` is the folded external ID."""

    id: int
    name: FullName
    class_name: ClassName | None = None
    id_key: str = ""

    @property
    def key(self) -> str:
        return name_key(*self.name)


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Why nobody was found: the kind, the field that is to blame, how many fit."""

    kind: ErrorKind
    field: str
    count: int = 0


class Pupils:
    """The school's pupils, indexed for parents' lists."""

    def __init__(self, cards: Iterable[PersonCard]) -> None:
        self._by_id: dict[str, PersonCard] = {}
        self._by_name: dict[str, list[PersonCard]] = {}
        for card in cards:
            if card.id_key:
                self._by_id[card.id_key] = card
            for words in range(1, 4):
                key = name_key(*card.name[:words], *[""] * (2 - words))
                self._by_name.setdefault(key, []).append(card)

    def find(self, child: ChildReference) -> PersonCard | Unmatched:
        """By external ID, else by the name as far as it is given, in the class if it is given.

        A missing patronymic fits any (ambiguous_child); the right name in another class blames the class.
        """
        if child.external_id:
            found = self._by_id.get(code_key(child.external_id))
            return found or Unmatched(ErrorKind.UNKNOWN_CHILD, "child_external_id")
        assert child.name is not None
        named = list({card.id: card for card in self._by_name.get(name_key(*child.name), [])}.values())
        whole = [card for card in named if card.key == name_key(*child.name)]
        here = [card for card in named if child.class_name is None or is_same_class(card, child.class_name)]
        exact = [card for card in here if card in whole] or here
        if len(exact) == 1:
            return exact[0]
        if exact:
            return Unmatched(ErrorKind.AMBIGUOUS_CHILD, "child_full_name", len(exact))
        field = "class_name" if named else "child_full_name"
        return Unmatched(ErrorKind.UNKNOWN_CHILD, field)


def is_same_class(card: PersonCard, class_name: ClassName) -> bool:
    return card.class_name is not None and card.class_name.key == class_name.key


class Teachers:
    """The school's staff, indexed by surname."""

    def __init__(self, cards: Iterable[PersonCard]) -> None:
        self._by_surname: dict[str, list[PersonCard]] = {}
        for card in cards:
            self._by_surname.setdefault(fold(card.name.surname), []).append(card)

    def find(self, pattern: NamePattern) -> PersonCard | Unmatched:
        """The one whose name fits; none or several are unknown_teacher, with how many fit."""
        cards = self._by_surname.get(pattern.surname, [])
        fitting = [card for card in cards if pattern.fits(*card.name)]
        if len(fitting) == 1:
            return fitting[0]
        return Unmatched(ErrorKind.UNKNOWN_TEACHER, "teacher", len(fitting))


@dataclass(frozen=True, slots=True)
class CellLine(Generic[Id]):
    """A line of a grid's cell: the groups of the class that its teacher and subject have in the load."""

    candidates: Sequence[Id]
    week: str = ""


def choose_groups(lines: Sequence[CellLine[Id]], members: Mapping[Id, frozenset[int]]) -> list[Id | None]:
    """The group of each line of one cell; None is a question.

    Where several groups fit a line, the one whose pupils are free of the cell's other lines is taken;
    lines of different weeks do not meet.
    """
    chosen: list[Id | None] = [line.candidates[0] if len(line.candidates) == 1 else None for line in lines]
    is_moving = True
    while is_moving:
        is_moving = False
        for place, line in enumerate(lines):
            if chosen[place] is not None or not line.candidates:
                continue
            busy = _busy(place, lines, chosen, members)
            free = [one for one in line.candidates if not members.get(one, frozenset()) & busy]
            if busy and len(free) == 1:
                chosen[place] = free[0]
                is_moving = True
    return chosen


def _busy(
    place: int,
    lines: Sequence[CellLine[Id]],
    chosen: Sequence[Id | None],
    members: Mapping[Id, frozenset[int]],
) -> frozenset[int]:
    week = lines[place].week
    others = (
        members.get(group, frozenset())
        for at, group in enumerate(chosen)
        if at != place and group is not None and not (week and lines[at].week and week != lines[at].week)
    )
    return frozenset().union(*others)
