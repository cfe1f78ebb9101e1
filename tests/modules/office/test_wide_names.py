"""A class whose pupils have names of a hundred wide letters without a space: papers hold, files open."""

from __future__ import annotations

import io
from collections.abc import Callable

import httpx
import pypdf
import pytest
from python_calamine import CalamineWorkbook

from intranet.kit.db import DB
from tests.doors import sign_in
from tests.factories import FIRST, make_school

Client = Callable[[], httpx.AsyncClient]
LONGEST, PUPILS = "W" * 100, 35
WIDTH = 0.7  # of a W, in its height: a little less than it is
# The factories' two pupils of 7Б and 33 more, all of one name; a number tells them apart.
WIDE = """with made as (insert into person (surname, name, patronymic, name_key, sort_key, created_at)
        select $1, $1, $1, n::text, n::text, now() from generate_series(3, $2) n returning id),
    stays as (insert into enrolment (student, since) select id, $3 from made)
    insert into group_membership (study_group, is_roster, student, since)
    select $4, true, id, $3 from made"""
EVERYBODY = """update person set surname = $1, name = $1, patronymic = $1 where id in
    (select student from group_membership where study_group = $2)"""


@pytest.mark.parametrize("contacts", ["no", "yes"])
async def test_a_list_of_wide_names_stays_on_its_sheets(client: Client, contacts: str) -> None:
    world = await make_school()
    group = world.groups["7Б"]
    await DB.execute(WIDE, LONGEST, PUPILS, FIRST, group)
    await DB.execute(EVERYBODY, LONGEST, group)
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    asked = f"?class={world.classes['7Б']}&contacts={contacts}"
    paper = await browser.get(f"/reports/office.class_list/pdf{asked}")
    assert paper.status_code == 200
    letters = 0
    for page in pypdf.PdfReader(io.BytesIO(paper.content)).pages:
        width = float(page.mediabox.width)

        def look(text: str, at: list[float], _line: object, _font: object, size: float) -> None:
            nonlocal letters
            letters += text.count("W")
            assert not text.count("W") or at[4] + text.count("W") * size * WIDTH < width  # noqa: B023

        page.extract_text(visitor_text=look)
    assert letters == 3 * len(LONGEST) * PUPILS
    table = await browser.get(f"/reports/office.class_list/xlsx{asked}")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(table.content)).get_sheet_by_index(0).to_python()
    assert sum(LONGEST in str(row) for row in rows) == PUPILS
