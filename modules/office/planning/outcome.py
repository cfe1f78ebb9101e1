"""What comes of a list: the state of each row, refusals, questions, and samples to show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

import msgspec

from intranet.kit.i18n import _
from intranet.school.classes.names import label_key
from modules.office.lists.problems import ErrorKind, RowError
from modules.office.lists.table import HasRow, ListRead
from modules.office.planning.known import KnownName

NEW, SKIP = "new", "skip"
SHOWN = 30

Answers = Mapping[str, str]


class RowState(StrEnum):
    """What an accepted row does."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Counts(msgspec.Struct, frozen=True):
    """Rows of a file."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    gone: int = 0

    @property
    def accepted(self) -> int:
        return self.created + self.changed + self.unchanged

    @property
    def writes(self) -> int:
        """Rows that would be written."""
        return self.created + self.changed


class RowNote(msgspec.Struct, frozen=True):
    """A row as a sample shows it: who or what, and what is said of it."""

    row: int
    who: str
    what: str
    state: str


class Question(msgspec.Struct, frozen=True):
    """What only a person can say; `choices` are (value, words), `given` is the answer so far."""

    kind: str
    key: str
    text: str
    rows: int
    choices: list[tuple[str, str]]
    given: str

    @property
    def name(self) -> str:
        """The answer's name in a form."""
        return f"{self.kind}:{self.key}"


@dataclass(eq=False, slots=True)
class NewName:
    """A subject or a room to be made."""

    id: int
    text: str
    key: str


class Register:
    """Subjects or rooms by name. What is unknown is a question: new, or another name of a known one.

    Without an answer it is new; `is_strict` refuses it instead (`find` gives None).
    """

    def __init__(
        self, kind: str, known: Iterable[KnownName], answers: Answers, *, is_strict: bool = False
    ) -> None:
        self.kind = kind
        self.known = list(known)
        self.answers = answers
        self.is_strict = is_strict
        self.new: list[NewName] = []
        self.aliases: dict[str, int] = {}
        self._ids = {key: one.id for one in self.known for key in one.ways}
        self._names = {one.ways[0]: one for one in self.known}
        self._asked: dict[str, tuple[str, int, str]] = {}

    def find(self, text: str) -> int | None:
        """The id, below zero for a new one; None if strict and unknown."""
        key = label_key(text)
        if key in self._asked:
            asked, rows, given = self._asked[key]
            self._asked[key] = asked, rows + 1, given
        if key in self._ids:
            return self._ids[key]
        return None if self.is_strict else self._ask(key, text)

    def _ask(self, key: str, text: str) -> int:
        given = self.answers.get(f"{self.kind}:{key}", NEW)
        other = next((one.id for one in self.known if str(one.id) == given), None)
        self._asked[key] = text, 1, str(other) if other is not None else NEW
        if other is not None:
            self.aliases[key] = self._ids[key] = other
            return other
        made = NewName(-1 - len(self.new), text, key)
        self.new.append(made)
        self._ids[key] = made.id
        return made.id

    def questions(self) -> list[Question]:
        """In the order they came up; likely namesakes stand first."""
        return [
            Question(self.kind, key, text, rows, self._choices(key), given)
            for key, (text, rows, given) in self._asked.items()
        ]

    def _choices(self, key: str) -> list[tuple[str, str]]:
        near = get_close_matches(key, list(self._names), n=3, cutoff=0.6)
        first = [self._names[one] for one in near]
        rest = sorted((one for one in self.known if one not in first), key=lambda one: one.name)
        return [(str(one.id), one.name) for one in (*first, *rest)]


@dataclass
class Plan:
    """Of any list: what was read, without what was refused, and what each row does."""

    found: ListRead[Any]
    states: list[RowState] = field(default_factory=list)
    notes: list[RowNote] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    gone: int = 0

    @property
    def counts(self) -> Counts:
        created, changed, unchanged = (self.states.count(state) for state in RowState)
        return Counts(created, changed, unchanged, len(self.found.errors), self.gone)

    def add(self, row: HasRow, state: RowState, who: str, what: str = "") -> None:
        """Count a row; the first of each state are kept to be shown."""
        self.states.append(state)
        if state is not RowState.UNCHANGED and self.states.count(state) <= SHOWN:
            self.notes.append(RowNote(row.row, who, what, state.value))


def state_of(is_new: bool, is_changed: bool) -> RowState:
    """A row is created if anything in it is new."""
    return RowState.CREATED if is_new else RowState.CHANGED if is_changed else RowState.UNCHANGED


def unknown_classes(found: ListRead[Any], known: Any, name: str = "class_name") -> ListRead[Any]:
    """The list without the rows whose class the school has not."""
    refusals: list[tuple[Any, RowError]] = []
    for row in found.rows:
        wanted = getattr(row, name)
        if wanted is not None and known(wanted) is None:
            message = _("Класса %(name)s в школе нет. Добавьте его или исправьте строку.", name=str(wanted))
            refusals.append((row, found.error(row, name, ErrorKind.UNKNOWN_CLASS, message)))
    return found.refusing(refusals)
