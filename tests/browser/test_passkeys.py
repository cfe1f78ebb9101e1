"""Second steps in a real browser: a passkey of a virtual authenticator, the demo's admin2 with codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import look, violations
from tests.browser.desk import PASSWORD, PHONE, Watch, be_inside, opened, press, sign_in, too_wide
from tests.browser.school import School

LOGIN_AGAIN = re.compile("/login$")


@contextmanager
def by_name(browser: Browser, school: School) -> Iterator[Page]:
    """A browser at http://localhost (a passkey belongs to a name), with a key that knows its owner."""
    context = browser.new_context(base_url=f"http://localhost:{school.port}", locale="ru-RU")
    context.set_default_timeout(15_000)
    page = context.new_page()
    watch = Watch(page)
    wire = context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    checked = {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": options | checked})
    yield page
    context.close()
    assert watch.said == [], watch.said


def leave(page: Page) -> None:
    """Sign out from the menu."""
    page.locator("details.who > summary").click()
    press(page.locator("details.who"), "Выйти")
    page.wait_for_url(LOGIN_AGAIN)


def test_a_passkey_is_made_and_lets_in_alone(browser: Browser, school: School) -> None:
    with by_name(browser, school) as page:
        sign_in(page, "teacher2")
        page.goto("/profile/factors")
        page.get_by_role("link", name="Добавить").click()
        press(page, "Создать ключ доступа")
        expect(page.get_by_role("heading", level=1)).to_have_text("Запасные коды")
        expect(page.locator(".codes code")).to_have_count(10)
        page.get_by_role("link", name="Сохранил, дальше").click()
        expect(page.get_by_text("Не потрачено кодов: 10")).to_be_visible()
        leave(page)
        press(page, "Войти по ключу доступа")
        be_inside(page)
        leave(page)
        page.get_by_label("Логин").fill("teacher2")
        page.get_by_label("Пароль", exact=True).fill(PASSWORD)
        press(page, "Войти")
        press(page, "Показать ключ доступа")
        be_inside(page)
        page.goto("/login/again?next=/profile/factors")
        press(page, "Показать ключ доступа")
        expect(page).to_have_url(re.compile("/profile/factors$"))
        page.get_by_role("button", name=re.compile("^Убрать")).click()
        expect(page.get_by_text("Пока ничем, кроме пароля")).to_be_visible()


def test_without_a_key_the_page_says_so(browser: Browser, school: School) -> None:
    with opened(browser, school) as page:  # by number: a passkey cannot belong to it
        page.goto("/login")
        expect(page.get_by_role("button", name="Войти", exact=True)).to_be_visible()
        expect(page.get_by_role("button", name="Войти по ключу доступа")).to_be_hidden()


def code_of(school: School) -> str:
    """What admin2's telephone shows."""
    return school.intranet("user", "code", "admin2").strip()


def test_the_second_administrator_types_a_code(browser: Browser, school: School) -> None:
    with opened(browser, school, java_script_enabled=False) as page:
        page.goto("/login")
        page.get_by_label("Логин").fill("admin2")
        page.get_by_label("Пароль", exact=True).fill(PASSWORD)
        press(page, "Войти")
        expect(page.get_by_role("heading", level=2)).to_have_text("Второй шаг входа")
        page.get_by_label("Код из приложения").fill("000000")
        press(page, "Войти")
        expect(page.get_by_text("Код не подошёл")).to_be_visible()
        page.get_by_label("Код из приложения").fill(code_of(school))
        press(page, "Войти")
        page.goto("/profile/factors")
        expect(page.get_by_text("Приложение с кодами", exact=True)).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_fit_and_read_well(browser: Browser, school: School, theme: str) -> None:
    with opened(browser, school) as page:
        look(page, theme=theme)
        page.goto("/login")
        page.get_by_label("Логин").fill("admin2")
        page.get_by_label("Пароль", exact=True).fill(PASSWORD)
        press(page, "Войти")
        assert too_wide(page) == [] and violations(page) == []
        sign_in(page, "director")
        page.goto("/profile/factors/new")
        press(page, "Подключить приложение")
        expect(page.locator("svg.qr")).to_be_visible()
        page.set_viewport_size(PHONE)
        for path in ("/profile/factors/app", "/profile/factors/new", "/profile/factors", "/login/again"):
            page.goto(path)
            assert too_wide(page) == [] and violations(page) == [], path
