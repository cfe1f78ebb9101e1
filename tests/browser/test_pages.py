"""Every page of every hat in a real browser: it fits, nothing complains, it works without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Request, expect

from tests.browser.desk import ACCOUNTS, PHONE, opened, sign_in, too_wide, wear
from tests.browser.school import School


@pytest.mark.parametrize("login", ACCOUNTS)
def test_every_page_fits_and_nothing_complains(
    browser: Browser, school: School, pages: dict[str, list[str]], login: str
) -> None:
    with opened(browser, school) as page:
        sign_in(page, login)
        wrong = []
        for path in pages[login]:
            page.goto(path)
            expect(page.locator("h1")).to_have_count(1)
            wrong += too_wide(page)
        assert wrong == []


def test_strangers_pages_fit(browser: Browser, school: School) -> None:
    with opened(browser, school) as page:
        for path in ("/login", "/nowhere"):
            page.goto(path)
            assert too_wide(page) == []


def test_a_boosted_change_moves_the_focus_and_back_brings_the_page_back(
    browser: Browser, school: School
) -> None:
    with opened(browser, school) as page:
        sign_in(page, "student")
        page.evaluate("window.stays = true")
        tabs = page.get_by_role("navigation", name="Главное меню")
        tabs.get_by_role("link", name=re.compile("^Дневник")).click()
        expect(page.get_by_role("heading", level=1, name="Дневник")).to_be_focused()
        expect(page).to_have_url(re.compile("/diary"))
        # the tab's own menu, open under the mouse, has such a link too
        page.locator("#main").get_by_role("link", name="Все отметки").click()
        expect(page.get_by_role("heading", level=1, name="Все отметки")).to_be_focused()
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_have_text("Дневник")
        expect(tabs.get_by_role("link", name=re.compile("^Дневник"))).to_have_attribute(
            "aria-current", "page"
        )
        page.go_forward()
        expect(page.get_by_role("heading", level=1)).to_have_text("Все отметки")
        expect(page).to_have_title(re.compile("Все отметки"))
        assert page.evaluate("window.stays") is True


def test_a_double_click_saves_once(browser: Browser, school: School) -> None:
    with opened(browser, school) as page:
        sign_in(page, "teacher")
        page.locator(".todo ~ a, a.go").first.click()
        sent: list[Request] = []
        page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.get_by_role("button", name="Сохранить урок").dblclick()
        expect(page.get_by_role("button", name="Сохранить урок")).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert [request.url for request in sent] == [sent[0].url]


def test_a_menu_opens_by_keyboard_and_closes_by_escape(browser: Browser, school: School) -> None:
    with opened(browser, school) as page:
        sign_in(page, "teacher")
        who = page.locator("details.who > summary")
        who.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="Профиль и настройки")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("link", name="Профиль и настройки")).to_be_hidden()
        expect(who).to_be_focused()


def test_the_first_tab_stop_leads_past_the_menu(browser: Browser, school: School) -> None:
    with opened(browser, school) as page:
        sign_in(page, "student")
        page.goto("/diary")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Перейти к содержанию")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()


def test_sign_in_returns_to_the_page_that_was_asked_for(browser: Browser, school: School) -> None:
    with opened(browser, school) as page:
        page.goto("/diary/marks")
        expect(page).to_have_url(re.compile("/login"))
        page.get_by_label("Логин").fill("student")
        page.get_by_label("Пароль", exact=True).fill("not the password")
        page.get_by_role("button", name="Войти", exact=True).click()
        expect(page.get_by_role("alert").first).to_be_visible()
        expect(page.get_by_label("Логин")).to_have_value("student")
        page.get_by_label("Пароль", exact=True).fill("parta-demo-2026")
        page.get_by_role("button", name="Войти", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Все отметки")


def test_the_door_warns_of_a_cyrillic_layout(browser: Browser, school: School) -> None:
    with opened(browser, school) as page:
        page.goto("/login")
        page.get_by_label("Пароль", exact=True).press_sequentially("зфкщдь")
        expect(page.get_by_text("Включена русская раскладка")).to_be_visible()
        page.get_by_label("Пароль", exact=True).fill("")
        page.get_by_label("Пароль", exact=True).press_sequentially("parol")
        expect(page.get_by_text("Включена русская раскладка")).to_be_hidden()


def test_without_javascript(browser: Browser, school: School) -> None:
    with opened(browser, school, java_script_enabled=False, viewport=PHONE) as page:
        sign_in(page, "teacher")
        page.locator("a.go").first.click()
        page.get_by_label("Тема урока").fill("Урок без сценариев")
        row = page.locator("ol.entry > li").first
        row.get_by_role("radio", name="Н", exact=True).check()
        page.get_by_role("button", name="Сохранить урок").click()
        expect(page.get_by_label("Тема урока")).to_have_value("Урок без сценариев")
        expect(page.locator("ol.entry > li").first.get_by_label("Н", exact=True)).to_be_checked()
        row.get_by_role("radio", name=re.compile("^был")).check()
        page.get_by_role("button", name="Сохранить урок").click()
        expect(page.get_by_text(re.compile("^Урок сохранён"))).to_be_visible()
        wear(page, "родитель")
        page.get_by_role("link", name=re.compile("^Дневник")).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Дневник")
        page.goto("/directory")
        page.get_by_label("Фамилия или предмет").fill("физика")
        page.get_by_role("button", name="Найти").click()
        expect(page.get_by_role("rowheader").first).to_be_visible()
        wear(page, "учитель")  # the account comes back to the hat it wore last


def test_the_contrast_version_without_javascript_and_login(browser: Browser, school: School) -> None:
    with opened(browser, school, java_script_enabled=False) as page:
        page.goto("/login")
        page.get_by_role("button", name="Версия для слабовидящих").click()
        expect(page.locator("html")).to_have_attribute("data-vi", "bw")
        page.get_by_role("button", name="Белый на чёрном").click()
        expect(page.locator("html")).to_have_attribute("data-vi", "wb")
        page.get_by_role("button", name="Обычная версия").click()
        expect(page.locator("html")).not_to_have_attribute("data-vi", re.compile(".+"))
        page.get_by_role("button", name="English").click()
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
