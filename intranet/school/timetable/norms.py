"""A week's plan against the sanitary norms and a teacher's day (DOMAIN 2.7): warnings, never a refusal.

Pure. Rules: load, windows and difficulty are those of pupils, through their groups; a norm broken by any
profile of a class is told once for the class; a timetable with weeks A and B is judged in each. Every breach
names the lessons where it is mended.
"""

from __future__ import annotations

from collections.abc import Sequence

from intranet.school.timetable.norm_facts import (
    Breach,
    ClassFacts,
    Norm,
    Planned,
    School,
    in_week,
    weeks_of,
)
from intranet.school.timetable.norm_rules import of_classes, of_lessons, of_teachers

__all__ = ["Breach", "ClassFacts", "Norm", "Planned", "School", "check_norms"]

# Told once a day, wherever in it the number falls in one week or the other.
OF_A_DAY = frozenset({Norm.DAY_MOST, Norm.PEAK, Norm.TEACHER_WINDOWS})


def check_norms(slots: Sequence[Planned], school: School) -> list[Breach]:
    """Every breach, by class and teacher, each told once whatever the week and the profile."""
    found: dict[tuple[object, ...], Breach] = {}
    for week in weeks_of(slots):
        now = in_week(slots, week)
        for breach in (*of_lessons(now, school), *of_classes(now, school), *of_teachers(now)):
            number = 0 if breach.norm in OF_A_DAY else breach.number
            key = (breach.norm, breach.school_class, breach.teacher, breach.weekday, number)
            known = found.get(key)
            if known is None or breach.found > known.found:
                found[key] = breach
    return sorted(found.values(), key=lambda one: _order(one, school))


def _order(breach: Breach, school: School) -> tuple[object, ...]:
    known = school.classes.get(breach.school_class or 0)
    named = (known.grade_level, known.letter) if known else (0, "")
    return (list(Norm).index(breach.norm), *named, breach.teacher or 0, breach.weekday, breach.number)
