"""The deputy head's and the secretary's changes in a running school: shown before, done, taken back."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.desk import fill, opened, press, sheet, sign_in, too_wide
from tests.browser.office import check_list, write_list
from tests.browser.school import School

GROUPS = ("чтение 1", "чтение 2")
SUCCESSOR = "Абрамова Наталья Юрьевна"
MOVED_SINCE = "2026-11-10"
MOVED_MARK = re.compile(r" отметка 8Б, \d\d\.11, .* в 8А, \d\d\.11, ")
NEW_PUPIL = "Шаповалова Яна Егоровна"
LIST = "Фамилия;Имя;Отчество;Пол;Дата рождения;Класс\nШаповалова;Яна;Егоровна;ж;12.04.2012;8Б\n"


def take_back(page: Page, what: str) -> None:
    """A change of the school, from the list of the last ones."""
    page.goto("/office/changes")
    page.get_by_role("button", name=re.compile(rf"^Отменить\s*: {what}")).first.click()
    expect(page.get_by_text("Изменение отменено.")).to_be_visible()


def agree(page: Page, button: str) -> None:
    """What it does to lessons is shown; the same button once more does it."""
    press(page, button)
    touched = page.get_by_role("alert").filter(has_text="Это затронет уроки:")
    expect(touched).to_be_visible(timeout=15_000)
    assert violations(page) == []
    press(page, button)
    expect(page.get_by_text("Записано.")).to_be_visible()


def class_id(page: Page, name: str) -> str:
    page.goto("/office/classes")
    link = page.get_by_role("link", name=name, exact=True).get_attribute("href") or ""
    return link.rsplit("/", 1)[1]


def test_a_class_is_divided_by_keyboard_and_gets_its_teachers(browser: Browser, school: School) -> None:
    with opened(browser, school) as page:
        sign_in(page, "headteacher")
        number = class_id(page, "7А")
        page.goto(f"/office/classes/{number}/groups")
        fill(page, names=", ".join(GROUPS))
        press(page, "Разделить")
        rows = page.locator("main tbody tr")
        expect(sheet_of_division(page)).to_contain_text("Ни в одной группе")
        pupils = rows.count()
        rows.first.locator("input:checked").focus()
        for n in range(pupils):
            for _ in range(1 + n % 2):  # round the corner to the first group, on to the second
                page.keyboard.press("ArrowRight")
            page.keyboard.press("Tab")
        press(page, "Записать подгруппы")
        expect(page.get_by_text("Записано.")).to_be_visible()
        each = [str(pupils - pupils // 2), str(pupils // 2), "0"]
        expect(page.locator("main tfoot td")).to_have_text(each)
        page.goto(f"/office/load?school_class={number}")
        for group, teacher in zip(GROUPS, ("Карпова Галина Вадимовна", SUCCESSOR), strict=True):
            fill(
                sheet(page, "Назначить учителя"), group=f"{group}, 7А", subject="Литературное чтение",
                teacher=teacher, hours="1", since="2026-11-19",
            )  # fmt: skip
            press(page, "Назначить")
            row = page.get_by_role("row", name=re.compile(f"7А, {group} {teacher.split()[0]}"))
            expect(row).to_be_visible()


def sheet_of_division(page: Page) -> Locator:
    return page.locator("form.sheet", has=page.get_by_role("heading", name=" / ".join(GROUPS)))


def test_a_successor_takes_a_journal_over_and_gives_it_back(browser: Browser, school: School) -> None:
    with opened(browser, school) as page:
        sign_in(page, "headteacher")
        number = class_id(page, "8Б")
        page.goto("/office/load/teachers")
        page.get_by_role("link", name="Карпова Галина Вадимовна").click()
        form = sheet(page, "Передать журналы")
        for box in form.get_by_role("checkbox").all():
            box.uncheck()
        form.get_by_label("Литература, 8Б").check()
        fill(form, successor=SUCCESSOR, since="2026-11-23")
        agree(page, "Передать")
        page.goto(f"/office/load?school_class={number}")
        literature = page.get_by_role("row", name=re.compile("^Литература 8Б"))
        expect(literature).to_have_count(2)
        expect(literature.filter(has_text="Карпова")).to_contain_text("22.11")
        expect(literature.filter(has_text="Абрамова")).to_contain_text("23.11")
        page.goto(f"/timetable?class={number}&week=2026-11-23")
        lesson = page.get_by_role("row", name=re.compile("Литература"))
        expect(lesson.first).to_contain_text("Абрамова")
        take_back(page, "Журналы переданы другому учителю")
        page.goto(f"/timetable?class={number}&week=2026-11-23")
        expect(lesson.first).to_contain_text("Карпова")


def test_a_special_day_shows_what_becomes_of_lessons(browser: Browser, school: School) -> None:
    with opened(browser, school) as page:
        sign_in(page, "headteacher")
        number = class_id(page, "8Б")
        timetable = f"/timetable?class={number}&week=2026-11-23"
        page.goto(timetable)
        lessons = page.get_by_role("row").count()
        page.goto("/office/calendar")
        fill(
            sheet(page, "Добавить дни"), kind="уроков нет (карантин, выборы, мороз)", title="Карантин",
            begins="2026-11-26", scope="8Б",
        )  # fmt: skip
        agree(page, "Добавить дни")
        page.goto(timetable)
        expect(page.get_by_text("Карантин")).to_be_visible()
        assert page.get_by_role("row").count() < lessons
        take_back(page, "Добавлены особые дни")
        page.goto(timetable)
        expect(page.get_by_role("row")).to_have_count(lessons)


def row_in_journal(page: Page, subject: str, school_class: str) -> Locator:
    """The pupil's row in a journal of a class, as the head teacher reads it."""
    page.goto(f"/journal?school_class={class_id(page, school_class)}")
    page.get_by_role("link", name=subject, exact=True).first.click()
    page.locator("#jgrid").wait_for()
    return page.locator("#jgrid tbody tr", has_text="Воробьёва Дарья")


def family_marks(page: Page) -> dict[str, list[str]]:
    """Every mark of the term by subject, as the parent reads them, without the days of their lessons."""
    page.goto("/diary/marks")
    page.get_by_role("navigation", name="Чей дневник").get_by_role("link", name="Воробьёва Дарья").click()
    page.locator(".head__t p", has_text="Воробьёва Дарья").wait_for()
    found = {}
    for row in page.locator("main tbody tr").all():
        texts = ["".join(text.split()) for text in row.locator(".mark").all_inner_texts()]
        marks = [re.sub(r",\d\d\.\d\d.*", "", text) for text in texts]
        found[row.get_by_role("rowheader").inner_text()] = sorted(marks)
    return found


def test_a_backdated_move_takes_the_marks_along_and_back(browser: Browser, school: School) -> None:
    with (
        opened(browser, school) as parent,
        opened(browser, school) as deputy,
        opened(browser, school) as page,
    ):
        sign_in(parent, "parent")
        sign_in(deputy, "headteacher")
        sign_in(page, "secretary")
        before = family_marks(parent)
        page.goto("/office/people?q=Воробьёва Дарья")
        page.get_by_role("link", name="Воробьёва Дарья").first.click()
        page.get_by_role("link", name="Перевести в другой класс").click()
        fill(page, school_class="8А", since=MOVED_SINCE, order_number="101", order_date="2026-11-18")
        press(page, "Проверить, что он затронет")
        touched = sheet(page, "Что затронет приказ")
        mark = touched.get_by_role("row", name=MOVED_MARK).first
        subject = mark.get_by_role("rowheader").inner_text().split("\n")[0]
        assert violations(page) == []
        press(page, "Записать приказ")
        school_part = sheet(page, "Учёба")
        expect(school_part).to_contain_text("8Б → 8А, приказ № 101")
        old = row_in_journal(deputy, subject, "8Б")
        expect(old).to_have_class(re.compile("gone"))
        expect(old).to_contain_text("переведена в 8А, приказ № 101")
        new = row_in_journal(deputy, subject, "8А")
        expect(new.locator("td.c", has_text=re.compile(r"^\d"))).not_to_have_count(0)
        after = family_marks(parent)
        expect(parent.locator(".head__t p")).to_contain_text("8А")
        assert after == before
        page.get_by_role("button", name=re.compile(r"^Отменить\s*: ")).first.click()
        expect(school_part.locator("s")).to_contain_text("приказ № 101")
        expect(row_in_journal(deputy, subject, "8Б")).not_to_have_class(re.compile("gone"))
        expect(row_in_journal(deputy, subject, "8А")).to_have_count(0)
        assert family_marks(parent) == before


def load_list(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text(LIST, encoding="utf-8-sig")
    assert check_list(page, "students", file)[0] == 1
    write_list(page)


def test_an_import_is_undone_until_something_hangs_on_it(
    browser: Browser, school: School, tmp_path: Path
) -> None:
    with opened(browser, school) as page, opened(browser, school) as teacher:
        sign_in(page, "secretary")
        load_list(page, tmp_path)
        press(page, "Отменить загрузку")
        expect(page.get_by_text(re.compile("^Загрузка отменена"))).to_be_visible()
        page.goto(f"/office/people?q={NEW_PUPIL}")
        expect(page.get_by_text("Никого не нашли")).to_be_visible()
        load_list(page, tmp_path)
        sign_in(teacher, "teacher")
        teacher.goto("/journal")
        teacher.get_by_role("link", name=re.compile("^Алгебра")).first.click()
        teacher.locator("#jgrid").wait_for()
        cell = teacher.locator("#jgrid tbody tr", has_text="Шаповалова Яна").locator("td.c:not(.future)").last
        cell.click()
        teacher.keyboard.press("5")
        expect(teacher.locator("#jstate")).to_contain_text("Всё сохранено")
        press(page, "Отменить загрузку")
        why = sheet(page, "Что мешает отменить загрузку")
        expect(why.get_by_role("row", name=re.compile("Шаповалова"))).to_contain_text(re.compile("отмет"))
        assert violations(page) == []
        assert too_wide(page) == []
