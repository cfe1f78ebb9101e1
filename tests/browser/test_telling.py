"""What a family is told: news of the journal by notice and letter, and an announcement to one class."""

from __future__ import annotations

import email
import re
import subprocess
import sys
import time
from email import policy
from email.message import EmailMessage

from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.browser.desk import PHONE, fill, opened, press, sheet, sign_in, too_wide
from tests.browser.school import School
from tests.browser.story import open_lesson, row_of

CHILD, FIRST_NAME = "Воробьёва Дарья", "Дарья"
SECRETS = re.compile("Воробьёв|Валентин|8Б|Алгебр|Геометр|Зайцев|отметк")
SECONDS = 30


def record(page: Page, lesson: str, value: str) -> None:
    """A mark or an absence of the child, on the page of today's lesson."""
    open_lesson(page, lesson)
    row_of(page, CHILD).get_by_role("radio", name=value, exact=True).check()
    page.get_by_label("Тема урока").fill("Повторение")
    press(page, "Сохранить урок")
    expect(page.get_by_text(re.compile("^Урок сохранён"))).to_be_visible()


# Each browser of a test is a new one, and journeys before this one changed ways in: letters of the door.
OF_THE_DOOR = {"Вход с нового устройства", "Изменён ваш вход на сайт школы"}


def letters_to(school: School, address: str) -> list[EmailMessage]:
    """What the mail server has kept for somebody."""
    found = [
        email.message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted((school.data / "mail").glob("*.eml"))
    ]
    mine = [letter for letter in found if address in letter["To"]]  # type: ignore[misc]  # the policy's class
    return [one for one in mine if one["Subject"] not in OF_THE_DOOR]


def wait_for_letter(school: School, address: str, before: int) -> list[EmailMessage]:
    end = time.monotonic() + SECONDS
    while len(found := letters_to(school, address)) == before:
        assert time.monotonic() < end, "no letter"
        time.sleep(0.1)
    return found[before:]


def test_a_family_is_told_when_it_has_stood_for_ten_minutes(browser: Browser, school: School) -> None:
    with opened(browser, school, viewport=PHONE) as parent:
        sign_in(parent, "parent")
        parent.goto("/notices/settings")
        address = sheet(parent, "Адрес").locator("b").inner_text()
        with opened(browser, school) as teacher:
            sign_in(teacher, "teacher")
            record(teacher, "Алгебра, 8Б", "5")
            record(teacher, "Геометрия, 8Б", "Н")
        before = len(letters_to(school, address))
        school.later(10)
        subprocess.run([sys.executable, "-m", "tests.browser.tick", str(school.data)], check=True)
        parent.goto("/")
        news = sheet(parent, "Новое")
        expect(news.locator("li", has_text="Пропуски и опоздания: 1")).to_contain_text(FIRST_NAME)
        parent.goto("/notices")
        parent.get_by_role("navigation", name="Дети").get_by_role("link", name=FIRST_NAME).click()
        expect(parent.locator(".ruled > div", has_text=re.compile(r"отметки: \d"))).to_contain_text(
            FIRST_NAME
        )
        parent.get_by_role("link", name=re.compile("Пропуски и опоздания: 1")).first.click()
        parent.get_by_role("link", name="Открыть").click()
        expect(parent.locator(".head__t p")).to_contain_text(CHILD)
        (letter,) = wait_for_letter(school, address, before)
        assert letter["Subject"] == f"{FIRST_NAME}: пропуск или опоздание сегодня"
        said = f"{letter['Subject']} {letter.get_content()}"
        assert f"{school.address}/notices/" in said
        assert SECRETS.search(said) is None, said


def test_letters_are_switched_off_by_their_kind(browser: Browser, school: School) -> None:
    with opened(browser, school, viewport=PHONE) as page:
        sign_in(page, "parent")
        page.goto("/notices/settings")
        absences = page.get_by_label("Пропуски сегодня")
        absences.uncheck()
        press(page, "Сохранить")
        expect(page.get_by_text("Сохранено.")).to_be_visible()
        page.reload()
        expect(absences).not_to_be_checked()
        absences.check()
        press(page, "Сохранить")
        expect(absences).to_be_checked()
        assert too_wide(page) == []


def test_an_announcement_names_its_readers_before_it_is_made(browser: Browser, school: School) -> None:
    with opened(browser, school) as page:
        sign_in(page, "secretary")
        page.goto("/notices/announcements/new")
        fill(page, title="Собрание 5А", body="В пятницу в 18:30, кабинет 103.")
        page.get_by_label("классам: ученикам и их родителям").check()
        page.get_by_label("5А", exact=True).check()
        press(page, "Посмотреть, кто узнает")
        told = sheet(page, "Кто узнает")
        people = told.get_by_text(re.compile(r"Узнают \d+ человек")).inner_text()
        number = re.sub(r"\D", "", people)
        expect(told).to_contain_text(re.compile("и ещё|письма получат", re.IGNORECASE))
        assert violations(page) == []
        press(page, "Опубликовать")
        expect(page.get_by_text(f"Опубликовано: узнали {number} человек")).to_be_visible()
        with opened(browser, school, viewport=PHONE) as parent:
            sign_in(parent, "parent")
            sheet(parent, "Новое").get_by_role("link", name=re.compile("Собрание 5А")).click()
            expect(parent.get_by_text("В пятницу в 18:30, кабинет 103.")).to_be_visible()
            assert too_wide(parent) == []
        page.reload()
        expect(sheet(page, "Прочитали")).to_contain_text(f"1 из {number}")
