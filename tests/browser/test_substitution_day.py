"""A day of substitutions: ill on a phone, filled, published, seen in the hall and the diary, recorded, paid.

It is about the lesson of a half of 10А that goes on now; 8Б, of which other journeys tell, is left alone.
"""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.desk import PHONE, fill, opened, press, sign_in, too_wide
from tests.browser.office import print_slips
from tests.browser.school import School
from tests.browser.story import Story, open_lesson

DAY = "2026-11-19"
DESK = f"/substitutions/plans/{DAY}"
SUBJECT = "Алгебра и начала анализа"


def fall_ill(story: Story) -> list[str]:
    """As a teacher, on a phone: the lesson waits for somebody. Its pupils: "Орлова Дарья"."""
    with opened(story.browser, story.school, viewport=PHONE) as page:
        sign_in(page, "teacher")
        open_lesson(page, SUBJECT)
        pupils = [name.strip() for name in page.locator("ol.entry .nm").all_inner_texts()]
        page.goto("/")
        page.get_by_role("link", name="Сообщить об отсутствии").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Сообщить об отсутствии")
        form = page.locator("form.form")
        fill(form, begins=DAY, ends=DAY, first_number="5", last_number="5")
        press(form, "Сообщить")
        expect(page.get_by_text("Ждёт замены 1 урок")).to_be_visible()
        assert too_wide(page) == []
        return pupils


def give_slips(story: Story) -> None:
    """The pupils of the class get their way in."""
    with opened(story.browser, story.school) as page:
        sign_in(page, "secretary")
        print_slips(page, story.slips, "ученики класса", "10А", again=True)


def read_diary(story: Story, pupils: list[str], surname: str) -> None:
    """A pupil of the lesson sees who comes."""
    whole = next(name for name in story.slips.printed if name.startswith(tuple(pupils)))
    with story.somebody(whole, viewport=PHONE) as page:
        press(page, "Прочитано, принимаю")  # the rules of use come first
        page.goto("/diary")
        expect(page.locator("#d19")).to_contain_text(f"замена: {surname}")


def short_name(browser: Browser, school: School, login: str) -> str:
    """The surname of somebody who signs in."""
    with opened(browser, school) as page:
        sign_in(page, login)
        page.goto("/profile")
        return page.get_by_role("heading", level=1).inner_text().split()[0]


def hang_screen(page: Page) -> str:
    """A screen of a hall that opens by its link."""
    page.goto("/substitutions/screens")
    fill(page.locator("main"), name="Холл второго этажа")
    page.get_by_label("по ссылке").check()
    press(page, "Подключить экран")
    return page.locator("code.wrap").inner_text()


def fill_the_day(page: Page, surname: str) -> None:
    """The day's plan is accepted whole, then one lesson goes to a colleague who is chosen."""
    page.goto(DESK)
    press(page, "Заполнить день")
    press(page, "Принять все")
    page.goto(DESK)
    row(page).get_by_role("link", name=re.compile(SUBJECT)).first.click()
    page.locator("details.who__rest > summary").click()
    chosen = page.locator(".who__one", has_text=surname)
    chosen.get_by_role("button", name=re.compile("^Назначить")).click()
    expect(row(page)).to_contain_text(surname)
    assert violations(page) == []


def row(page: Page) -> Locator:
    """The lesson on the desk."""
    return page.locator("li.plan__row", has_text=f"10А, Тех · {SUBJECT}")


def publish(page: Page) -> None:
    page.get_by_role("link", name="Проверить и опубликовать").click()
    press(page, "Опубликовать")
    expect(page.get_by_text("Опубликовано. Те, кого это касается, узнают.")).to_be_visible()


def record(browser: Browser, school: School) -> None:
    """The substitute finds the lesson, opens its journal and writes it down."""
    with opened(browser, school) as page:
        sign_in(page, "teacher2")
        page.goto("/substitutions/mine")
        page.get_by_role("link", name=re.compile(f"^Журнал.*{SUBJECT}")).click()
        page.get_by_label("Тема урока").fill("Решение задач")
        page.get_by_label("Не задано").check()
        page.get_by_label("Перекличка проведена").check()
        press(page, "Сохранить урок")
        expect(page.get_by_text(re.compile("^Урок сохранён"))).to_be_visible()


def sign_and_count(page: Page, surname: str) -> None:
    """The line is held; signed, it is an hour of the month's statement."""
    page.goto(f"/substitutions/register?from={DAY}&to={DAY}")
    line = page.locator("tbody tr", has_text=SUBJECT).filter(has_text=surname)
    expect(line).to_contain_text("проведён")
    assert violations(page) == []
    assert too_wide(page) == []
    line.get_by_role("checkbox").check()
    press(page, "Подтвердить отмеченные")
    expect(line).to_contain_text("подтверждён")
    page.goto("/reports/substitutions.statement?month=2026-11&counted=confirmed")
    paid = page.locator("tbody tr", has_text=surname).first  # of the hours; those missed stand below
    expect(paid).to_contain_text("ЗС")
    assert re.search(r"\b1\b", paid.inner_text()), paid.inner_text()


def test_from_a_phone_call_that_nobody_makes_to_the_statement(browser: Browser, school: School) -> None:
    story = Story(browser, school)
    surname = short_name(browser, school, "teacher2")
    give_slips(story)
    pupils = fall_ill(story)
    with opened(browser, school) as desk, opened(browser, school) as hall:
        sign_in(desk, "headteacher")
        hall.goto(hang_screen(desk))
        expect(hall.locator("#tv-board")).not_to_contain_text(surname)
        fill_the_day(desk, surname)
        publish(desk)
        board = hall.locator("tbody", has_text="10А")
        expect(board.get_by_role("row").filter(has_text=surname)).to_be_visible()
        read_diary(story, pupils, surname)
        record(browser, school)
        sign_and_count(desk, surname)
