"""A draft's findings in sentences: who, when, what, and what to do. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from intranet.kit.i18n import _
from intranet.school.facts import class_name
from intranet.school.timetable.clashes import ClashKind
from intranet.school.timetable.norms import Breach, Norm
from modules.timetable.planning.checks import AWAY, Clashing
from modules.timetable.planning.plan import Plan, SlotRow

MOST_NAMED = 3


def weekday_words(weekday: int) -> str:
    """ "в понедельник"."""
    return {
        1: _("в понедельник"), 2: _("во вторник"), 3: _("в среду"), 4: _("в четверг"), 5: _("в пятницу"),
        6: _("в субботу"), 7: _("в воскресенье"),
    }.get(weekday, "")  # fmt: skip


def kind_words(kind: str) -> str:
    """The heading of a kind of finding."""
    return {
        ClashKind.TEACHER: _("Учитель в двух местах"), ClashKind.ROOM: _("Кабинет занят"),
        ClashKind.STUDENT: _("Ученики на двух уроках"), AWAY: _("Часы, когда учителя нет"),
        Norm.DAY_MOST: _("Много уроков в день"), Norm.WEEK_MOST: _("Много уроков в неделю"),
        Norm.WINDOW: _("Окна у учеников"), Norm.TEACHER_WINDOWS: _("Окна у учителей"),
        Norm.PEAK: _("Трудный понедельник или пятница"), Norm.HARD_ROW: _("Два трудных подряд"),
        Norm.SAME_SUBJECT: _("Один предмет больше двух раз в день"),
        Norm.SPORT_FIRST: _("Физкультура первым уроком"), Norm.EARLY: _("Раньше 8:00"),
        Norm.LATE: _("Позже 19:00"), Norm.NO_BELL: _("Нет звонка"), Norm.SHIFT: _("Вторая смена"),
        Norm.HALVES: _("Половина класса без урока"), Norm.ROAD: _("Классу не успеть в другое здание"),
        Norm.TEACHER_ROAD: _("Учителю не успеть в другое здание"),
    }.get(kind, kind)  # fmt: skip


def lesson_words(plan: Plan, row: SlotRow) -> str:
    """ "алгебра (8В), Иванова М. С.": a slot as a clash names it."""
    return f"{row.subject} ({plan.whom(row)}), {row.teacher_short}"


def place_words(weekday: int, number: int) -> str:
    """ "в среду, 3-й урок"."""
    return _("%(day)s, %(n)s-й урок", day=weekday_words(weekday), n=number)


def clash_words(plan: Plan, clash: Clashing, slots: Mapping[int, SlotRow], pupils: Mapping[int, str]) -> str:
    """The whole sentence of a clash, with the names of pupils in both groups."""
    row, other = slots[clash.slot], slots.get(clash.other or 0)
    place = place_words(row.weekday, row.number)
    if other is None:
        return _(
            "%(name)s не работает: %(place)s — %(lesson)s.", name=row.teacher_short, place=place,
            lesson=f"{row.subject} ({plan.whom(row)})",
        )  # fmt: skip
    other_words = lesson_words(plan, row).removesuffix(".")  # the sentence ends after the initials
    both = _("%(one)s и %(other)s", one=lesson_words(plan, other), other=other_words)
    if clash.kind == ClashKind.TEACHER:
        return _("%(name)s: %(place)s сразу два урока — %(both)s.", name=row.teacher_short, place=place,
                 both=_("%(one)s и %(other)s", one=f"{other.subject} ({plan.whom(other)})",
                        other=f"{row.subject} ({plan.whom(row)})"))  # fmt: skip
    if clash.kind == ClashKind.ROOM:
        room = plan.room_number(row.room)
        return _("Кабинет %(room)s: %(place)s не вмещает — %(both)s.", room=room, place=place, both=both)
    return _(
        "%(who)s: %(place)s сразу на двух уроках — %(both)s.", who=_who(clash, plan, row, pupils),
        place=place, both=both,
    )  # fmt: skip


def _who(clash: Clashing, plan: Plan, row: SlotRow, pupils: Mapping[int, str]) -> str:
    names = sorted(pupils[one] for one in clash.students if one in pupils)
    if not names:
        return plan.whom(row)
    more = len(names) - MOST_NAMED
    said = ", ".join(names[:MOST_NAMED])
    return _("%(names)s и ещё %(n)s", names=said, n=more) if more > 0 else said


def breach_words(plan: Plan, breach: Breach, slots: Mapping[int, SlotRow]) -> str:
    """The whole sentence of a norm that is broken, with what to do."""
    known = plan.classes.get(breach.school_class or 0)
    first = slots.get(breach.refs[0]) if breach.refs else None
    whom = class_name(known.grade_level, known.letter) if known else (plan.whom(first) if first else "")
    name = first.teacher_short if first else ""
    subject = first.subject if first else ""
    other = slots.get(breach.refs[1]) if len(breach.refs) > 1 else None
    day, n = weekday_words(breach.weekday), breach.number
    match breach.norm:
        case Norm.TEACHER_WINDOWS:
            return _("%(name)s: %(day)s окон между уроками: %(n)s.", name=name, day=day, n=breach.found)
        case Norm.TEACHER_ROAD:
            return _("%(name)s: %(day)s к %(n)s-му уроку не успеть в другое здание.", name=name, day=day, n=n)
    return _class_words(breach, whom, day, subject, other.subject if other else "")


def _class_words(breach: Breach, whom: str, day: str, subject: str, other: str) -> str:
    n, found, most = breach.number, breach.found, breach.most
    match breach.norm:
        case Norm.DAY_MOST:
            return _("%(whom)s: %(day)s уроков %(found)s, по нормам не больше %(most)s.",
                     whom=whom, day=day, found=found, most=most)  # fmt: skip
        case Norm.WEEK_MOST:
            return _("%(whom)s: уроков в неделю %(found)s, по нормам не больше %(most)s.",
                     whom=whom, found=found, most=most)  # fmt: skip
        case Norm.WINDOW:
            return _("%(whom)s: %(day)s на месте %(n)s-го урока окно.", whom=whom, day=day, n=n)
        case Norm.PEAK:
            return _("%(whom)s: самый трудный день %(day)s, баллов %(found)s; в середине недели не больше "
                     "%(most)s.", whom=whom, day=day, found=found, most=most)  # fmt: skip
        case Norm.HARD_ROW:
            return _("%(whom)s: %(day)s два трудных предмета подряд: %(other)s и %(subject)s.",
                     whom=whom, day=day, other=other, subject=subject)  # fmt: skip
        case Norm.SAME_SUBJECT:
            return _("%(whom)s: %(day)s уроков «%(subject)s» %(found)s, по нормам не больше %(most)s.",
                     whom=whom, day=day, subject=subject, found=found, most=most)  # fmt: skip
    return _rare_words(breach, whom, day, subject)


def _rare_words(breach: Breach, whom: str, day: str, subject: str) -> str:
    n = breach.number
    match breach.norm:
        case Norm.SPORT_FIRST:
            return _("%(whom)s: %(day)s день начинается с физкультуры.", whom=whom, day=day)
        case Norm.EARLY:
            return _("%(whom)s: %(day)s %(n)s-й урок (%(subject)s) начинается в %(time)s; раньше 8:00 и "
                     "нулевых уроков быть не должно.",
                     whom=whom, day=day, n=n, subject=subject, time=clock_words(breach.found))  # fmt: skip
        case Norm.LATE:
            return _("%(whom)s: %(day)s %(n)s-й урок (%(subject)s) кончается в %(time)s, позже 19:00.",
                     whom=whom, day=day, n=n, subject=subject, time=clock_words(breach.found))  # fmt: skip
        case Norm.NO_BELL:
            return _("%(whom)s: %(day)s для %(n)s-го урока (%(subject)s) нет звонка.",
                     whom=whom, day=day, n=n, subject=subject)  # fmt: skip
        case Norm.SHIFT:
            return _("%(whom)s учится во вторую смену, а должен в первую.", whom=whom)
        case Norm.HALVES:
            return _("%(whom)s: %(day)s на %(n)s-м уроке занята часть класса, без урока %(found)s.",
                     whom=whom, day=day, n=n, found=breach.found)  # fmt: skip
    return _("%(whom)s: %(day)s к %(n)s-му уроку не успеть в другое здание.", whom=whom, day=day, n=n)


def clock_words(minutes: int) -> str:
    """ "7:45" of minutes of the day."""
    return f"{minutes // 60}:{minutes % 60:02}"
