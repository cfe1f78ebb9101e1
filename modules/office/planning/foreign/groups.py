"""Foreign groups: a class, a part of one, or parts of several classes as one group across them.

A whole class needs no answer. A part is ours by name, else by the load (its subject and teacher have one
group of the class); of several classes what is left out falls away; if one is left it is a part of that.
"""

from __future__ import annotations

from collections.abc import Iterable

from intranet.school.classes.names import label_key
from modules.office.lists.foreign.model import ForeignName, ForeignRow, NameKind, Part
from modules.office.lists.groups import group_key
from modules.office.planning.foreign.known import CrossGroup, Remembered
from modules.office.planning.foreign.names import Meaning
from modules.office.planning.known import Group

NAME = 60


class Groups:
    """The group of a row, decided once for each foreign group."""

    def __init__(self, meaning: Meaning) -> None:
        self.meaning, self.frame, self.made = meaning, meaning.frame, meaning.made
        self.cross = {row.id: Group(row.id, 0, row.name) for row in self.frame.cross}
        self._parts = {(group.school_class, key): group for (_of, key), group in self.frame.groups.items()}
        self._by_id = {group.id: group for group in self.frame.groups.values()}
        self._found: dict[str, Group | None] = {}
        self._load: dict[tuple[int, int, int], set[int]] = {}
        journals = {one.id: one for one in meaning.facts.teaching.journals}
        for one in meaning.facts.teaching.assignments:
            journal = journals.get(one.journal)
            if journal and one.is_now and (group := self._by_id.get(journal.study_group)):
                key = group.school_class, journal.subject, one.teacher
                self._load.setdefault(key, set()).add(group.id)

    def of(self, row: ForeignRow) -> Group | None:
        """None to leave it out."""
        meaning = self.meaning
        meaning.rows[NameKind.GROUP, row.group] += 1
        if row.group not in self._found:
            self._found[row.group] = self._decide(meaning.found.name(NameKind.GROUP, row.group), row)
        return self._found[row.group]

    def classes(self, key: str) -> list[int]:
        """Our classes that take part in a foreign group."""
        parts = self.meaning.found.name(NameKind.GROUP, key).parts
        found = (self.meaning.school_class(part.school_class) for part in parts)
        return list(dict.fromkeys(one for one in found if one is not None))

    def _decide(self, name: ForeignName, row: ForeignRow) -> Group | None:
        classes = self.classes(name.key)
        kept = [part for part in name.parts if self.meaning.school_class(part.school_class) in classes]
        if not classes:
            return None
        if len(classes) > 1:
            return self._across(name, kept)
        if any(not part.name for part in kept):
            return self._roster(classes[0])
        return self._part(name, classes[0], " + ".join(part.name for part in kept)[:NAME].strip(), row)

    def _roster(self, school_class: int) -> Group:
        if school_class < 0:
            return next(one.roster for one in self.made.classes if one.id == school_class)
        return self.frame.roster(self.meaning.class_rows[school_class])

    def _part(self, name: ForeignName, school_class: int, text: str, row: ForeignRow) -> Group | None:
        known = [group for group in self.frame.groups.values() if group.school_class == school_class]
        guess = self._parts.get((school_class, group_key(text)))
        if guess is None:
            subject, teacher = self.meaning.subject(row.subject), self.meaning.teacher(row.teacher)
            loaded = self._load.get((school_class, subject or 0, teacher or 0), set())
            guess = self._by_id[next(iter(loaded))] if len(loaded) == 1 else None
        ours = {one.id: one.name or self.meaning.classes[school_class] for one in known}
        made: list[Group] = []

        def make() -> int:
            made.append(self._new_part(school_class, text))
            return made[0].id

        if school_class < 0:  # a new class has no groups anybody could mean
            make()
            return self._keep(name, made[0])
        found = self.meaning.decide(name, ours, guess.id if guess else None, make)
        if found is None:
            self._keep_out(name)
            return None
        return self._keep(name, made[0] if made else self._any(found))

    def _any(self, found: int) -> Group:
        new = (one for one in self.made.groups if one.id == found)
        return self._by_id.get(found) or self.cross.get(found) or next(new)

    def _new_part(self, school_class: int, text: str) -> Group:
        key = group_key(text) or label_key(text) or text
        if (school_class, key) not in self._parts:
            made = Group(self.made.next_group(), school_class, text)
            self.made.groups.append(made)
            self._parts[school_class, key] = self._by_id[made.id] = made
        return self._parts[school_class, key]

    def _across(self, name: ForeignName, parts: Iterable[Part]) -> Group | None:
        ours = {one.id: one.name for one in self.cross.values()}
        keys = {label_key(one.name): one for one in self.cross.values()}
        kept = list(parts)
        text = self._shown(kept)
        guess = keys.get(label_key(text))
        made: list[CrossGroup] = []

        def make() -> int:
            group = Group(self.made.next_group(), 0, self._free(text, keys))
            made.append(CrossGroup(group, [one for part in kept if (one := self._component(part))]))
            self.made.cross.append(made[0])
            return group.id

        found = self.meaning.decide(name, ours, guess.id if guess else None, make)
        if found is None:
            self._keep_out(name)
            return None
        return self._keep(name, made[0].group if made else self.cross[found])

    def _component(self, part: Part) -> Group | None:
        school_class = self.meaning.school_class(part.school_class)
        assert school_class is not None
        if not part.name:
            return self._roster(school_class)
        return self._parts.get((school_class, group_key(part.name)))

    def _shown(self, parts: list[Part]) -> str:
        """ "6D, 6E Hindi" where the part is the same in all, else each with its own."""
        texts = {one.key: one.text for (kind, _key), one in self.meaning.found.names.items()
                 if kind is NameKind.CLASS}  # fmt: skip
        if len({part.name for part in parts}) == 1:
            text = ", ".join(dict.fromkeys(texts[part.school_class] for part in parts))
            text = f"{text} {parts[0].name}"
        else:
            text = ", ".join(f"{texts[part.school_class]} {part.name}".strip() for part in parts)
        return text.strip() if len(text) <= NAME else f"{text[: NAME - 1].strip()}…"

    def _free(self, text: str, known: dict[str, Group]) -> str:
        taken = {*known, *(label_key(one.group.name) for one in self.made.cross)}
        number, free = 1, text
        while label_key(free) in taken:
            number += 1
            free = f"{text[: NAME - 5]} ({number})"
        return free

    def _keep(self, name: ForeignName, group: Group) -> Group:
        self.meaning.remembered.append(Remembered(name, None, group))
        return group

    def _keep_out(self, name: ForeignName) -> None:
        given = self.meaning.wishes.answers.get(f"foreign_{name.kind}:{name.key}")
        if given or self.meaning.known.of(name):
            self.meaning.remembered.append(Remembered(name, None))
