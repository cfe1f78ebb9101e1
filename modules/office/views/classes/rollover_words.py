"""A year carried into the next, in words: classes, and whoever is not moved and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from intranet.kit.i18n import _
from intranet.school.classes.names import ClassName
from intranet.school.classes.rollover_choices import class_fates, pupil_fates
from intranet.school.classes.rollover_plan import ClassAt, Fate, Left, Proposal, PupilAt, Step, Why


class ClassLine(NamedTuple):
    """A class, what may become of it, and how many go where."""

    at: ClassAt
    choices: list[tuple[str, str]]
    counts: Counter[str]

    @property
    def fate(self) -> str:
        """In words."""
        return dict(self.choices)[self.at.fate]


class PupilLine(NamedTuple):
    """A pupil of a class; `said` instead of a choice."""

    pupil: PupilAt
    said: str


class Behind(NamedTuple):
    """Some of one class who are not moved, or who leave: the class, why, the pupils."""

    title: str
    why: str
    pupils: list[PupilAt]


def fate_words(at: ClassAt) -> dict[Fate, str]:
    """What becomes of a class or a pupil."""
    leaves = _("заканчивают школу") if at.fate == Fate.FINISH else _("выбывают")
    return {
        Fate.UP: _("в %(name)s", name=ClassName(at.grade_level + 1, at.letter)),
        Fate.REPEAT: _("повторно в %(name)s", name=at.title), Fate.FINISH: leaves,
        Fate.WAIT: _("не переводить"),
    }  # fmt: skip


def class_lines(proposal: Proposal) -> list[ClassLine]:
    """Every class of the year."""
    counts, found = proposal.counts, []
    for at in proposal.classes:
        words = fate_words(at) | {Fate.FINISH: _("выпуск")}
        found.append(ClassLine(at, [(str(one), words[one]) for one in class_fates(at)], counts[at.id]))
    return found


def pupil_choices(at: ClassAt) -> list[tuple[str, str]]:
    """What may be chosen for one pupil; first: as the class."""
    words = fate_words(at)
    one = words | {Fate.FINISH: _("заканчивает школу") if at.fate == Fate.FINISH else _("выбывает")}
    usual = _("%(what)s, как класс", what=one[at.fate])
    return [("", usual), *((str(fate), one[fate]) for fate in pupil_fates(at) if fate != at.fate)]


def pupil_lines(proposal: Proposal, at: ClassAt) -> list[PupilLine]:
    """The pupils of a class by name; who is not asked about says why."""
    words, waiting = why_words(), (Why.CLASS_WAITS, Why.PUPIL_WAITS)
    found = [PupilLine(step.pupil, "") for step in proposal.steps if step.at.id == at.id]
    found += [
        PupilLine(left.pupil, "" if left.why in waiting else words[left.why])
        for left in proposal.left
        if left.at is not None and left.at.id == at.id
    ]
    there = [pupil for pupil in proposal.ahead if pupil.school_class == at.id]
    found += [PupilLine(pupil, _("уже в %(name)s", name=pupil.ahead)) for pupil in there]
    return sorted(found, key=lambda line: line.pupil.title)


def why_words() -> dict[Why, str]:
    """Why somebody is not moved."""
    return {
        Why.CLASS_WAITS: _("класс решено не переводить"),
        Why.PUPIL_WAITS: _("решено не переводить"),
        Why.NO_CLASS: _("не числятся ни в одном классе в последний день года"),
        Why.NOT_ENROLLED: _("числятся в классе, но не зачислены в школу"),
        Why.ORDERED: _("есть приказ с более поздней датой"),
    }


def behind(left: Iterable[Left]) -> list[Behind]:
    """Those who are not moved, by class and reason."""
    words = why_words()

    def place(one: Left) -> tuple[tuple[int, str], str]:
        return one.at.name.key if one.at else (0, ""), one.why

    return [
        Behind(str(group[0].at.title) if group[0].at else _("Без класса"), words[group[0].why],
               [one.pupil for one in group])
        for group in (list(found) for _key, found in groupby(sorted(left, key=place), place))
    ]  # fmt: skip


def leaving(steps: Iterable[Step]) -> list[Behind]:
    """Those who leave the school, by class."""
    return [
        Behind(group[0].at.title, "", [one.pupil for one in group])
        for group in (list(found) for _key, found in groupby(steps, lambda step: step.at.id))
    ]
