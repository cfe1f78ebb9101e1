"""What each grade learns, how many hours a week, and what is taught in parts (DOMAIN 7.1)."""

from __future__ import annotations

from typing import NamedTuple

ENGLISH = "Иностранный язык (английский)"
INFORMATICS = "Информатика"
CRAFTS = "Труд (технология)"
SPORT = "Физическая культура"
MUSIC = "Музыка"
RELIGIONS = "Основы религиозных культур и светской этики"
CHANCE = "Вероятность и статистика"
SAFETY = "ОБЗР"
FINANCE = "Финансовая грамотность"
DRAWING = "Черчение"
ART = "Изобразительное искусство"
HIGH_ALGEBRA = "Алгебра и начала анализа"

RUSSIAN, LITERATURE, MATHS, HISTORY = "Русский язык", "Литература", "Математика", "История"
SOCIETY, GEOGRAPHY, PHYSICS, CHEMISTRY = "Обществознание", "География", "Физика", "Химия"
BIOLOGY, READING, WORLD, ELECTIVE = "Биология", "Литературное чтение", "Окружающий мир", "Элективный курс"
PROJECT, ALGEBRA, GEOMETRY = "Индивидуальный проект", "Алгебра", "Геометрия"


class Hours(NamedTuple):
    """A subject and its hours a week; `split` says into which parts a large class is divided."""

    subject: str
    hours: int
    split: str = ""  # "halves", "sexes"


def primary(grade: int) -> list[Hours]:
    """Grades 1-4: 21 hours in the first, then 23."""
    plan = [Hours(RUSSIAN, 5), Hours(READING, 4), Hours(MATHS, 4), Hours(WORLD, 2), Hours(ART, 1)]
    plan += [Hours(MUSIC, 1), Hours(CRAFTS, 1), Hours(SPORT, 2 if grade == 4 else 3)]
    if grade > 1:
        plan.append(Hours(ENGLISH, 2, "halves"))
    if grade == 4:
        plan.append(Hours(RELIGIONS, 1))
    return plan


MIDDLE: dict[str, tuple[int, int, int, int, int]] = {
    RUSSIAN: (5, 6, 4, 3, 3),
    LITERATURE: (3, 3, 2, 2, 3),
    ENGLISH: (3, 3, 3, 3, 3),
    MATHS: (5, 5, 0, 0, 0),
    ALGEBRA: (0, 0, 3, 3, 3),
    GEOMETRY: (0, 0, 2, 2, 2),
    CHANCE: (0, 0, 1, 1, 1),
    INFORMATICS: (1, 1, 1, 1, 1),
    HISTORY: (3, 3, 3, 3, 2),
    SOCIETY: (0, 0, 0, 0, 1),
    GEOGRAPHY: (1, 1, 2, 2, 2),
    PHYSICS: (0, 0, 2, 2, 3),
    CHEMISTRY: (0, 0, 0, 2, 2),
    BIOLOGY: (1, 1, 1, 2, 2),
    ART: (1, 1, 1, 0, 0),
    MUSIC: (1, 1, 1, 1, 0),
    CRAFTS: (2, 2, 2, 1, 1),
    SAFETY: (0, 0, 0, 1, 1),
    SPORT: (3, 3, 3, 3, 2),
}
SPLITS = {ENGLISH: "halves", INFORMATICS: "halves", CRAFTS: "sexes"}


def middle(grade: int) -> list[Hours]:
    """Grades 5-9 without the half-hour pair of 7-9: 29, 30, 31, 32, 32 hours."""
    plan = ((subject, hours[grade - 5]) for subject, hours in MIDDLE.items())
    return [Hours(subject, hours, SPLITS.get(subject, "")) for subject, hours in plan if hours]


# Grades 7-9 have one lesson that is half an hour of each: in weeks A the first, in weeks B the second.
HALF_HOUR_PAIR = (FINANCE, DRAWING)


def senior(grade: int) -> list[Hours]:
    """What both profiles of grades 10-11 learn together: 17 of 34 hours."""
    core = [Hours(RUSSIAN, 2), Hours(ENGLISH, 3, "halves"), Hours(HISTORY, 2), Hours(GEOGRAPHY, 1)]
    core += [Hours(CHEMISTRY, 1), Hours(BIOLOGY, 1), Hours(SPORT, 3), Hours(SAFETY, 1), Hours(CHANCE, 1)]
    core += [Hours(INFORMATICS, 1, "halves"), Hours(PROJECT if grade == 10 else ELECTIVE, 1)]
    return core


def hours_of(grade: int) -> list[Hours]:
    """The hours a whole class of this grade has, in parts or not."""
    return primary(grade) if grade <= 4 else middle(grade) if grade <= 9 else senior(grade)


PROFILE_NAMES = ("Тех", "Гум")
ELECTIVE_OF_PROFILE = "Практикум по русскому языку"
# What the engineering half learns while the humanities half learns the other: 17 lessons, never one teacher.
PROFILE_PAIRS: list[tuple[str, str, int]] = [
    (HIGH_ALGEBRA, LITERATURE, 4),
    (GEOMETRY, LITERATURE, 1),
    (GEOMETRY, SOCIETY, 2),
    (PHYSICS, SOCIETY, 2),
    (PHYSICS, HIGH_ALGEBRA, 2),
    (PHYSICS, GEOMETRY, 1),
    (LITERATURE, PHYSICS, 2),
    (LITERATURE, GEOMETRY, 1),
    (SOCIETY, ELECTIVE_OF_PROFILE, 2),
]

SPECIALTY: dict[str, str] = {
    RUSSIAN: "russian", LITERATURE: "russian", ELECTIVE: "russian", ELECTIVE_OF_PROFILE: "russian",
    MATHS: "maths", ALGEBRA: "maths", HIGH_ALGEBRA: "maths", GEOMETRY: "maths", CHANCE: "maths",
    ENGLISH: "english", INFORMATICS: "informatics", PHYSICS: "physics", CHEMISTRY: "chemistry",
    BIOLOGY: "biology", PROJECT: "biology", GEOGRAPHY: "geography", HISTORY: "history", SOCIETY: "history",
    FINANCE: "history", ART: "art", DRAWING: "art", MUSIC: "music", SPORT: "sport", SAFETY: "safety",
}  # fmt: skip
BY_OWN_TEACHER = frozenset({RUSSIAN, READING, MATHS, WORLD, ART, CRAFTS, RELIGIONS})
# Where a school is too small for a teacher of its own, these are taught by those.
PARTNER = {
    "safety": "sport", "music": "art", "crafts_f": "art", "crafts_m": "informatics", "physics": "informatics",
    "chemistry": "biology", "geography": "biology",
}  # fmt: skip
POSTS = {
    "primary": "учитель начальных классов", "russian": "учитель русского языка и литературы",
    "maths": "учитель математики", "english": "учитель английского языка",
    "informatics": "учитель информатики", "physics": "учитель физики", "chemistry": "учитель химии",
    "biology": "учитель биологии", "geography": "учитель географии",
    "history": "учитель истории и обществознания", "art": "учитель изобразительного искусства",
    "music": "учитель музыки", "sport": "учитель физической культуры",
    "safety": "преподаватель-организатор ОБЗР", "crafts_m": "учитель труда", "crafts_f": "учитель труда",
}  # fmt: skip
WOMEN_SHARE = {"sport": 0.5, "safety": 0.1, "crafts_m": 0.0, "informatics": 0.5, "physics": 0.6}


def specialty_of(subject: str, grade: int, part: str = "") -> str:
    """Who teaches it: in grades 1-4 mostly the class's own teacher; crafts by whose part it is."""
    if grade <= 4 and subject in BY_OWN_TEACHER:
        return "primary"
    if subject == CRAFTS:
        return "crafts_f" if part == "девочки" else "crafts_m"
    return SPECIALTY[subject]


# Lessons on Monday ... Friday, by hours a week (DOMAIN 2.7: daily maxima; no windows for a class).
WEEKS = {
    21: (4, 4, 4, 5, 4), 23: (5, 5, 4, 5, 4), 29: (6, 6, 6, 6, 5), 30: (6, 6, 6, 6, 6),
    32: (6, 7, 6, 7, 6), 33: (6, 7, 7, 7, 6), 34: (7, 7, 7, 7, 6),
}  # fmt: skip
