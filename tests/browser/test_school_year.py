"""The journey of a new school: its lists in, a lesson recorded, a diary read, by the imported people."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.desk import DESKTOP, PHONE, opened, sign_in, wear
from tests.browser.office import add_classes, check_list, print_slips, write_list
from tests.browser.school import School
from tests.browser.story import Story, lesson_today, open_lesson, row_of
from tests.samples import FOLDER

KOTOV, SUBSTITUTE = "Котов Алексей Николаевич", "Щербакова Людмила Ивановна"
PUPIL, MOTHER = "Давыдов Роман Андреевич", "Захарова Алёна Николаевна"
STRANGER = "Волкова Ирина Ильинична"
OWN_ROW = """Ученик;Класс;Степень родства;Фамилия;Имя;Отчество;Телефон
Белов Семён Николаевич;5А;опекун;Котов;Алексей;Николаевич;+7 975 120-48-18
"""
# what a list is, its file, how its dry run counts: new, changed, left alone, refused
LISTS = (
    ("students", "students.xlsx", (70, 0, 0, 0)),
    ("parents", "parents.xlsx", (2, 75, 19, 0)),
    ("staff", "staff.xlsx", (14, 0, 0, 0)),
    ("load", "load.csv", (51, 0, 0, 0)),
    ("timetable", "timetable.csv", (108, 0, 0, 0)),
)
AGAIN = (
    "students.xlsx",
    "students-biff.xls",
    "parents.xlsx",
    "staff.xlsx",
    "load.csv",
    "timetable-grid.xlsx",
)
SINCE = "2026-09-01"


@pytest.fixture(scope="module")
def story(browser: Browser, empty: School) -> Story:
    return Story(browser, empty)


def see_refusals(page: Page) -> None:
    """A file that is no table, then rows that may not be: the reasons, and nothing is written."""
    page.goto("/office/import?kind=students")
    page.locator("input[type=file]").set_input_files(FOLDER / "bad/renamed-exe.xlsx")
    page.get_by_role("button", name="Проверить файл").click()
    expect(page.locator("#file-err")).to_contain_text("не таблица")
    assert check_list(page, "students", "bad/students-duplicate.xlsx") == (4, 0, 0, 3)
    rows = page.locator("section", has=page.get_by_role("heading", name="Строки с ошибками"))
    expect(rows.get_by_role("row").nth(1)).to_contain_text("Внешний ID")
    page.goto("/office/classes")
    expect(page.get_by_role("row", name=re.compile("^5А"))).to_contain_text("0")


def test_the_secretary_fills_the_school(story: Story, tmp_path: Path) -> None:
    with opened(story.browser, story.school) as page:
        sign_in(page, "secretary")
        add_classes(page, "5А 7Б 10А")
        see_refusals(page)
        for kind, file, counts in LISTS:
            assert check_list(page, kind, file, SINCE if kind == "timetable" else "") == counts, file
            if kind == "timetable":
                expect(page.get_by_role("heading", name="Вопросы")).to_be_visible()
            assert write_list(page)[0] == counts[0]
        for file in AGAIN:
            kind = file.split(".")[0].split("-")[0]
            found = check_list(page, kind, file, SINCE if kind == "timetable" else "")
            assert (found[0], found[1], found[3]) == (0, 0, 0), file
            expect(page.get_by_text("Записывать нечего: всё это в школе уже есть.")).to_be_visible()
        own = tmp_path / "own.csv"
        own.write_text(OWN_ROW, encoding="utf-8-sig")
        assert check_list(page, "parents", own)[3] == 0
        write_list(page)
        print_slips(page, story.slips, "сотрудники")
        print_slips(page, story.slips, "ученики класса", "7Б")
        print_slips(page, story.slips, "родители класса", "7Б")
    assert {KOTOV, SUBSTITUTE, PUPIL, MOTHER, STRANGER} <= set(story.slips.printed)
    assert len(story.slips.printed) > 14 + 24


def test_the_teacher_records_a_lesson(story: Story) -> None:
    with story.somebody(KOTOV) as page:
        lesson = lesson_today(page, "Алгебра, 7Б")
        expect(lesson).to_contain_text("нет темы")
        expect(lesson).to_contain_text("нет домашнего задания")
        open_lesson(page, "Алгебра, 7Б")
        row_of(page, "Быков Тимофей").get_by_role("radio", name="Н", exact=True).check()
        late = row_of(page, "Волков Фёдор")
        late.get_by_role("radio", name="О", exact=True).check()
        late.get_by_label("минут опоздания").fill("10")
        row_of(page, "Давыдов Роман").get_by_role("radio", name="5", exact=True).check()
        row_of(page, "Ильина Надежда").get_by_role("radio", name="3", exact=True).check()
        page.get_by_label("Тема урока").fill("Степень с натуральным показателем")
        page.get_by_label("Домашнее задание").fill("№ 228, 231")
        page.get_by_role("button", name="Сохранить урок").click()
        expect(page.get_by_text(re.compile("^Урок сохранён"))).to_be_visible()
        expect(row_of(page, "Быков Тимофей").get_by_label("Н", exact=True)).to_be_checked()
        expect(row_of(page, "Волков Фёдор").get_by_label("минут опоздания")).to_have_value("10")
        lesson_today(page, "Алгебра, 7Б")
        expect(lesson).not_to_contain_text("нет темы")
        expect(lesson).to_contain_text("отметок: 2")


def test_the_whole_journal_is_one_click_away(story: Story) -> None:
    with story.somebody(KOTOV) as page:
        open_lesson(page, "Алгебра, 7Б")
        page.get_by_role("link", name="Весь журнал").click()
        row = page.locator("#jgrid tbody tr", has_text="Давыдов Роман")
        expect(row.locator("td.c", has_text="5")).to_have_count(1)
        expect(row.locator("td.avg")).to_have_text("5,00")
        expect(page.locator("#jgrid tbody tr", has_text="Волков Фёдор")).to_contain_text("О10")
        row.locator("td.c", has_text="5").click()
        page.keyboard.press("+")
        page.keyboard.press("4")
        expect(row.locator("td.avg")).to_have_text("4,50")
        expect(page.locator("#jstate")).to_contain_text("Всё сохранено")


def test_a_substitute_and_the_teacher_meet_in_one_cell(story: Story) -> None:
    with story.somebody(KOTOV) as page:
        lesson = open_lesson(page, "Математика, 5А")
        page.get_by_role("link", name="Весь журнал").click()
        column = page.locator(f"#jgrid th.les[data-id='{lesson}']").evaluate("th => th.cellIndex")
        cell = page.locator("#jgrid tbody tr", has_text="Борисов Даниил").locator("td.c").nth(column)
        command = [sys.executable, "-m", "tests.browser.substitute"]
        subprocess.run([*command, str(story.school.data), lesson, "Щербакова"], check=True)
        with story.somebody(SUBSTITUTE) as other:
            assert open_lesson(other, "Математика, 5А") == lesson
            row_of(other, "Борисов Даниил").get_by_role("radio", name="4", exact=True).check()
            other.get_by_label("Тема урока").fill("Доли и дроби")
            other.get_by_role("button", name="Сохранить урок").click()
            expect(other.get_by_text(re.compile("^Урок сохранён"))).to_be_visible()
        cell.click()
        page.keyboard.press("2")
        expect(cell).to_have_class(re.compile("conflict"))
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="Ячейку уже изменили")
        expect(dialog).to_contain_text("Щербакова")
        dialog.get_by_role("button", name="Оставить как есть").click()
        expect(cell).to_have_text("4")


def test_term_marks_from_the_proposed_ones(story: Story) -> None:
    with story.somebody(KOTOV) as page:
        page.goto("/journal")
        page.get_by_role("link", name="Алгебра", exact=True).first.click()
        page.get_by_role("link", name="Итоговые отметки").click()
        page.get_by_role("link", name="Взять все предложенные").click()
        mark = page.get_by_label("Давыдов Роман: отметка")
        expect(mark).to_have_value("5")  # 4.5 is rounded up
        page.get_by_role("button", name="Сохранить отметки").click()
        expect(page.get_by_text("Отметки сохранены.")).to_be_visible()
        expect(page.get_by_label("Ильина Надежда: отметка")).to_have_value("3")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_pupil_reads_the_diary(story: Story, size: ViewportSize) -> None:
    with story.somebody(PUPIL, viewport=size) as page:
        page.get_by_role("navigation", name="Главное меню").get_by_role("link", name="Дневник").first.click()
        day = page.locator("section.day", has_text="Четверг, 19")
        lesson = day.get_by_role("row", name=re.compile("Алгебра"))
        expect(lesson.locator(".mark")).to_have_text([re.compile("^5"), re.compile("^4")])
        expect(lesson).to_be_visible()
        # the homework stands at the lesson it is due at
        page.get_by_role("link", name="Следующая неделя").click()
        expect(page.get_by_role("row", name=re.compile("Алгебра")).first).to_contain_text("№ 228, 231")
        page.get_by_role("link", name="Все отметки").click()
        row = page.get_by_role("row", name=re.compile("^Алгебра"))
        expect(row.locator(".c-avg")).to_have_text("4,50")
        page.get_by_role("link", name="Итоговые").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Итоговые отметки")
        row = page.get_by_role("row", name=re.compile("^Алгебра"))
        expect(row.locator(".mark")).to_have_text("5")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_mother_of_two_switches_the_child_in_one_click(story: Story) -> None:
    with story.somebody(MOTHER, viewport=PHONE) as page:
        page.goto("/diary")
        children = page.get_by_role("navigation", name="Чей дневник")
        for child, school_class in (("Давыдов Роман", "7Б"), ("Давыдов Артём", "5А")):
            children.get_by_role("link", name=child).click()
            expect(page.locator(".head__t p")).to_contain_text(f"{child}, {school_class}")
        story.artyom = page.url


def test_absence_and_being_late_stand_in_the_diary(story: Story) -> None:
    with story.somebody("Волков Фёдор Андреевич") as page:
        page.goto("/diary")
        lesson = page.locator("section.day", has_text="Четверг, 19").get_by_role(
            "row", name=re.compile("Алгебра")
        )
        expect(lesson).to_contain_text(re.compile("опозд", re.IGNORECASE))
        expect(lesson).to_contain_text("10")


def test_another_familys_parent_finds_nothing(story: Story) -> None:
    with story.somebody(STRANGER) as page:
        for path in (story.artyom, story.artyom.replace("/diary", "/diary/marks")):
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == 404
            expect(page.locator("main")).not_to_contain_text("Давыдов")


def test_the_teachers_hats_do_not_add_up(story: Story) -> None:
    with story.somebody(KOTOV) as page:
        tabs = page.get_by_role("navigation", name="Главное меню")
        page.goto("/journal")
        page.get_by_role("link", name="Алгебра", exact=True).first.click()
        page.wait_for_url(re.compile(r"/journal/\d+"))
        grid = page.url
        expect(tabs.get_by_role("link", name=re.compile("^Дневник"))).to_have_count(0)
        wear(page, "родитель")
        expect(tabs.get_by_role("link", name=re.compile("^Журнал"))).to_have_count(0)
        page.goto("/diary")
        expect(page.locator(".head__t p")).to_contain_text("Белов Семён, 5А")
        answer = page.goto(grid)
        assert answer is not None
        assert answer.status == 403
        page.get_by_role("button", name="Открыть в роли: учитель").click()
        expect(page).to_have_url(grid)
        expect(page.locator("#jgrid")).to_be_visible()


def test_two_tabs_two_hats(story: Story) -> None:
    with story.somebody(KOTOV) as page:
        wear(page, "учитель")
        open_lesson(page, "Алгебра, 7Б")
        page.get_by_label("Тема урока").fill("Написано под другой ролью")
        other = page.context.new_page()
        other.goto("/")
        wear(other, "родитель")
        with page.expect_response(lambda answer: answer.request.method == "POST") as saved:
            page.get_by_role("button", name="Сохранить урок").click()
        assert saved.value.status == 409
        expect(
            page.get_by_role("button", name="Открыть в роли: учитель").or_(page.get_by_text("роль"))
        ).not_to_have_count(0)
        wear(other, "учитель")
        open_lesson(other, "Алгебра, 7Б")
        expect(other.get_by_label("Тема урока")).to_have_value("Степень с натуральным показателем")


def test_every_change_is_in_the_chain(story: Story) -> None:
    assert "Всё цело" in story.school.intranet("journal", "verify")
