"""How large the invented schools are: classes of each grade, how many children, in which house and shift."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from intranet.school.demo.model import SchoolClass

LETTERS = "АБВГДЕЖЗИКЛМНОПРСТУФ"
SHOWN_CLASS = "8Б"
SMALLEST, LARGEST = 18, 32


@dataclass(frozen=True)
class Shape:
    """`classes` by grade (1-11); `letters` instead, where a school has odd ones; `second_shift` a grade."""

    name: str
    students: int
    classes: tuple[int, ...]
    buildings: int = 1
    only: tuple[tuple[int, str, int], ...] = ()
    second_shift: tuple[int, ...] = ()


SHAPES = {
    "small": Shape(
        "Школа № 24",
        120,
        (),
        only=((5, "А", 25), (7, "А", 24), (8, "А", 25), (8, "Б", 26), (10, "А", 20)),
    ),
    "school": Shape("Школа № 24", 1200, (5, 5, 5, 5, 5, 5, 5, 5, 4, 2, 2)),
    "complex": Shape(
        "Образовательный комплекс № 24",
        5000,
        (20, 20, 20, 20, 18, 18, 18, 18, 18, 10, 10),
        buildings=5,
        second_shift=(2, 3, 4),
    ),
}


def make_classes(rng: Random, shape: Shape) -> list[SchoolClass]:
    """The classes in the order of the list, numbered from 1, with their sizes (18-32, mean 25)."""
    if shape.only:
        return [
            SchoolClass(number, grade, letter, 0, size)
            for number, (grade, letter, size) in enumerate(shape.only, 1)
        ]
    names = [(g, LETTERS[i]) for g, count in enumerate(shape.classes, 1) for i in range(count)]
    sizes = _sizes(rng, len(names), shape.students)
    made = []
    for number, ((grade, letter), size) in enumerate(zip(names, sizes, strict=True), 1):
        place = LETTERS.index(letter)
        last = shape.classes[grade - 1] - shape.buildings
        shift = 2 if grade in shape.second_shift and place >= last else 1
        made.append(SchoolClass(number, grade, letter, (place + grade) % shape.buildings, size, shift))
    return made


def _sizes(rng: Random, count: int, total: int) -> list[int]:
    sizes = [max(SMALLEST, min(LARGEST, round(rng.gauss(total / count, 2.6)))) for _ in range(count)]
    while (gap := total - sum(sizes)) != 0:
        step = 1 if gap > 0 else -1
        place = rng.randrange(count)
        if SMALLEST <= sizes[place] + step <= LARGEST:
            sizes[place] += step
    return sizes
