"""A year carried into the next, on the pages: nothing of today changes, on 1 September everything has."""

from __future__ import annotations

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.access import viewer_args, visible_classes
from intranet.school.audience import Audience, recipients_of
from modules.journal.service import set_cell
from tests.doors import sign_in
from tests.factories import TODAY, make_school
from tests.modules.office.rolled_school import NEXT, SEPTEMBER, Client, School, school
from tests.modules.office.school_pages import agreed, main_of

__all__ = ["school"]


async def test_nothing_of_today_changes(school: School, client: Client) -> None:
    world = school.world
    lesson = world.lessons["7Б алгебра", TODAY]
    viewers = [
        world.viewer("elena", "teacher"), world.viewer("anna", "parent"), world.viewer("dasha", "student")
    ]  # fmt: skip

    async def seen() -> list[object]:
        found: list[object] = [
            sorted(await DB.rows(int, visible_classes(one), *viewer_args(one))) for one in viewers
        ]
        told = [Audience("classes", frozenset({school.id("7Б")})), Audience("everybody")]
        found += [sorted(map(str, await recipients_of(school.actor, one, TODAY))) for one in told]
        teacher = await sign_in(client(), world, "elena", hat="teacher")
        pages = [await teacher.get(f"/journal/{world.journals['7Б алгебра']}")]
        pages += [await teacher.get(f"/journal/lessons/{lesson}"), await teacher.get("/directory")]
        parent = await sign_in(client(), world, "anna", hat="parent")
        pages += [await parent.get("/diary"), await parent.get("/diary/marks")]
        office = await sign_in(client(), world, "svetlana", hat="secretary")
        paths = ("/office/classes", f"/office/classes/{school.id('7Б')}", "/office/people?q=о&who=pupils",
                 f"/reports/office.class_list?class={school.id('7Б')}", "/office/checks")  # fmt: skip
        pages += [await office.get(path) for path in paths]
        return found + [main_of(answer) for answer in pages]

    before = await seen()
    await school.rolled()
    assert await seen() == before


async def test_on_the_first_of_september(school: School, client: Client) -> None:
    world = school.world
    teacher = world.viewer("elena", "teacher")
    await set_cell(teacher, world.lessons["7Б алгебра", TODAY], world.people["dasha"], "5", 0)
    await school.rolled()
    clock.start_at(SEPTEMBER)
    parent = await sign_in(client(), world, "anna", hat="parent")
    week = await parent.get(f"/diary?child={world.people['kirill']}")
    assert "Орлов Кирилл, 6А" in main_of(week)
    assert "Учебный год закончился" not in week.text  # Monday was still in the old one
    past = await parent.get(f"/diary?child={world.people['dasha']}&week={TODAY}")
    assert "Алгебра" in main_of(past)
    day = Viewer(world.people["elena"], "teacher", NEXT)
    eighth = await DB.value("select id from school_class where year = $1 and grade_level = 8", school.into)
    assert eighth in await DB.rows(int, visible_classes(day), *viewer_args(day))
    leader = await sign_in(client(), world, "elena", hat="teacher")
    assert "8Б" in (await leader.get("/directory")).text
    sheet = main_of(await leader.get(f"/journal/{world.journals['7Б алгебра']}?term={world.terms[1]}"))
    assert "7Б" in sheet
    assert "Орлова Дарья" in sheet
    assert "71-у" not in sheet  # the year is over, nobody left it


def path(school: School, tail: str) -> str:
    return f"/office/years/{school.year.id}/{tail}"


async def test_the_secretary_carries_it_out_on_the_page(school: School, client: Client) -> None:
    browser = await sign_in(client(), school.world, "svetlana", hat="secretary")
    people = school.world.people
    hat = {"_hat": "secretary"}
    shown = await browser.get(path(school, "classes"))
    assert "Перевод в 2027/2028" in shown.text
    assert "Перейдут: 4. Уйдут из школы: 1. Не будут переведены: 0." in shown.text
    chosen = await browser.post(
        path(school, f"classes/{school.id('7Б')}"), data=hat | {f"p{people['vera']}": "wait"}
    )
    assert chosen.headers["location"] == path(school, "classes?told=saved")
    assert "решено не переводить" in (await browser.get(path(school, "classes"))).text
    waits = await browser.post(path(school, "classes"), data=hat | {f"c{school.id('5А')}": "wait"})
    assert waits.status_code == 303
    shown = await browser.get(path(school, "classes"))
    assert "класс решено не переводить" in shown.text
    order = hat | {"order_number": "71-у", "order_date": "2027-05-28", "agreed": agreed(shown)}
    empty = await browser.post(path(school, "rollover"), data=order | {"order_number": ""})
    assert empty.status_code == 422
    assert "Напишите номер приказа." in empty.text
    stale = await browser.post(path(school, "rollover"), data=order | {"agreed": "other"})
    assert stale.status_code == 409
    done = await browser.post(path(school, "rollover"), data=order)
    assert done.headers["location"] == path(school, "classes?told=done")
    after = await browser.get(path(school, "classes?told=done"))
    assert "переведены 1, ушли 1" in after.text
    assert "уже в 8Б" in (await browser.get(path(school, f"classes/{school.id('7Б')}"))).text
    assert "71-у" in (await browser.get(f"/office/people/{people['dasha']}")).text
    back = hat | {"student": str(people["dasha"]), "class": str(school.id("7Б"))}
    returned = await browser.post(path(school, "rollover/return"), data=back)
    assert returned.headers["location"] == path(school, f"classes/{school.id('7Б')}")
    assert await school.class_on("dasha", NEXT) == ["7Б 2026/2027"]
    again = await browser.post(path(school, "rollover/return"), data=back)
    assert again.status_code == 422
    assert "возвращать некого" in again.text
    undone = await browser.post(path(school, "rollover/undo"), data=hat)
    assert undone.headers["location"] == path(school, "classes?told=undone")
    assert "отменён" in (await browser.get(path(school, "classes"))).text


async def test_who_may_and_bad_input(school: School, client: Client) -> None:
    head = await sign_in(client(), school.world, "irina", hat="head_teacher")
    shown = await head.get(path(school, "classes"))
    assert shown.status_code == 200
    assert "<select" not in main_of(shown)
    for tail in ("classes", f"classes/{school.id('7Б')}", "rollover", "rollover/undo", "rollover/return"):
        assert (await head.post(path(school, tail), data={"_hat": "head_teacher"})).status_code == 403
    teacher = await sign_in(client(), school.world, "elena", hat="teacher")
    assert (await teacher.get(path(school, "classes"))).status_code == 403
    assert (await client().get(path(school, "classes"))).status_code == 303
    browser = await sign_in(client(), school.world, "svetlana", hat="secretary")
    hat = {"_hat": "secretary"}
    assert (await browser.get("/office/years/999/classes")).status_code == 404
    assert (await browser.get(path(school, "classes/999"))).status_code == 404
    assert (await browser.post(path(school, "rollover/undo"), data=hat)).status_code == 422
    bad = await browser.post(path(school, "classes"), data=hat | {f"c{school.id('7Б')}": "moon"})
    assert bad.status_code == 422
    assert "так выбрать нельзя" in bad.text
    seventh = path(school, f"classes/{school.id('7Б')}")
    misha = school.world.people["misha"]
    assert (await browser.post(seventh, data=hat | {f"p{misha}": "wait"})).status_code == 404
    dasha = school.world.people["dasha"]
    assert (await browser.post(seventh, data=hat | {f"p{dasha}": "moon"})).status_code == 422


async def test_without_a_next_year(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    shown = await browser.get(f"/office/years/{world.year}/classes")
    assert "Следующего учебного года ещё нет" in shown.text
    order = {"_hat": "secretary", "order_number": "1", "order_date": "2027-05-28", "agreed": "x"}
    refused = await browser.post(f"/office/years/{world.year}/rollover", data=order)
    assert refused.status_code == 422
    assert "Сначала заведите следующий учебный год." in refused.text
