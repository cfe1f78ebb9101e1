"""`intranet classes add` on a database of the tests."""

from __future__ import annotations

import pytest

from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from modules.office import cli
from tests.factories import make_school


async def test_classes_are_added_from_the_line(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    await make_school()
    await cli._add(("5А", "8", "В", "10А"))
    assert capsys.readouterr().out == "Добавлены: 8В, 10А\nУже были: 5А\n"
    assert await DB.value("select hat from audit_entry order by id desc limit 1") == "cli"
    with pytest.raises(DomainError, match="«мимо» — не класс"):
        await cli._add(("9А", "мимо"))
    assert await DB.value("select count(*) from school_class") == 4
