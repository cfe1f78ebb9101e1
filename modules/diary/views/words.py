"""How the diary says what the journal records: absences, changes, weights, and what is needed next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from intranet.kit import clock
from intranet.kit.i18n import _, lazy, ngettext
from modules.journal.api import DiaryLine, DiaryMark, SubjectMarks

ABSENCES = {
    "ABSENT_UNSPECIFIED": ("Н", lazy("отсутствие, причина не указана")),
    "ILLNESS": ("Б", lazy("отсутствие по болезни")),
    "EXCUSED": ("У", lazy("отсутствие по уважительной причине")),
    "UNEXCUSED": ("НП", lazy("отсутствие без уважительной причины")),
    "LATE": ("О", lazy("опоздание")),
    "EXEMPT_PRESENT": ("", lazy("освобождение, на уроке")),
    "REMOTE": ("", lazy("дистанционно")),
    "SCHOOL_EVENT": ("", lazy("школьное мероприятие")),
}
MISSED = ("ABSENT_UNSPECIFIED", "ILLNESS", "EXCUSED", "UNEXCUSED")
CHANGES = {
    "GROUPS_MERGED": lazy("группы вместе"),
    "ROOM_CHANGED": lazy("другой кабинет"),
    "SUPERVISED": lazy("самостоятельная работа"),
    "EVENT": lazy("классное мероприятие"),
    "MOVED": lazy("перенесён сюда"),
    "CANCELLED": lazy("отменён"),
}
HOLDS = {
    5: lazy("пятёрка держится"),
    4: lazy("четвёрка держится"),
    3: lazy("тройка держится"),
    2: lazy("каждая хорошая отметка поднимет средний"),
}
MOST_FIVES = 5  # a longer way is not named: it would discourage (DESIGN 4)
NEW_FOR = timedelta(days=1)


class Chip(NamedTuple):
    """A mark to show: `band` colours it ("5".."2" or empty), `weight` is "×3" or empty."""

    value: str
    band: str
    weight: str
    title: str
    is_new: bool


def weight_words(tenths: int) -> str:
    """ "×3", "×1,5"; empty for the usual weight and for none."""
    if tenths in (0, 10):
        return ""
    whole, rest = divmod(tenths, 10)
    return f"×{whole},{rest}" if rest else f"×{whole}"


def chip_of(mark: DiaryMark, now: datetime | None = None) -> Chip:
    """A mark as a chip; a point stands for a work that still waits for its mark."""
    return Chip(
        value="•" if mark.value == "." else mark.value,
        band=mark.value if mark.value in ("5", "4", "3", "2") else "",
        weight=weight_words(mark.weight_tenths),
        title=mark.work,
        is_new=(now or clock.now()) - mark.set_at < NEW_FOR,
    )


def absence_words(line: DiaryLine) -> str:
    """ "отсутствие по болезни", "опоздание, 7 мин"; empty when nothing is recorded."""
    if line.absence is None:
        return ""
    said = str(ABSENCES[line.absence][1])
    return _("%(absence)s, %(n)s мин", absence=said, n=line.minutes) if line.minutes else said


def change_words(line: DiaryLine, replaced: DiaryLine | None = None) -> str:
    """What is unlike the plan (DOMAIN 2.6); `replaced` is the lesson this one is held instead of."""
    if line.status == "moved":
        return _("перенесён на другое время")
    if line.change == "SUBJECT_REPLACED":
        return _("вместо: %(subject)s", subject=replaced.subject) if replaced else _("замена предмета")
    if line.status == "cancelled":
        return _("отменён")
    if line.change == "TEACHER_SUBSTITUTED" or (line.planned_teacher and not line.change):
        return _("замена: %(teacher)s", teacher=line.teacher)
    return str(CHANGES[line.change]) if line.change else ""


def need_words(subject: SubjectMarks) -> str:
    """What would bring the next mark, in fives of the usual weight; what holds when it is far or on top."""
    proposed = subject.parts.proposed
    if proposed is None:
        return ""
    hint = subject.next_hint
    if hint is None or hint[0] > MOST_FIVES:
        return str(HOLDS[proposed])
    fives, mark = hint
    return ngettext(
        "до «%(mark)s» нужна %(n)s пятёрка", "до «%(mark)s» нужно %(n)s пятёрок", fives, mark=mark
    )


def sum_words(subject: SubjectMarks) -> str:
    """How the average is counted: "4 + 5×3 = 19; 19 : 4"; empty without marks that count."""
    parts = subject.parts
    if not parts.weight:
        return ""
    counted = [mark for _, mark in subject.marks if mark.value.isdecimal() and mark.weight_tenths]
    said = " + ".join(f"{mark.value}{weight_words(mark.weight_tenths)}" for mark in counted)
    return f"{said} = {_tenths(parts.total)}; {_tenths(parts.total)} : {_tenths(parts.weight)}"


def _tenths(number: int) -> str:
    whole, rest = divmod(number, 10)
    return f"{whole},{rest}" if rest else str(whole)
