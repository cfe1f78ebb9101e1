"""Orders on the office's pages: shown first, carried out as shown, refused in words, taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import httpx
import pytest

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school import service
from modules.journal.service import set_cell
from tests.conftest import NOW
from tests.doors import sign_in
from tests.factories import FIRST, TODAY, make_journal
from tests.modules.journal.sixth import MOVE, Sixth, flaws, make_sixth
from tests.people import Role

Client = Callable[[], httpx.AsyncClient]
FRIDAY = date(2026, 11, 13)
CLASS_OF = """select sg.school_class from group_membership m join study_group sg on sg.id = m.study_group
    where m.student = $1 and m.is_roster and m.since <= $2 and (m.until is null or m.until >= $2)"""


def path(sixth: Sixth, kind: str, login: str = "dasha") -> str:
    return f"/office/people/{sixth.id(login)}/movements/new?kind={kind}"


def order(sixth: Sixth, **fields: str) -> dict[str, str]:
    asked = {
        "_hat": "secretary", "order_number": "45-к", "order_date": "2026-11-15", "since": MOVE.isoformat(),
        "school_class": str(sixth.world.classes["6Б"]), "note": "",
    }  # fmt: skip
    return asked | fields


def agreed(answer: httpx.Response) -> str:
    found = re.search(r'name="agreed"[^>]*value="([\w.]+)"', answer.text)
    assert found, answer.text
    return found[1]


async def confirmed(browser: httpx.AsyncClient, where: str, form: dict[str, str]) -> httpx.Response:
    shown = await browser.post(where, data=form)
    assert shown.status_code == 200, shown.text
    return await browser.post(where, data=form | {"agreed": agreed(shown)})


async def test_a_move_is_shown_then_carried_out(client: Client) -> None:
    sixth = await make_sixth()
    await sixth.put("6А математика", FRIDAY, "5")
    await sixth.put("6А музыка", FRIDAY, "4 Н")
    browser = await sign_in(client(), sixth.world, "svetlana", hat="secretary")
    empty = await browser.get(path(sixth, "move"))
    assert "Перевод в другой класс" in empty.text
    assert "6Б" in empty.text
    shown = await browser.post(path(sixth, "move"), data=order(sixth))
    assert shown.status_code == 200
    for words in ("3 запис", "Математика", "6А, 13.11, урок 1", "в 6Б, 13.11, урок 2",
                  "остаётся в прежнем журнале, в средний входит"):  # fmt: skip
        assert words in shown.text
    assert await DB.value("select count(*) from movement") == 0
    done = await browser.post(path(sixth, "move"), data=order(sixth, agreed=agreed(shown)))
    assert done.headers["location"] == f"/office/people/{sixth.id('dasha')}?told=ordered"
    assert await DB.rows(int, CLASS_OF, sixth.id("dasha"), MOVE) == [sixth.world.classes["6Б"]]
    orders = await browser.get("/office/movements")
    assert "45-к" in orders.text
    assert "6А → 6Б" in orders.text
    assert "переведено 1" in orders.text
    assert "Приказов ещё нет" in (await browser.get("/office/movements?kind=leave")).text


async def test_the_next_enrolment_stands_as_the_last_one(client: Client) -> None:
    sixth = await make_sixth()
    browser = await sign_in(client(), sixth.world, "svetlana", hat="secretary")
    made = []
    for name in ("Анна", "Белла"):
        card = {"_hat": "secretary", "who": "student", "surname": "Новикова", "name": name, "sex": "f",
                "born": "2014-05-06", "since": "2026-11-15"}  # fmt: skip
        made.append((await browser.post("/office/people/new", data=card)).headers["location"])
    first = await confirmed(browser, made[0], order(sixth, since="2026-09-01"))
    assert first.headers["location"].endswith("?told=enrolled")
    after = await browser.get(first.headers["location"])
    assert "Следующий ученик" in after.text
    following = (await browser.get(made[1])).text
    assert 'value="45-к"' in following
    assert 'value="2026-09-01"' in following
    assert re.search(rf'<option selected value="{sixth.world.classes["6Б"]}"', following)
    assert "Подгруппы" not in following


async def test_what_was_shown_must_still_hold(client: Client) -> None:
    sixth = await make_sixth()
    browser = await sign_in(client(), sixth.world, "svetlana", hat="secretary")
    shown = await browser.post(path(sixth, "move"), data=order(sixth))
    assert "Записей в журналах приказ не затрагивает" in shown.text
    await sixth.put("6А математика", FRIDAY, "5")
    again = await browser.post(path(sixth, "move"), data=order(sixth, agreed=agreed(shown)))
    assert again.status_code == 409
    assert "Математика" in again.text
    assert await DB.value("select count(*) from movement") == 0
    other = await browser.post(
        path(sixth, "move"), data=order(sixth, agreed=agreed(again), since=FRIDAY.isoformat())
    )
    assert other.status_code == 200  # another day is another order: shown, not carried out
    assert await DB.value("select count(*) from movement") == 0


@pytest.mark.parametrize(
    ("kind", "fields", "field", "words"),
    [
        ("move", {"order_number": ""}, "order_number", "Напишите номер приказа"),
        ("move", {"since": "завтра"}, "since", ""),
        ("move", {"school_class": "0"}, "school_class", "Выберите класс"),
        ("move", {"school_class": "{6А}"}, "school_class", "уже в этом классе"),
        ("move", {"since": "2026-08-20"}, "since", "не числится ни в одном классе"),
        ("move", {"since": "2026-09-01"}, "since", "только пришёл в класс"),
        ("move", {"since": "2027-10-01"}, "since", "за пределами учебного года"),
        ("leave", {"reason": ""}, "reason", ""),
        ("leave", {"since": "2026-08-20"}, "since", "не зачислен"),
        ("return", {}, "since", "не выбывал"),
        ("enrol", {}, None, "уже зачислен"),
    ],
)
async def test_a_refusal_stands_beside_its_field(
    client: Client, kind: str, fields: dict[str, str], field: str | None, words: str
) -> None:
    sixth = await make_sixth()
    browser = await sign_in(client(), sixth.world, "svetlana", hat="secretary")
    here = str(sixth.world.classes["6А"])
    asked = {"reason": "moved_away"} | {name: value.replace("{6А}", here) for name, value in fields.items()}
    answer = await browser.post(path(sixth, kind), data=order(sixth, **asked))
    assert answer.status_code == 422
    assert words in answer.text
    if field:
        assert f'id="{field}-err"' in answer.text
    assert await DB.value("select count(*) from movement") == 0


async def test_a_second_order_of_the_day_and_behind_a_later_one(client: Client) -> None:
    sixth = await make_sixth()
    browser = await sign_in(client(), sixth.world, "svetlana", hat="secretary")
    await confirmed(browser, path(sixth, "move"), order(sixth))
    back = str(sixth.world.classes["6А"])
    for since in (MOVE, MOVE - timedelta(3)):
        answer = await browser.post(
            path(sixth, "move"), data=order(sixth, school_class=back, since=since.isoformat())
        )
        assert answer.status_code == 422
        assert "12.11.2026" in answer.text
    answer = await browser.post(
        path(sixth, "leave"), data=order(sixth, since="2026-11-10", reason="moved_away")
    )  # fmt: skip
    assert answer.status_code == 422


async def english(sixth: Sixth, title: str, name: str, number: int) -> int:
    """A part of a class taught English every day; its group."""
    world = sixth.world
    group = await service.add_group(sixth.clerk, world.classes[title], name)
    world.groups[f"{title} {name}"] = group
    await make_journal(world, f"{title} {name}", "Английский язык", "gleb", number)
    return group


async def test_with_the_parts_of_the_new_class_their_marks_go_too(client: Client) -> None:
    sixth = await make_sixth()
    old = await english(sixth, "6А", "англ. 1", 5)
    new, other = await english(sixth, "6Б", "англ. 1", 6), await english(sixth, "6Б", "англ. 2", 6)
    await service.add_to_group(sixth.clerk, old, sixth.id("dasha"), FIRST)
    lesson = sixth.lesson("6А англ. 1 английский язык", date(2026, 11, 16))
    gleb = Viewer(sixth.id("gleb"), "teacher", TODAY)
    await set_cell(gleb, lesson, sixth.id("dasha"), "5", 0)
    browser = await sign_in(client(), sixth.world, "svetlana", hat="secretary")
    shown = await browser.post(path(sixth, "move"), data=order(sixth))
    assert "остаётся в прежнем журнале" in shown.text
    assert "англ. 2" in shown.text
    form = order(sixth, agreed=agreed(shown)) | {"parts": str(new)}
    again = await browser.post(path(sixth, "move"), data=form)
    assert again.status_code == 200
    assert "6Б, англ. 1, 16.11" in again.text
    both = await browser.post(path(sixth, "move"), data=form | {"parts": [str(new), str(other)]})
    assert both.status_code == 422
    assert "сразу два занятия" in both.text
    done = await browser.post(path(sixth, "move"), data=form | {"agreed": agreed(again)})
    assert done.status_code == 303
    assert await sixth.cell("6Б англ. 1 английский язык", date(2026, 11, 16)) == "5"
    movement = await DB.value("select id from movement")
    await service.withdraw_movement(sixth.clerk, movement)
    assert await sixth.cell("6А англ. 1 английский язык", date(2026, 11, 16)) == "5"
    assert await flaws() == []


async def test_who_may_not(client: Client) -> None:
    sixth = await make_sixth()
    for login, hat in (("irina", "head_teacher"), ("pavel", "director"), ("oleg", "administrator"),
                       ("elena", "teacher"), ("anna", "parent")):  # fmt: skip
        browser = await sign_in(client(), sixth.world, login, hat=hat)
        assert (await browser.get(path(sixth, "move"))).status_code == 403
        answer = await browser.post(path(sixth, "move"), data=order(sixth, _hat=hat))
        assert answer.status_code == 403
    assert (await client().post(path(sixth, "move"), data=order(sixth))).status_code == 303
    browser = await sign_in(client(), sixth.world, "svetlana", hat="secretary")
    assert (await browser.get("/office/people/1/movements/new?kind=move")).status_code == 404
    assert (await browser.get(path(sixth, "dance"))).status_code == 404


async def test_an_order_is_taken_back_from_the_card(client: Client) -> None:
    sixth = await make_sixth()
    await sixth.put("6А математика", FRIDAY, "5")
    browser = await sign_in(client(), sixth.world, "svetlana", hat="secretary")
    await confirmed(browser, path(sixth, "move"), order(sixth))
    assert await sixth.cell("6Б математика", FRIDAY) == "5"
    entry = await DB.value("select id from audit_entry where action = 'school.class.move'")
    answer = await browser.post(f"/office/changes/{entry}/undo", data={"_hat": "secretary"})
    assert answer.status_code == 303
    assert await sixth.cell("6А математика", FRIDAY) == "5"
    assert await DB.rows(int, CLASS_OF, sixth.id("dasha"), TODAY) == [sixth.world.classes["6А"]]
    assert "отменён" in (await browser.get("/office/movements")).text
    assert await flaws() == []


async def test_admission_in_the_middle_of_the_year_opens_the_diary_at_once(client: Client) -> None:
    """FEATURES A26."""
    sixth = await make_sixth()
    browser = await sign_in(client(), sixth.world, "svetlana", hat="secretary")
    card = Role("senya", "Титов", "Семён", "", "m", date(2014, 5, 5))
    made = await service.create_person(
        sixth.clerk, service.PersonCard(surname=card.surname, name=card.name, born=card.born)
    )
    sixth.world.people["senya"] = made
    await confirmed(browser, path(sixth, "enrol", "senya"), order(sixth, personal_file="К-125"))
    assert await DB.value("select personal_file from enrolment where student = $1", made) == "К-125"
    pupil = await sign_in(client(), sixth.world, "senya")
    diary = await pupil.get("/diary")
    assert diary.status_code == 200
    assert "Математика" in diary.text


async def test_after_leaving_the_family_reads_on_for_180_days(client: Client) -> None:
    """FEATURES A25: by the order itself, through the door."""
    sixth = await make_sixth()
    await sixth.put("6А математика", date(2026, 11, 10), "5")
    clerk = await sign_in(client(), sixth.world, "svetlana", hat="secretary")
    form = order(sixth, reason="transfer", note="лицей № 2", since="2026-11-18")
    assert (await confirmed(clerk, path(sixth, "leave"), form)).status_code == 303
    kept = "select reason from movement where kind = 'leave'"
    assert await DB.value(kept) == "transfer: лицей № 2"
    dasha = sixth.id("dasha")
    for days, seen in ((1, 200), (180, 200), (181, 404)):
        clock.start_at(NOW + timedelta(days - 1))
        parent = await sign_in(client(), sixth.world, "anna", hat="parent")
        assert (await parent.get(f"/diary/marks?child={dasha}")).status_code == seen, days
    clock.start_at(NOW + timedelta(30))
    pupil = await sign_in(client(), sixth.world, "dasha")
    assert (await pupil.get("/diary/marks")).status_code == 200


async def test_who_returns_is_offered_the_former_class_and_its_parts(client: Client) -> None:
    sixth = await make_sixth()
    dasha, here = sixth.id("dasha"), sixth.world.classes["6А"]
    part = await english(sixth, "6А", "Английский 1", 5)
    await DB.execute("insert into group_membership (study_group, is_roster, student, since) values"
                     " ($1, false, $2, $3)", part, dasha, FIRST)  # fmt: skip
    browser = await sign_in(client(), sixth.world, "svetlana", hat="secretary")
    left = order(sixth, reason="moved_away", since=(TODAY - timedelta(1)).isoformat())
    assert (await confirmed(browser, path(sixth, "leave"), left)).status_code == 303
    form = (await browser.get(path(sixth, "return"))).text
    assert re.search(rf'<option selected value="{here}"', form)
    assert re.search(rf'<input checked[^>]*value="{part}"', form)


@pytest.mark.parametrize(
    ("kept", "russian", "english"),
    [
        ("transfer: лицей № 2", "перевод в другую школу: лицей № 2", "move to another school: лицей № 2"),
        ("other: по заявлению", "по заявлению", "по заявлению"),
        ("переезд в Пермь", "переезд в Пермь", "переезд в Пермь"),
    ],
)
async def test_a_reason_is_said_in_the_readers_language(
    client: Client, kept: str, russian: str, english: str
) -> None:
    sixth = await make_sixth()
    clerk = await sign_in(client(), sixth.world, "svetlana", hat="secretary")
    form = order(sixth, reason="moved_away", since="2026-11-18")
    assert (await confirmed(clerk, path(sixth, "leave"), form)).status_code == 303
    await DB.execute("update movement set reason = $1 where kind = 'leave'", kept)
    card = f"/office/people/{sixth.id('dasha')}"
    for page in (card, "/office/movements?kind=leave"):
        assert f"{russian}<" in (await clerk.get(page)).text
        clerk.cookies.set("view", "lang=en")
        assert f"{english}<" in (await clerk.get(page)).text
        clerk.cookies.delete("view")
