"""What teachers have recorded, written row by row for the diary's tests."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from intranet.kit import clock
from intranet.kit.db import DB
from tests.factories import World, insert


async def give_mark(
    world: World, journal: str, day: date, login: str, value: str, *, tenths: int = 10, comment: str = "",
    visible_from: datetime | None = None, set_at: datetime | None = None,
) -> None:  # fmt: skip
    """A mark for a work of its own at the journal's lesson of the day."""
    kind = await DB.value("select id from work_type where code = 'ОТВ'")
    if kind is None:
        kind = await insert("work_type", code="ОТВ", name="Ответ")
    lesson = world.lessons[journal, day]
    ordinal = await DB.value("select count(*) + 1 from work where lesson = $1", lesson)
    work = await insert(
        "work", lesson=lesson, type=kind, weight_tenths=tenths, ordinal=ordinal, visible_from=visible_from
    )
    await insert(
        "mark", work=work, student=world.people[login], value=value, comment=comment, hat="teacher",
        points=int(value) if value.isdecimal() else None, weight_tenths=tenths, work_type_name="Ответ",
        set_at=set_at or clock.now(),
    )  # fmt: skip


async def record_absence(world: World, journal: str, day: date, login: str, code: str, **values: Any) -> None:
    """How a pupil missed the journal's lesson of the day."""
    await insert(
        "attendance", lesson=world.lessons[journal, day], student=world.people[login], code=code,
        hat="teacher", set_at=clock.now(), **values,
    )  # fmt: skip


async def set_homework(world: World, journal: str, given: date, due: date, text: str) -> None:
    """Homework given at one lesson of the journal and due at another; an empty text says "nothing"."""
    await insert(
        "homework", lesson=world.lessons[journal, given], due_lesson=world.lessons[journal, due], text=text,
        is_none=not text, set_at=clock.now(),
    )  # fmt: skip


async def write_topic(world: World, journal: str, day: date, topic: str) -> None:
    """The topic of the journal's lesson of the day."""
    await insert("lesson_record", lesson=world.lessons[journal, day], topic=topic)


async def set_final(world: World, journal: str, login: str, term: int, value: str, comment: str = "") -> None:
    """A term mark; `term` counts from 0."""
    subject = await DB.value("select subject from journal where id = $1", world.journals[journal])
    await insert(
        "term_mark", student=world.people[login], subject=subject, term=world.terms[term], value=value,
        points=int(value) if value.isdecimal() else None, journal=world.journals[journal], comment=comment,
        hat="teacher", set_at=clock.now(),
    )  # fmt: skip
