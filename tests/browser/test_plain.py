"""A page of each new module without JavaScript on a phone: groups, letters, a report."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.browser.desk import PHONE, opened, press, sign_in
from tests.browser.school import School


def test_the_office_without_javascript(browser: Browser, school: School) -> None:
    with opened(browser, school, java_script_enabled=False, viewport=PHONE) as page:
        sign_in(page, "headteacher")
        page.goto("/office/classes")
        page.get_by_role("link", name="7А", exact=True).click()
        page.get_by_role("link", name="Подгруппы").click()
        row = page.locator("main tbody tr").first
        was = [box.is_checked() for box in row.get_by_role("radio").all()]
        row.get_by_role("radio", name="Ни в одной").check()
        press(page, "Записать подгруппы")
        expect(page.get_by_text("Записано.")).to_be_visible()
        expect(row.get_by_role("radio", name="Ни в одной")).to_be_checked()
        row.get_by_role("radio").nth(was.index(True)).check()
        press(page, "Записать подгруппы")
        expect(row.get_by_role("radio").nth(was.index(True))).to_be_checked()


def test_an_order_is_shown_without_javascript(browser: Browser, school: School) -> None:
    with opened(browser, school, java_script_enabled=False, viewport=PHONE) as page:
        sign_in(page, "secretary")
        page.goto("/office/people?q=Воробьёва Дарья")
        page.get_by_role("link", name="Воробьёва Дарья").first.click()
        page.get_by_role("link", name="Перевести в другой класс").click()
        fill_plain = {"since": "2026-11-10", "order_number": "102", "order_date": "2026-11-18"}
        for name, text in fill_plain.items():
            page.locator(f"[name='{name}']").fill(text)
        page.locator("[name='school_class']").select_option("8А")
        press(page, "Проверить, что он затронет")
        expect(page.get_by_role("heading", name="Что затронет приказ")).to_be_visible()


def test_notices_without_javascript(browser: Browser, school: School) -> None:
    with opened(browser, school, java_script_enabled=False, viewport=PHONE) as page:
        sign_in(page, "parent")
        page.goto("/notices/settings")
        box = page.get_by_label("Домашнее задание")
        box.uncheck()
        press(page, "Сохранить")
        expect(page.get_by_text("Сохранено.")).to_be_visible()
        expect(box).not_to_be_checked()
        box.check()
        press(page, "Сохранить")
        expect(box).to_be_checked()


def test_reports_without_javascript(browser: Browser, school: School) -> None:
    with opened(browser, school, java_script_enabled=False, viewport=PHONE) as page:
        sign_in(page, "headteacher")
        page.goto("/reports")
        page.get_by_role("link", name="Посещаемость класса").click()
        page.get_by_label("Класс", exact=True).select_option("8Б")
        press(page, "Показать")
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("8Б"))
        expect(page.get_by_role("rowheader").first).to_be_visible()
        page.goto("/reports/files")
        expect(page.get_by_role("heading", level=1)).to_have_text("Мои файлы")
