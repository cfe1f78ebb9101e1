"""What the school remembers of foreign names, and the entries a foreign timetable would make."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from intranet.school.classes.names import ClassName
from intranet.school.people.names import FullName, fold
from modules.office.lists.foreign.model import ForeignName, NameKind
from modules.office.planning.known import ClassRow, Group, KnownName


class KnownForeign(msgspec.Struct, frozen=True):
    """A remembered name; no `target` means: leave it out."""

    kind: str
    key: str
    text: str
    target: int | None


class Known:
    """Remembered names of one system. A key that files number anew counts only with the same text."""

    def __init__(self, rows: Iterable[KnownForeign]) -> None:
        self._by_key: dict[tuple[str, str], KnownForeign] = {}
        self._by_text: dict[tuple[str, str], KnownForeign | None] = {}
        for row in rows:
            self._by_key[row.kind, row.key] = row
            text = row.kind, fold(row.text)
            is_other = text in self._by_text
            self._by_text[text] = None if is_other else row

    def of(self, name: ForeignName) -> KnownForeign | None:
        """What is remembered of a name."""
        found = self._by_key.get((name.kind, name.key))
        if found and (name.is_stable or fold(found.text) == fold(name.text)):
            return found
        return self._by_text.get((name.kind, fold(name.text)))


@dataclass(frozen=True)
class ForeignFacts:
    """What a foreign timetable is compared with beyond an ordinary one."""

    known: Known
    subjects: list[KnownName]
    rooms: list[KnownName]


@dataclass(eq=False, slots=True)
class NewClass:
    """A class to be made and its roster."""

    id: int
    name: ClassName
    roster: Group

    @property
    def row(self) -> ClassRow:
        """As the frame has classes."""
        return ClassRow(self.id, self.name.grade_level, self.name.letter, self.roster.id)


@dataclass(eq=False, slots=True)
class NewPerson:
    """A teacher to be made."""

    id: int
    full: FullName


@dataclass(eq=False, slots=True)
class CrossGroup:
    """A group of several classes to be made, of the pupils of these groups."""

    group: Group
    of: list[Group]


@dataclass
class Made:
    """Everything new; ids below zero until they are written. Groups are parts of classes."""

    people: list[NewPerson] = field(default_factory=list)
    classes: list[NewClass] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    cross: list[CrossGroup] = field(default_factory=list)

    def next_group(self) -> int:
        """An id for a new group of any sort."""
        return -1 - len(self.classes) - len(self.groups) - len(self.cross)


@dataclass(frozen=True, slots=True)
class Remembered:
    """A name to keep; `group` gives the target of a group, whose id may still be a draft's."""

    name: ForeignName
    target: int | None
    group: Group | None = None


SYSTEMS = ("asc", "untis")
KINDS = tuple(NameKind)
