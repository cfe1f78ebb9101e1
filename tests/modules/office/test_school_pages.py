"""Classes, groups and load through the front door: what is saved, what is refused and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import httpx
import pytest

from intranet.kit.db import DB
from tests.doors import sign_in
from tests.factories import FIRST, TODAY, World, enrol, insert, make_person
from tests.modules.office.school_pages import agreed, halves, head, main_of, timetable, world
from tests.people import Role
from tests.statements import counting

Client = Callable[[], httpx.AsyncClient]
TOMORROW = TODAY + timedelta(1)
__all__ = ["head", "world"]  # fixtures


# -- a class


async def test_a_class_gets_its_leader_and_loses_him(head: httpx.AsyncClient, world: World) -> None:
    fifth = world.classes["5А"]
    path = f"/office/classes/{fifth}/leader"
    assert "Ещё не назначен" in main_of(await head.get(f"/office/classes/{fifth}/card"))
    sent = {"teacher": str(world.people["olga"]), "since": str(TODAY)}
    assert (await head.post(path, data=sent)).status_code == 303
    assert "Семёнова Ольга Игоревна" in main_of(await head.get(f"/office/classes/{fifth}/card"))
    assert (await head.post(path, data={"teacher": "0", "since": str(TOMORROW)})).status_code == 303
    assert await DB.value("select until from class_teacher where school_class = $1", fifth) == TODAY
    bad = await head.post(path, data={"teacher": "999999", "since": ""})
    assert bad.status_code == 422
    assert "Укажите день." in bad.text


async def test_a_class_changes_its_letter_and_its_terms(head: httpx.AsyncClient, world: World) -> None:
    fifth, base = world.classes["5А"], f"/office/classes/{world.classes['5А']}"
    card = {
        "letter": "в",
        "building": str(world.building),
        "shift": "1",
        "week_days": "5",
        "since": str(TODAY),
    }
    assert (await head.post(f"{base}/card", data=card)).status_code == 303
    assert await DB.value("select letter from school_class where id = $1", fifth) == "В"
    assert (await head.post(f"{base}/card", data=card | {"letter": "?"})).status_code == 422
    thirds = await insert("term_scheme", year=world.year, kind="trimester")
    assert (
        await head.post(f"{base}/scheme", data={"subject": "0", "scheme": str(thirds)})
    ).status_code == 303
    assert "триместры" in main_of(await head.get(f"{base}/card"))
    assert (await head.post(f"{base}/scheme", data={"subject": "0", "scheme": "0"})).status_code == 422


async def test_a_class_with_pupils_is_not_removed(head: httpx.AsyncClient, world: World) -> None:
    refused = await head.post(f"/office/classes/{world.classes['5А']}/delete")
    assert refused.status_code == 422
    assert "записей об учениках — 2, журналов — 1" in refused.text
    assert (await head.get("/office/classes/999999/card")).status_code == 404


# -- groups


async def test_a_class_is_divided_by_ticks(head: httpx.AsyncClient, world: World) -> None:
    base = f"/office/classes/{world.classes['7Б']}/groups"
    assert "Класс не делится" in main_of(await head.get(base))
    first, second = await halves(head, world)
    page = main_of(await head.get(base))
    assert "Ни в одной группе: Орлова Дарья, Осипова Вера." in page
    dasha, vera = world.people["dasha"], world.people["vera"]
    sent = {"since": str(FIRST), f"s{dasha}": str(first), f"s{vera}": str(second)}
    answer = await head.post(f"{base}?of={first}-{second}", data=sent)
    assert answer.status_code == 303
    page = main_of(await head.get(answer.headers["location"]))
    assert page.count(" checked") == 2
    assert "Ни в одной группе" not in page
    rows = "select student from group_membership where study_group = $1 and since = $2"
    assert await DB.value(rows, first, FIRST) == dasha


async def test_a_pupil_in_two_groups_is_refused_by_name(head: httpx.AsyncClient, world: World) -> None:
    first, second = await halves(head, world)
    vera = world.people["vera"]
    sent = {"since": str(TODAY), f"s{vera}": [str(first), str(second)]}
    base = f"/office/classes/{world.classes['7Б']}/groups?of={first}-{second}"
    refused = await head.post(base, data=sent)
    assert refused.status_code == 422
    assert "Осипова Вера отмечен сразу в двух группах." in refused.text
    assert "в двух сразу" in refused.text
    assert await DB.value("select count(*) from group_membership where not is_roster") == 0
    assert (await head.post(base, data=sent | {"since": ""})).status_code == 422
    foreign = f"/office/classes/{world.classes['5А']}/groups?of={first}"
    assert (await head.get(foreign)).status_code == 404
    assert (await head.post(foreign, data={"since": str(TODAY)})).status_code == 404


@pytest.mark.parametrize("size", [2, 22])
async def test_a_table_of_any_size_takes_the_same_statements(
    head: httpx.AsyncClient, world: World, size: int
) -> None:
    for n in range(size - 2):
        world.people[f"p{n}"] = await make_person(Role(f"p{n}", "Новиков", f"Иван{n}", "", "m", FIRST))
        await enrol(world, f"p{n}", "7Б")
    first, second = await halves(head, world)
    pupils = [*(world.people[f"p{n}"] for n in range(size - 2)), world.people["dasha"], world.people["vera"]]
    sent = {"since": str(TODAY)} | {f"s{one}": str((first, second)[one % 2]) for one in pupils}
    async with counting() as seen:
        answer = await head.post(
            f"/office/classes/{world.classes['7Б']}/groups?of={first}-{second}", data=sent
        )
    assert answer.status_code == 303
    assert await DB.value("select count(*) from group_membership where not is_roster") == size
    assert len(seen) <= 16, seen


async def test_a_group_across_classes(head: httpx.AsyncClient, world: World) -> None:
    assert "Таких групп нет" in main_of(await head.get("/office/groups"))
    made = await head.post("/office/groups", data={"name": "хор"})
    path = made.headers["location"]
    page = main_of(await head.get(f"{path}?of={world.classes['5А']}&of={world.classes['7Б']}"))
    assert "Осипова Вера" in page and "Лебедев Михаил" in page
    members = {"since": str(FIRST), "m": [str(world.people["vera"]), str(world.people["misha"])]}
    assert (await head.post(f"{path}/members", data=members)).status_code == 303
    assert main_of(await head.get(path)).count(" checked") == 2
    assert (await head.post(f"{path}/members", data={"since": ""})).status_code == 422
    assert (await head.post(path, data={"name": "хор старших"})).status_code == 303
    assert (await head.post(path, data={"name": ""})).status_code == 422
    refused = await head.post(f"{path}/delete")
    assert refused.status_code == 422 and "записей об учениках — 2" in refused.text
    empty = (await head.post("/office/groups", data={"name": "поток"})).headers["location"]
    assert (await head.post(f"{empty}/delete")).headers["location"] == "/office/groups?saved=true"


# -- load


async def test_a_teacher_is_assigned_and_the_hours_change(head: httpx.AsyncClient, world: World) -> None:
    seventh, path = world.classes["7Б"], f"/office/load?school_class={world.classes['7Б']}"
    sent = {
        "group": str(world.groups["7Б"]), "subject": str(world.subjects["Алгебра"]), "since": str(TODAY),
        "teacher": str(world.people["olga"]), "hours": "2,5",
    }  # fmt: skip
    assert (await head.post(path, data=sent)).status_code in {303, 422}
    answer = await head.post(path, data=sent | {"hours": "2.5"})
    assert answer.headers["location"] == f"/office/load?school_class={seventh}&saved=true"
    page = main_of(await head.get(path))
    assert "Семёнова О. И." in page and "2,5" in page
    ident = await DB.value(
        "select id from assignment where teacher = $1 order by id desc", world.people["olga"]
    )
    assert (await head.post(f"/office/load/{ident}", data={"hours": "3"})).status_code == 303
    assert await DB.value("select hours_quarters from assignment where id = $1", ident) == 12
    early = await head.post(f"/office/load/{ident}", data={"hours": "3", "last_day": str(FIRST)})
    assert early.status_code == 422 and "Последний день раньше первого" in early.text
    assert (await head.post(path, data=sent | {"teacher": "0"})).status_code == 422
    assert (await head.get("/office/load?school_class=999999")).status_code == 404


async def test_a_successor_is_shown_what_changes_and_reads_what_was(
    client: Client, head: httpx.AsyncClient, world: World
) -> None:
    await timetable(world)
    base = f"/office/load/teachers/{world.people['elena']}"
    journal = world.journals["7Б алгебра"]
    sent = {"successor": str(world.people["olga"]), "since": str(TODAY), "journals": str(journal)}
    asked = await head.post(f"{base}/succession", data=sent)
    assert asked.status_code == 200
    assert "Это затронет уроки" in asked.text
    assert await DB.value("select count(*) from assignment where teacher = $1", world.people["olga"]) == 1
    done = await head.post(f"{base}/succession", data=sent | {"agreed": agreed(asked)})
    assert done.status_code == 303
    who = "select teacher from lesson where id = $1"
    assert await DB.value(who, world.lessons["7Б алгебра", date(2026, 11, 18)]) == world.people["elena"]
    assert await DB.value(who, world.lessons["7Б алгебра", TODAY]) == world.people["olga"]
    olga = await sign_in(client(), world, "olga", hat="teacher")
    assert (await olga.get(f"/journal/{journal}")).status_code == 200
    before = world.lessons["7Б алгебра", date(2026, 11, 17)]
    assert "Сохранить урок" in (await olga.get(f"/journal/lessons/{before}")).text
    nothing = await head.post(f"{base}/succession", data=sent | {"journals": ""})
    assert nothing.status_code == 422


async def test_a_dismissed_teacher_leaves_journals_alone(head: httpx.AsyncClient, world: World) -> None:
    base = f"/office/load/teachers/{world.people['elena']}"
    assert (await head.post(f"{base}/dismissal", data={"last_day": ""})).status_code == 422
    assert (await head.post(f"{base}/dismissal", data={"last_day": str(TODAY)})).status_code == 303
    page = main_of(await head.get(base))
    assert "Дальше без учителя:" in page and "Алгебра, 7Б" in page
    assert "Остались без учителя" in main_of(await head.get("/office/load/teachers"))
    again = await head.post(f"{base}/dismissal", data={"last_day": str(TODAY)})
    assert again.status_code == 422
    after = TODAY + timedelta(1)
    assert f'value="{after}"' in page  # whoever comes next takes over from the day after
    next_one = {"successor": str(world.people["olga"]), "since": str(after),
                "journals": str(world.journals["7Б алгебра"])}  # fmt: skip
    assert (await head.post(f"{base}/succession", data=next_one)).status_code == 303
    assert "Остались без учителя" not in main_of(await head.get("/office/load/teachers"))
    own = "select since from assignment where teacher = $1 and journal = $2"
    journal = world.journals["7Б алгебра"]
    assert await DB.value(own, world.people["olga"], journal) == after
    assert (await head.get(f"/office/load/teachers/{world.people['vera']}")).status_code == 404
