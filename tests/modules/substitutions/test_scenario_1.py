"""DOMAIN 2.11, scenario 1, with its numbers: a teacher of mathematics is ill from Tuesday to Thursday."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

import httpx

from intranet.kit import clock
from intranet.kit.db import DB
from modules.substitutions.planning.programme import Programme
from modules.substitutions.queries.programme import programme_of
from tests.modules.substitutions.away import Client, main
from tests.modules.substitutions.scenario_school import (
    ALGEBRA,
    BESIDE,
    FRIDAY,
    MATHS,
    MINE,
    RUSSIAN,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Story,
    make_story,
)

DAYS = (TUESDAY, WEDNESDAY, THURSDAY)
TAG = re.compile(r'<span class="tag tag--warn">([^<]+)</span>')
SATURDAY = FRIDAY + timedelta(1)
GIVEN = {  # who substitutes where: (journal, day, number) -> login
    (ALGEBRA, TUESDAY, 4): "pavel", (ALGEBRA, WEDNESDAY, 4): "pavel",
    (MATHS, TUESDAY, 3): "olga", (MATHS, WEDNESDAY, 3): "olga", (MATHS, THURSDAY, 3): "olga",
    (MINE, WEDNESDAY, 5): "olga",
}  # fmt: skip
Lessons = dict[tuple[str, date, int], int]


async def fall_ill(story: Story, irina: httpx.AsyncClient) -> None:
    """The head teacher writes the absence down; eleven lessons wait."""
    form = {"teacher": story.world.people["elena"], "begins": str(TUESDAY), "ends": str(THURSDAY),
            "reason": "sick"}  # fmt: skip
    answer = await irina.post("/substitutions/absences/new", data=form)
    assert answer.status_code == 303, answer.text
    assert "Ждут замены 11 уроков" in main(await irina.get(answer.headers["location"]))


async def plan_and_publish(story: Story, irina: httpx.AsyncClient) -> Lessons:
    """6 substituted, 2 replaced, 1 merged, 1 moved, 1 cancelled; the six lessons of the substitutes."""
    people, journals = story.world.people, story.world.journals
    given = {key: await story.lesson(*key) for key in GIVEN}
    for key, lesson in given.items():
        wish = {"teacher": people[GIVEN[key]]}
        await story.plan(irina, key[1], lesson, "TEACHER_SUBSTITUTED", **wish)
    for day in (TUESDAY, WEDNESDAY):
        lesson = await story.lesson(ALGEBRA, day, 1)
        await story.plan(irina, day, lesson, "SUBJECT_REPLACED", journal=journals[RUSSIAN])
    host = await story.lesson(BESIDE, TUESDAY, 5)
    merged = await story.lesson(MINE, TUESDAY, 5)
    await story.plan(irina, TUESDAY, merged, "GROUPS_MERGED", merged_with=host)
    moved, off = await story.lesson(ALGEBRA, THURSDAY, 1), await story.lesson(ALGEBRA, THURSDAY, 4)
    await story.plan(irina, THURSDAY, moved, "MOVED", to_date=str(FRIDAY), to_number=2)
    await story.plan(irina, THURSDAY, off, "CANCELLED")
    for day in DAYS:
        assert "открыто: 0" in main(await irina.get(f"/substitutions/plans/{day}"))
        await story.publish(irina, day)
    return given


async def seen_in_diaries(story: Story) -> list[str]:
    """What the pupils of the three classes read beside their lessons."""
    found: list[str] = []
    for login in ("dasha", "kirill", "zina"):
        pupil = await story.somebody(login, "student")
        page = (await pupil.get("/diary")).text
        found += [words.partition(":")[0] for words in TAG.findall(page)]
    return sorted(found)


async def hold_everything(story: Story, given: Lessons) -> None:
    """Every lesson that takes place is written down on its day by who holds it, the others' too."""
    for day in (*DAYS, FRIDAY):
        clock.start_at(clock.local(day, 16))
        for key, lesson in given.items():
            if key[1] == day:
                assert await story.record(GIVEN[key], lesson) == 303
        if day == FRIDAY:
            assert await story.record("elena", await story.lesson(ALGEBRA, FRIDAY, 2)) == 303
            continue
        for number in (1, 2) if day != THURSDAY else (2,):
            assert await story.record("irina", await story.lesson(RUSSIAN, day, number)) == 303
        if day == TUESDAY:
            assert await story.record("vadim", await story.lesson(MINE, day, 5)) == 303
    clock.start_at(clock.local(SATURDAY, 9))


async def programme(story: Story, journal: str) -> Programme:
    viewer = story.world.viewer("irina", "head_teacher", clock.today())
    return next(one for one in await programme_of(viewer) if one.journal == story.world.journals[journal])


async def statement(irina: httpx.AsyncClient) -> dict[str, str]:
    """Name -> the month's hours; a name may have two codes."""
    answer = await irina.get("/reports/substitutions.statement/csv?month=2026-11&counted=confirmed")
    assert answer.status_code == 200, answer.text
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    head = next(row for row in rows if "Основание" in row)
    place = head.index("Всего")
    return {row[0]: row[place] for row in rows if len(row) == len(head) and row != head}


async def test_scenario_1_a_teacher_of_mathematics_is_ill(client: Client) -> None:
    story = await make_story(client)
    irina = await story.somebody("irina", "head_teacher")
    await fall_ill(story, irina)
    given = await plan_and_publish(story, irina)
    kinds = await DB.rows(str, "select kind from lesson_change where withdrawn_at is null order by kind")
    assert kinds == ["CANCELLED", "GROUPS_MERGED", "MOVED", *["SUBJECT_REPLACED"] * 2,
                     *["TEACHER_SUBSTITUTED"] * 6]  # fmt: skip
    # eleven changes, the moved one at both its ends
    assert await seen_in_diaries(story) == sorted(
        ["отменён", "группы вместе", "перенесён на другое время", "перенесён сюда", *["вместо"] * 2,
         *["замена"] * 6]
    )  # fmt: skip
    await hold_everything(story, given)
    algebra, russian = await programme(story, ALGEBRA), await programme(story, RUSSIAN)
    assert (algebra.planned, algebra.held, algebra.lag) == (6, 3, 3)
    assert (algebra.cancelled, algebra.replaced, algebra.unrecorded) == (1, 2, 0)
    assert (russian.planned, russian.held, russian.lag) == (3, 5, -2)
    irina = await story.somebody("irina", "head_teacher")
    days = {"begins": str(TUESDAY), "ends": str(FRIDAY), "teacher": "", "which": "all"}
    assert (await irina.post("/substitutions/register/confirmation", data=days)).status_code == 303
    # 6 + 2 + 1 by the school's rule; nobody is paid for the move
    assert await statement(irina) == {
        "Ильин П. О.": "2", "Семёнова О. И.": "4", "Титов В. П.": "1", "Фёдорова И. Ю.": "2",
        "Всего": "9",
    }  # fmt: skip


async def test_scenario_1_substitutes_write_their_lessons_for_a_while(client: Client) -> None:
    story = await make_story(client)
    irina = await story.somebody("irina", "head_teacher")
    await fall_ill(story, irina)
    given = await plan_and_publish(story, irina)
    everything = set(await DB.rows(int, "select id from lesson where on_date = $1", WEDNESDAY))
    clock.start_at(clock.local(WEDNESDAY, 16))
    for login in ("pavel", "olga"):
        may = {lesson for lesson in everything if await story.record(login, lesson) == 303}
        mine = {lesson for key, lesson in given.items() if GIVEN[key] == login and key[1] == WEDNESDAY}
        own = {await story.lesson("5А русский язык", WEDNESDAY, 2)} if login == "olga" else set()
        assert may == mine | own
    lesson = given[MATHS, WEDNESDAY, 3]
    clock.start_at(clock.local(WEDNESDAY + timedelta(7), 16))
    assert await story.record("olga", lesson) == 303
    clock.start_at(clock.local(WEDNESDAY + timedelta(8), 16))
    assert await story.record("olga", lesson) == 404
