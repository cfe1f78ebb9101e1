"""People while a list is compared: cards that remember what the file has said of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from intranet.kit import crypto
from intranet.kit.i18n import N_
from intranet.school.people.names import FullName, fold, full_name, name_key
from modules.office.planning.known import KnownPerson

TITLES = {
    "full": N_("имя"), "sex": N_("пол"), "born": N_("дата рождения"), "phone": N_("телефон"),
    "email": N_("почта"), "snils": N_("СНИЛС"),
}  # fmt: skip


@dataclass(eq=False, slots=True)
class Draft:
    """A person, known or new (id below zero), with the values that would stand after the list."""

    id: int
    full: FullName
    sex: str = ""
    born: date | None = None
    phone: str = ""
    email: str = ""
    snils: str = ""
    print: bytes | None = None
    external: dict[str, str] = field(default_factory=dict)
    is_staff: bool = False
    said: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)

    @property
    def is_new(self) -> bool:
        return self.id < 0

    @property
    def key(self) -> str:
        return name_key(*self.full)

    @property
    def shown(self) -> str:
        return full_name(*self.full)

    def say(self, **values: Any) -> set[str]:
        """Take what a row says; gives the fields it changed. Blank says nothing, the first saying stays."""
        changed = set()
        for name, value in values.items():
            if not value or name in self.said:
                continue
            self.said.add(name)
            if getattr(self, name) != value:
                setattr(self, name, value)
                changed.add(name)
        if not self.is_new:
            self.changed |= changed
        return changed

    def say_name(self, full: FullName) -> set[str]:
        """A name spelled with Е for Ё is the same name; a missing patronymic leaves the known one."""
        wanted = FullName(full.surname, full.name, full.patronymic or self.full.patronymic)
        return set() if name_key(*wanted) == self.key else self.say(full=wanted)


class People:
    """Everybody the list may mean, by every key they are found with; new ones join as they come."""

    def __init__(self, known: Iterable[KnownPerson]) -> None:
        self.drafts: dict[int, Draft] = {}
        self.new: list[Draft] = []
        self._by_name: dict[str, list[Draft]] = {}
        self._by_print: dict[bytes, Draft] = {}
        self._by_code: dict[tuple[str, str], Draft] = {}
        for one in known:
            self._join(Draft(
                one.id, FullName(one.surname, one.name, one.patronymic), one.sex, one.born, one.phone,
                one.email, "", one.snils_print, dict(pair.split(" ", 1) for pair in one.external),
                one.is_staff,
            ))  # fmt: skip

    def _join(self, draft: Draft) -> None:
        self.drafts[draft.id] = draft
        self._by_name.setdefault(draft.key, []).append(draft)
        if draft.print is not None:
            self._by_print.setdefault(draft.print, draft)
        for pair in draft.external.items():
            self._by_code.setdefault(pair, draft)

    def add(self, full: FullName, snils: str | None = None, **values: Any) -> Draft:
        """Somebody new."""
        draft = Draft(-1 - len(self.new), full, **values)
        draft.snils, draft.print = snils or "", crypto.fingerprint(snils) if snils else None
        draft.said = {name for name, value in values.items() if value} | ({"snils"} if snils else set())
        self.new.append(draft)
        self._join(draft)
        return draft

    def say_snils(self, draft: Draft, snils: str | None) -> set[str]:
        """As Draft.say; the number finds its owner from now on."""
        if not snils or draft.print == (printed := crypto.fingerprint(snils)):
            return set()
        if not (changed := draft.say(snils=snils)):
            return set()
        draft.print = printed
        self._by_print.setdefault(printed, draft)
        return changed

    @property
    def changed(self) -> list[Draft]:
        """Known people of whom something changes."""
        return [draft for draft in self.drafts.values() if draft.changed]

    def coded(self, system: str, key: str) -> Draft | None:
        """By another system's code."""
        return self._by_code.get((system, key)) if key else None

    def printed(self, snils: str | None) -> Draft | None:
        """By СНИЛС."""
        return self._by_print.get(crypto.fingerprint(snils)) if snils else None

    def named(self, key: str, snils: str | None = None, born: date | None = None) -> list[Draft]:
        """Everybody of this name whose СНИЛС and birth date do not speak against it."""
        mine = crypto.fingerprint(snils) if snils else None
        return [
            one for one in self._by_name.get(key, [])
            if not (mine and one.print and mine != one.print) and not (born and one.born and born != one.born)
        ]  # fmt: skip


def is_one_person(draft: Draft, full: FullName, born: date | None, phone: str = "") -> bool:
    """Whether somebody found by a code may be renamed by the list: never another person.

    The name is the same, or the birth date (or phone) is and so is the first name.
    """
    if draft.key == name_key(*full):
        return True
    is_same_first = fold(draft.full.name) == fold(full.name)
    return is_same_first and (
        (born is not None and draft.born == born) or bool(phone and draft.phone == phone)
    )
