"""A school without a file: the secretary makes a class, a pupil, a family by hand, and they walk in."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.browser.desk import PHONE, fill, opened, press, sheet, sign_in, too_wide
from tests.browser.office import add_classes
from tests.browser.school import School
from tests.browser.story import Story

PUPIL, MOTHER = "Ким Анна Игоревна", "Ким Ольга Сергеевна"
GIRL = {"surname": "Ким", "name": "Анна", "patronymic": "Игоревна", "born": "2014-03-05"}
NAMESAKE = GIRL | {"born": ""}  # of another birthday nobody would be asked
WOMAN = {
    "name": "Ольга", "patronymic": "Сергеевна", "phone": "8 912 345-67-89", "email": "Kim@Example.com",
    "basis": "свидетельство о рождении II-МЮ 123456",
}  # fmt: skip
GRANDMOTHER = {"name": "Ли Тамара Павловна", "relation": "бабушка", "phone": "+7 900 111-22-33"}


@pytest.fixture(scope="module")
def story(browser: Browser, empty: School) -> Story:
    return Story(browser, empty)


def new_pupil(page: Page, card: dict[str, str]) -> None:
    page.goto("/office/people")
    page.get_by_role("link", name="Новый ученик").click()
    fill(page, **card)
    page.get_by_label("женский").check()
    press(page, "Завести карточку")


def enrol(page: Page, school_class: str) -> None:
    """The order, looked at before it is written."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Зачисление")
    fill(page, school_class=school_class, since="2026-11-19", order_number="45-у", order_date="2026-11-18")
    press(page, "Проверить, что он затронет")
    expect(page.get_by_text("Записей в журналах приказ не затрагивает")).to_be_visible()
    assert violations(page) == []
    press(page, "Записать приказ")
    expect(page.get_by_role("heading", level=1)).to_have_text(PUPIL)


def open_card(page: Page, name: str) -> None:
    page.goto(f"/office/people?q={name}")
    page.get_by_role("link", name=name).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def print_slip(page: Page, story: Story) -> None:
    """From the card to the paper."""
    page.get_by_role("link", name="Листок для входа").click()
    press(page, "Выдать листок")
    expect(page.locator(".slip")).to_have_count(1)
    page.evaluate("window.print = () => { window.printed = true }")
    press(page, "Печать")
    assert page.evaluate("window.printed")
    story.slips.read(page)


def test_a_namesake_is_asked_about_once(story: Story) -> None:
    with opened(story.browser, story.school) as page:
        sign_in(page, "secretary")
        add_classes(page, "6В")
        new_pupil(page, GIRL)
        enrol(page, "6В")
        expect(sheet(page, "Учёба")).to_contain_text("приказ № 45-у")
        new_pupil(page, NAMESAKE)
        warning = page.get_by_role("alert").filter(has_text="Такой человек уже есть")
        expect(warning.get_by_role("link", name=PUPIL)).to_be_visible()
        assert violations(page) == []
        warning.get_by_label("Это другой человек: завести новую карточку").check()
        press(page, "Завести карточку")
        expect(page.get_by_role("heading", level=1)).to_have_text("Зачисление")


def test_the_family_is_added_on_the_card(story: Story) -> None:
    with opened(story.browser, story.school) as page:
        sign_in(page, "secretary")
        page.goto("/office/classes")
        page.get_by_role("link", name="6В", exact=True).click()
        page.get_by_role("link", name=PUPIL, exact=True).click()
        family = sheet(page, "Представители")
        expect(family).to_contain_text("дневник ребёнка никто из семьи не видит")
        family.get_by_role("link", name="Добавить").click()
        new = sheet(page, "Человека ещё нет в школе")
        expect(new.get_by_label("Фамилия")).to_have_value("Ким")
        fill(new, kind="мать", **WOMAN)
        press(new, "Завести и записать представителем")
        expect(family).to_contain_text("видит дневник")
        expect(family).to_contain_text(WOMAN["basis"])
        contacts = sheet(page, "Кому звонить, если что-то случилось")
        contacts.get_by_role("link", name="Добавить").click()
        fill(page.locator("main"), **GRANDMOTHER)
        press(page, "Записать")
        expect(contacts).to_contain_text("Ли Тамара Павловна, бабушка: +79001112233")
        consents = sheet(page, "Согласия")
        expect(consents).to_contain_text("нигде не публикуются")
        consents.get_by_role("link", name="Записать").click()
        fill(page.locator("main"), kind="фотографии и видео", document="заявление от 19.11.2026, дело 6В")
        expect(page.get_by_label("Кто подписал").locator("option:checked")).to_contain_text("Ким Ольга")
        press(page, "Записать")
        expect(consents).to_contain_text("фотографии и видео")
        assert violations(page) == []
        assert too_wide(page) == []


def test_both_walk_in_by_their_slips(story: Story) -> None:
    with opened(story.browser, story.school) as page:
        sign_in(page, "secretary")
        page.goto("/office/classes")
        page.get_by_role("link", name="6В", exact=True).click()
        page.get_by_role("link", name=PUPIL, exact=True).click()
        print_slip(page, story)
        open_card(page, MOTHER)
        print_slip(page, story)
    with story.somebody(PUPIL) as page:
        page.goto("/diary")
        expect(page.get_by_role("heading", level=1)).to_have_text("Дневник")
    with story.somebody(MOTHER, viewport=PHONE) as page:
        page.goto("/diary")
        expect(page.locator(".head__t p")).to_contain_text("Ким Анна, 6В")
        assert too_wide(page) == []
