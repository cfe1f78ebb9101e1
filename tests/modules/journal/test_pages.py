"""The journal's pages through the front door: what they show, keep and refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest

from intranet.kit.db import DB
from modules.journal.views.roll import entries_of
from tests.doors import sign_in
from tests.modules.journal.conftest import School

Client = Callable[[], httpx.AsyncClient]


@pytest.fixture
async def teacher(client: Client, school: School) -> httpx.AsyncClient:
    return await sign_in(client(), school.world, "elena", hat="teacher")


def cell(school: School, text: str, version: int = 0, **more: object) -> dict[str, object]:
    asked = {"lesson": school.lesson(), "student": school.id("dasha"), "text": text, "version": version}
    return {"_hat": "teacher", **asked, **more}


async def test_a_cell_answers_with_itself_and_the_average(school: School, teacher: httpx.AsyncClient) -> None:
    answer = await teacher.post(f"/journal/{school.journal}/cells", data=cell(school, "5"))
    assert answer.status_code == 200
    assert 'data-text="5"' in answer.text
    assert 'data-avg="5,00"' in answer.text
    assert len(answer.content) < 4096


async def test_a_cell_conflict_names_the_other(school: School, teacher: httpx.AsyncClient) -> None:
    await school.put("dasha", "4")
    answer = await teacher.post(f"/journal/{school.journal}/cells", data=cell(school, "5"))
    assert answer.status_code == 409
    assert 'data-text="4"' in answer.text
    assert "Лебедева Е. П." in answer.text


@pytest.mark.parametrize("text", ["7", "<b>", "5\x00", "О99"])
async def test_a_wrong_cell_says_why(school: School, teacher: httpx.AsyncClient, text: str) -> None:
    answer = await teacher.post(f"/journal/{school.journal}/cells", data=cell(school, text))
    assert answer.status_code == (200 if text.startswith("5") else 422)
    assert "<b>" not in answer.text


async def test_a_cell_under_another_hat_writes_nothing(school: School, teacher: httpx.AsyncClient) -> None:
    answer = await teacher.post(
        f"/journal/{school.journal}/cells", data=cell(school, "5"), headers={"x-hat": "parent"}
    )
    assert answer.status_code == 409
    assert await DB.value("select count(*) from mark") == 0


async def test_the_grid_shows_the_term(school: School, teacher: httpx.AsyncClient) -> None:
    await school.put("dasha", "Н 4", comment="Пришла позже")
    await school.put("vera", "2", offset=1)
    page = (await teacher.get(f"/journal/{school.journal}")).text
    assert "Орлова Дарья" in page
    assert '<td class="c multi has-note" data-v="4"' in page
    assert "data-k" not in page.split("Осипова Вера")[0].split("Орлова Дарья")[0]
    assert "4,00" in page
    assert "grid.js" in page or "grid." in page
    other = school.world.terms[0]
    assert "В этом периоде уроков нет" in (await teacher.get(f"/journal/{school.journal}?term={other}")).text
    assert (await teacher.get(f"/journal/{school.journal}?term=999999")).status_code == 404


async def test_the_dialog_knows_comment_and_history(school: School, teacher: httpx.AsyncClient) -> None:
    await school.put("dasha", "4", comment="Хорошо")
    await school.put("dasha", "5")
    query = f"lesson={school.lesson()}&student={school.id('dasha')}"
    page = (await teacher.get(f"/journal/{school.journal}/cells/_cell?{query}")).text
    assert 'data-comment="Хорошо"' in page
    assert "отметка: 4 → 5" in page


async def test_reading_without_writing(client: Client, school: School) -> None:
    head = await sign_in(client(), school.world, "irina", hat="head_teacher")
    grid = await head.get(f"/journal/{school.journal}")
    lesson = await head.get(f"/journal/lessons/{school.lesson()}")
    assert "Вы читаете этот журнал" in grid.text
    assert "Сохранить урок" not in lesson.text
    answer = await head.post(f"/journal/lessons/{school.lesson()}", data={"_hat": "head_teacher"})
    assert answer.status_code == 403


async def test_the_class_teacher_sees_reasons_the_subject_teacher_does_not(
    client: Client, school: School
) -> None:
    lesson = school.lesson(journal="7Б русский язык")
    await DB.execute(
        "insert into attendance (lesson, student, code, hat, set_at) values ($1, $2, 'ILLNESS', '', now())",
        lesson, school.id("dasha"),
    )  # fmt: skip
    path = f"/journal/{school.world.journals['7Б русский язык']}"
    leads = await sign_in(client(), school.world, "elena", hat="teacher")
    teaches = await sign_in(client(), school.world, "irina", hat="teacher")
    assert ">Б</td>" in (await leads.get(path)).text
    page = (await teaches.get(path)).text
    assert ">Б</td>" not in page
    assert ">Н</td>" in page


def filled(school: School, **more: str) -> dict[str, str]:
    dasha, vera = school.id("dasha"), school.id("vera")
    rows = {f"w{dasha}": "|", f"a{dasha}": "Н", f"w{vera}": "|", f"l{vera}": "7", f"k{vera}-0": "5"}
    return {"_hat": "teacher", "topic": "Степень", "homework": "№ 215", "take_roll": "y", **rows, **more}


async def test_the_lesson_is_saved_by_one_form(school: School, teacher: httpx.AsyncClient) -> None:
    path = f"/journal/lessons/{school.lesson()}"
    answer = await teacher.post(path, data=filled(school))
    assert answer.status_code == 303
    page = (await teacher.get(path)).text
    assert 'value="Степень"' in page
    assert await DB.value("select minutes from attendance where code = 'LATE'") == 7
    assert await DB.value("select count(*) from mark where value = '5'") == 1


async def test_a_wrong_lesson_keeps_what_was_typed(school: School, teacher: httpx.AsyncClient) -> None:
    path = f"/journal/lessons/{school.lesson()}"
    answer = await teacher.post(
        path, data=filled(school, **{f"l{school.id('vera')}": "99", "minutes": "900"})
    )
    assert answer.status_code == 422
    answer = await teacher.post(path, data=filled(school, **{f"l{school.id('vera')}": "99"}))
    assert answer.status_code == 422
    assert "Опоздание бывает от 1 до 90 минут" in answer.text
    assert 'value="99"' in answer.text
    assert 'value="Степень"' in answer.text
    assert await DB.value("select count(*) from attendance") == 0


async def test_a_lesson_conflict_shows_both(school: School, teacher: httpx.AsyncClient) -> None:
    await school.put("vera", "3")
    path = f"/journal/lessons/{school.lesson()}"
    answer = await teacher.post(path, data=filled(school))
    assert answer.status_code == 409
    assert "сейчас записано: 3" in answer.text
    assert 'value="Степень"' in answer.text


async def test_term_marks_from_the_proposed(school: School, teacher: httpx.AsyncClient) -> None:
    await school.put("dasha", "4")
    path = f"/journal/{school.journal}/terms?term={school.world.terms[1]}"
    assert "<option selected>4</option>" in (await teacher.get(f"{path}&take=true")).text
    dasha = school.id("dasha")
    answer = await teacher.post(path, data={"_hat": "teacher", f"w{dasha}": "", f"v{dasha}": "5"})
    assert answer.status_code == 422
    assert "по среднему выходит 4" in answer.text
    assert "<option selected>5</option>" in answer.text
    answer = await teacher.post(path, data={"_hat": "teacher", f"w{dasha}": "", f"v{dasha}": "4"})
    assert answer.status_code == 303
    assert await DB.value("select value from term_mark") == "4"


HUGE = "9" * 5000


@pytest.mark.parametrize("name", [f"w{HUGE}", f"k{HUGE}-0", f"k1-{HUGE}", "w²", "w-1", "k--"])
async def test_names_of_rows_that_no_row_has_are_passed_over(
    school: School, teacher: httpx.AsyncClient, name: str
) -> None:
    sent = {"_hat": "teacher", name: "5", "w1": "|"}
    lesson = await teacher.post(f"/journal/lessons/{school.lesson()}", data={**filled(school), **sent})
    terms = await teacher.post(f"/journal/{school.journal}/terms", data={"_hat": "teacher", name: "5"})
    assert (lesson.status_code, terms.status_code) == (303, 303)
    assert await DB.value("select array_agg(student) from mark") == [school.id("vera")]


async def test_minutes_nobody_can_be_late_are_refused(school: School, teacher: httpx.AsyncClient) -> None:
    answer = await teacher.post(f"/journal/{school.journal}/cells", data=cell(school, "О" + HUGE))
    assert answer.status_code == 422


def test_a_huge_form_is_read_once() -> None:
    class Counting(dict[str, list[str]]):
        walks = 0

        def __iter__(self) -> Iterator[str]:
            Counting.walks += 1
            return super().__iter__()

    posted = Counting({f"{letter}{n}": ["5"] for n in range(1000) for letter in ("w", "a")})
    posted |= {f"k{n}-0": ["5"] for n in range(1000)}
    found = entries_of(posted)
    assert len(found) == 1000 and found[999].marks == {0: "5"}
    assert Counting.walks <= 3


async def test_the_home_page_says_what_is_not_filled(school: School, teacher: httpx.AsyncClient) -> None:
    page = (await teacher.get("/")).text
    assert "Уроки сегодня" in page
    assert "нет домашнего задания" in page
    assert "Не заполнено раньше" in page
    assert "не заполнено 3" in page


async def test_a_substitute_finds_the_lesson(client: Client, school: School) -> None:
    await school.substitute("olga", 3)
    olga = await sign_in(client(), school.world, "olga", hat="teacher")
    assert f"/journal/lessons/{school.lesson()}" in (await olga.get("/")).text
    page = (await olga.get(f"/journal/lessons/{school.lesson()}")).text
    assert "Сохранить урок" in page
    assert "по расписанию Лебедева Е. П." in page
    assert "По замене" in (await olga.get("/journal")).text
    assert "Сохранить урок" not in (await olga.get(f"/journal/lessons/{school.lesson(2)}")).text
