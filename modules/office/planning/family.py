"""Pupils and their relatives: who is meant, and what would be written of them. Shared by two lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from modules.office.lists.problems import ErrorKind
from modules.office.lists.rows import Relative
from modules.office.planning import words
from modules.office.planning.known import Frame, Group, KnownLink, PeopleFacts
from modules.office.planning.outcome import Plan
from modules.office.planning.people import Draft, People, is_one_person


@dataclass(eq=False, slots=True)
class Link:
    """A guardianship, known or new (id 0)."""

    id: int
    guardian: Draft
    child: Draft
    kind: str
    is_legal: bool
    basis: str
    since: date
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class ExternalCode:
    """What another system calls a person; `old` is the key it takes the place of."""

    person: Draft
    system: str
    key: str
    value: str
    old: str = ""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """An enrolment: a new one has id 0."""

    id: int
    student: Draft
    since: date
    order_number: str
    order_date: date | None
    personal_file: str


@dataclass(frozen=True, slots=True)
class Joined:
    """A pupil joins a group on a day."""

    group: Group
    is_roster: bool
    student: Draft
    since: date


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a person cannot be taken: kind, field, sentence."""

    kind: ErrorKind
    field: str
    message: str


@dataclass
class PeoplePlan(Plan):
    """What a list of people would write."""

    people: People = field(default_factory=lambda: People(()))
    frame: Frame | None = None
    codes: list[ExternalCode] = field(default_factory=list)
    enrolments: list[Enrolled] = field(default_factory=list)
    joins: list[Joined] = field(default_factory=list)
    ends: dict[int, date] = field(default_factory=dict)
    moved_since: dict[int, date] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)


class Family:
    """The links of the children in a list, and the adults they lead to."""

    def __init__(self, people: People, facts: PeopleFacts, frame: Frame) -> None:
        self.people = people
        self.frame = frame
        self.links: dict[tuple[Draft, Draft], Link] = {}
        self._ended: set[tuple[int, int, date]] = set()
        self._of_child: dict[Draft, list[Link]] = {}
        for one in facts.links:
            self._know(one)

    def _know(self, one: KnownLink) -> None:
        guardian, child = self.people.drafts.get(one.guardian), self.people.drafts.get(one.child)
        if guardian is None or child is None:
            return
        if one.until is not None and one.until < self.frame.today:
            self._ended.add((one.guardian, one.child, one.since))
        else:
            self._keep(Link(one.id, guardian, child, one.kind, one.is_legal, one.basis, one.since))

    def _keep(self, link: Link) -> None:
        self.links[link.guardian, link.child] = link
        self._of_child.setdefault(link.child, []).append(link)

    def adult(self, one: Relative, child: Draft | None) -> Draft | Refusal | None:
        """By СНИЛС, then ФИО with phone digits or birth date, then a namesake who is this child's already."""
        full = one.full
        if (found := self.people.printed(one.snils)) is not None:
            if is_one_person(found, full, one.born, one.phone):
                return found
            return Refusal(ErrorKind.SNILS, "snils", words.taken_snils(found.shown))
        named = self.people.named(one.key[0], one.snils, one.born)
        for draft in named:
            if (one.phone and draft.phone == one.phone) or (one.born and draft.born == one.born):
                return draft
        mine = self._of_child.get(child, []) if child is not None else []
        return next(
            (link.guardian for link in mine if link.guardian in named and link.kind == one.kind), None
        )

    def put(self, one: Relative, found: Draft | None) -> tuple[Draft, bool, set[str]]:
        """The adult with what the row says: the card, whether it is new, the fields that change."""
        if found is None:
            return self.people.add(
                one.full, one.snils, phone=one.phone, email=one.email, born=one.born,
                sex={"mother": "f", "father": "m"}.get(one.kind, ""),
            ), True, set()  # fmt: skip
        changed = found.say_name(one.full) | found.say(phone=one.phone, email=one.email, born=one.born)
        return found, False, changed | self.people.say_snils(found, one.snils)

    def link(self, adult: Draft, child: Draft, one: Relative, *, may_change: bool) -> tuple[bool, bool]:
        """Whether the link is new, whether it changes. A pupils' list makes links and changes none."""
        basis = one.relation if one.kind == "other" else ""
        known = self.links.get((adult, child))
        if known is None:
            since = self.frame.start
            if (adult.id, child.id, since) in self._ended:
                since = self.frame.today
            self._keep(Link(0, adult, child, one.kind, one.is_legal, basis, since))
            return True, False
        is_legal = one.is_legal if one.says_legal else known.is_legal
        wanted = (one.kind, is_legal, basis or known.basis)
        if (
            not may_change
            or not known.id
            or known.is_changed
            or wanted == (known.kind, known.is_legal, known.basis)
        ):
            return False, False
        known.kind, known.is_legal, known.basis = wanted
        known.is_changed = True
        return False, True

    def written(self) -> list[Link]:
        """Links that are new or change."""
        return [link for link in self.links.values() if not link.id or link.is_changed]
