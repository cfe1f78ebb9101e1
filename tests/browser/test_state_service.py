"""A newcomer presses "Войти через Госуслуги" in a demo, chooses a person, and is in as that person."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.axe import violations
from tests.browser.school import School


@pytest.mark.parametrize("with_javascript", [True, False])
def test_a_mother_of_two_enters_by_the_state_service(
    browser: Browser, school: School, with_javascript: bool
) -> None:
    page = browser.new_context(java_script_enabled=with_javascript, locale="ru-RU").new_page()
    page.goto(f"{school.address}/login")
    page.get_by_text("Войти через Госуслуги").click()
    expect(page.get_by_role("heading", name="Кто входит?")).to_be_visible(timeout=30_000)
    assert not page.url.startswith(school.address)
    assert not with_javascript or violations(page) == []
    page.get_by_role("button", name=re.compile("логин parent")).click()
    page.wait_for_url(f"{school.address}/", timeout=30_000)
    expect(page.get_by_text(re.compile("Воробьёва")).first).to_be_attached()
    page.context.close()


def test_a_child_under_14_is_told_how_to_enter(browser: Browser, school: School) -> None:
    page = browser.new_context(locale="ru-RU").new_page()
    page.goto(f"{school.address}/login")
    page.get_by_text("Войти через Госуслуги").click()
    page.get_by_role("button", name=re.compile("ребёнок до 14 лет")).first.click()
    expect(page.get_by_text("Так входят ученики с 14 лет.")).to_be_visible(timeout=30_000)
    page.get_by_role("link", name=re.compile("Войти иначе")).click()
    page.wait_for_url(f"{school.address}/login*")
    page.context.close()
