"""Which of a day's changes concern somebody, and how that person is told of them (FEATURES C17). Pure."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from intranet.kit.i18n import _
from intranet.school.people import names
from modules.substitutions.planning.lines import ARROW, NOTHING, Change, Line, line_of


class Part(msgspec.Struct, frozen=True):
    """A block about the viewer: what it is about, and each line with the class it is of."""

    title: str
    lines: list[tuple[str, Line]]


def holds(change: Change, person: int) -> bool:
    """Whether the person holds the hour, is taken from it, or stands beside its teacher."""
    return person in (change.planned_teacher_id, change.holder, *change.beside)


def _of_teacher(change: Change, person: int) -> Line:
    """The line as its teacher reads it: whom one stands for, who stands in for oneself."""
    line = line_of(change)
    planned = names.short_name(*change.planned_teacher)
    if change.has_other_teacher and change.holder == person:
        return msgspec.structs.replace(line, who=_("вы вместо: %(name)s", name=planned))
    if change.has_other_teacher and change.planned_teacher_id == person:
        return msgspec.structs.replace(line, who=_("замещает %(name)s", name=line.who))
    return line


def family_parts(changes: Sequence[Change], own: int | None = None) -> list[Part]:
    """Each child's lessons under its name; the pupil's own (`own`: its id) under no name."""
    children = sorted({child for one in changes for child in one.children})
    return [
        Part(
            _("Ваши уроки") if child.id == own else child.title,
            [(one.whom, line_of(one)) for one in changes if child in one.children],
        )
        for child in children
    ]


def teacher_parts(changes: Sequence[Change], person: int) -> list[Part]:
    """One's own hours, then the own class's."""
    own = [(one.whom, _of_teacher(one, person)) for one in changes if holds(one, person)]
    led = [(one.whom, line_of(one)) for one in changes if one.is_led]
    parts = [Part(_("Ваши уроки"), own), Part(_("Ваш класс"), led)]
    return [part for part in parts if part.lines]


def sentence(line: Line) -> str:
    """A line as a sentence without the class: "2-й урок: Геометрия, Лебедева И. С., кабинет 31"."""
    said = [line.now, line.about, line.who]
    planned, arrow, room = line.room.partition(ARROW)
    if arrow:
        said.append(_("кабинет %(room)s вместо %(planned)s", room=room, planned=planned))
    elif line.room != NOTHING:
        said.append(_("кабинет %(room)s", room=line.room))
    about = ", ".join(filter(None, said))
    return _("%(n)s-й урок: %(about)s", n=line.number, about=about)
