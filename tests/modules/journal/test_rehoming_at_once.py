"""An order and a teacher at one time: two real connections take turns at a journal's head, in id order."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.school import service
from tests.modules.journal.sixth import Sixth, flaws, make_sixth

MATHS, NEW_MATHS = "6А математика", "6Б математика"
FRIDAY = date(2026, 11, 13)


@pytest.fixture
async def sixth(db: None) -> Sixth:
    return await make_sixth()


async def test_an_order_waits_for_a_teacher_who_is_saving(sixth: Sixth) -> None:
    saving, may_end = asyncio.Event(), asyncio.Event()

    async def save() -> None:
        async with DB.transaction():
            await sixth.put(MATHS, FRIDAY, "5")
            saving.set()
            await may_end.wait()

    teacher = asyncio.create_task(save())
    await saving.wait()
    order = asyncio.create_task(sixth.move())
    await asyncio.sleep(0.1)
    assert not order.done()
    may_end.set()
    await teacher
    assert len((await order).touched) == 1
    assert await sixth.cell(NEW_MATHS, FRIDAY) == "5"
    assert await flaws() == []


async def test_a_teacher_waits_for_an_order_and_is_told(sixth: Sixth) -> None:
    moved, may_end = asyncio.Event(), asyncio.Event()

    async def move() -> None:
        async with DB.transaction():
            await sixth.move()
            moved.set()
            await may_end.wait()

    order = asyncio.create_task(move())
    await moved.wait()
    teacher = asyncio.create_task(sixth.put(MATHS, FRIDAY, "5"))
    await asyncio.sleep(0.1)
    assert not teacher.done()
    may_end.set()
    await order
    with pytest.raises(DomainError, match="в группе не было"):
        await teacher
    assert await flaws() == []


async def test_orders_and_teachers_at_once_never_lock_each_other(sixth: Sixth) -> None:
    async def save(name: str) -> None:
        for text in "5432":
            await sixth.put(name, FRIDAY, text, "vera")

    async def swap() -> None:
        for _round in range(3):
            done = await sixth.move()
            await service.withdraw_movement(sixth.clerk, done.movement)

    await sixth.put(MATHS, FRIDAY, "5")
    await asyncio.gather(swap(), save(NEW_MATHS), save("6Б русский язык"), save("6Б рисование"))
    assert await sixth.cell(MATHS, FRIDAY) == "5"
    assert await flaws() == []
