"""A class teacher prints codes for the parents of the class; a parent registers on a phone."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.browser.desk import PHONE, fill, opened, press, sign_in, too_wide
from tests.browser.school import School

OWN = "три кита и слон"


def print_codes(page: Page) -> list[tuple[str, str, str]]:
    """(who, whose child, code) of every slip for the parents of the own class."""
    page.goto("/office/slips")
    page.get_by_label("коды для регистрации").check()
    page.get_by_label("родители класса").check()
    page.get_by_label("Класс", exact=True).select_option(index=1)
    press(page, "Выдать и показать")
    expect(page.locator(".slip").first).to_be_visible()
    return [
        (
            slip.get_by_role("heading").inner_text(),
            slip.locator("p").first.inner_text().rsplit(", ", 1)[-1],
            slip.locator("code").inner_text(),
        )
        for slip in page.locator(".slip").all()
    ]


def test_a_parent_registers_by_a_code_on_a_phone(browser: Browser, school: School) -> None:
    with opened(browser, school) as teacher:
        sign_in(teacher, "teacher")
        slips = print_codes(teacher)
        assert violations(teacher) == []
    who, child, code = slips[0]
    with opened(browser, school, viewport=PHONE) as parent:
        parent.goto("/login")
        parent.get_by_text("Как получить доступ").click()
        parent.get_by_role("link", name="У меня есть код от школы").click()
        fill(parent, code=code.upper().replace("-", " "))
        press(parent, "Дальше")
        expect(parent.get_by_text(who)).to_be_visible()
        assert violations(parent) == []
        fill(parent, login="na.telefone", password=OWN, again=OWN)
        press(parent, "Это я, зарегистрироваться")
        press(parent, "Прочитано, принимаю")  # the rules of use come first
        parent.wait_for_url(re.compile(r"/diary\?child=\d+"))
        expect(parent.locator(".head__t p").first).to_contain_text(child)
        parent.context.clear_cookies()
        parent.goto("/code")
        fill(parent, code=code)
        press(parent, "Дальше")
        expect(parent.get_by_text("Этим кодом уже воспользовались").first).to_be_visible()
        assert violations(parent) == []
        parent.goto("/request")
        assert violations(parent) == []
        assert too_wide(parent) == []
