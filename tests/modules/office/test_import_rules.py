"""Rules of imports that the samples do not show: matching, what is never overwritten, questions, safety."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from intranet.kit import crypto
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from modules.office.lists.reading import ListKind
from modules.office.planning.outcome import Plan
from modules.office.planning.timetable import Wishes
from modules.office.service.imports.imports import import_list
from tests.modules.office.imported_school import ORDER, actor, found_sample_school, imported, imported_text
from tests.samples import CANONICAL, sample

pytestmark = pytest.mark.usefixtures("db")
PUPILS = "Фамилия;Имя;Отчество;Пол;Дата рождения;Класс;СНИЛС;Внешний ID;Телефон;Подгруппа англ."
PARENTS = "ФИО ребёнка;Класс;Фамилия;Имя;Отчество;Степень родства;Телефон;E-mail;СНИЛС;Законный представитель"
STAFF = "Фамилия;Имя;Отчество;Должность;Предметы;Кл. руководство;Телефон;Табельный номер"
LOAD = "Учитель;Предмет;Класс;Подгруппа;Часов в неделю"
WEEK = "День недели;№ урока;Класс;Предмет;Учитель;Кабинет;Группа;Неделя"


def counts(plan: Plan) -> tuple[int, int, int]:
    return plan.counts.created, plan.counts.changed, plan.counts.unchanged


def kinds(plan: Plan) -> list[tuple[str | None, str]]:
    return [(error.column, error.kind.value) for error in plan.found.errors]


async def test_a_teacher_who_is_a_parent_is_one_person() -> None:
    await found_sample_school(*ORDER[:3])
    people = await DB.value("select count(*) from person")
    leader = next(one for one in CANONICAL["staff"] if one["classTeacherOf"] == "7Б")
    child = next(one for one in CANONICAL["students"] if one["class"] == "5А")
    row = (
        f"{child['surname']} {child['name']} {child['patronymic']};5А;{leader['surname']};{leader['name']};"
        f"{leader['patronymic']};иной (тётя);{leader['phone']};;;да"
    )
    assert counts(await imported_text("parents", PARENTS, row)) == (1, 0, 0)
    assert counts(await imported_text("parents", PARENTS, row)) == (0, 0, 1)
    assert await DB.value("select count(*) from person") == people
    both = """select count(*) from guardianship g join staff_post s on s.person = g.guardian
        where g.is_legal and g.basis = 'тётя'"""
    assert await DB.value(both) == 1


async def test_pupils_are_matched_by_code_then_snils_then_name_and_birth_date() -> None:
    await found_sample_school()
    first = "Ёлкина;Анна;;ж;01.02.2013;7Б;112-233-445 95;К-1;;1"
    assert counts(await imported_text("students", PUPILS, first)) == (1, 0, 0)
    by_name = "Елкина;Анна;;ж;01.02.2013;7Б;;;;"
    by_snils = "Ёлкина;Анна;Петровна;ж;01.02.2013;7Б;11223344595;;;"
    by_code = "Берёзова;Анна;Петровна;ж;01.02.2013;7Б;;к-1;89751200001;"
    assert counts(await imported_text("students", PUPILS, by_name)) == (0, 0, 1)
    assert counts(await imported_text("students", PUPILS, by_snils)) == (0, 1, 0)
    assert counts(await imported_text("students", PUPILS, by_code)) == (0, 1, 0)
    row = await DB.record("select surname, name, patronymic, phone, snils_print from person")
    assert list(row[:4]) == ["Берёзова", "Анна", "Петровна", "+79751200001"]
    assert row[4] == crypto.fingerprint("112-233-445 95")


async def test_nobody_is_overwritten_by_anothers_code() -> None:
    await found_sample_school()
    await imported_text("students", PUPILS, "Ким;Ян;;м;01.02.2013;7Б;112-233-445 95;К-1;;")
    code = await imported_text("students", PUPILS, "Лось;Пётр;;м;03.02.2013;7Б;;К-1;;")
    snils = await imported_text("students", PUPILS, "Лось;Пётр;;м;03.02.2013;7Б;112-233-445 95;;;")
    assert kinds(code) == [("Внешний ID", "duplicate_external_id")]
    assert kinds(snils) == [("СНИЛС", "bad_snils")]
    assert "Ким Ян" in snils.found.errors[0].message
    assert await DB.rows(str, "select surname from person") == ["Ким"]


async def test_another_class_and_another_half_are_moves() -> None:
    await found_sample_school()
    await imported_text("students", PUPILS, "Ким;Ян;;м;01.02.2013;7Б;;К-1;;1")
    assert counts(await imported_text("students", PUPILS, "Ким;Ян;;м;01.02.2013;7Б;;К-1;;2")) == (0, 1, 0)
    moved = await imported_text("students", PUPILS, "Ким;Ян;;м;01.02.2013;5А;;К-1;;1")
    assert counts(moved) == (0, 1, 0)
    now = """select c.grade_level || c.letter || g.name from group_membership m
        join study_group g on g.id = m.study_group join school_class c on c.id = g.school_class
        where m.until is null order by m.is_roster desc"""
    assert await DB.rows(str, now) == ["5А", "5Аангл. 1"]


async def test_blank_cells_wipe_nothing_and_a_phone_may_change() -> None:
    await found_sample_school()
    await imported_text("students", PUPILS, "Ким;Ян;;м;01.02.2013;7Б;;;;")
    row = "Ким Ян;7Б;Ким;Юн;;отец;89751200001;kim@example.com;112-233-445 95;нет"
    blank = "Ким Ян;7Б;Ким;Юн;;отец;;;;"
    phone = "Ким Ян;7Б;Ким;Юн;;отец;89751200002;;;"
    assert counts(await imported_text("parents", PARENTS, row)) == (1, 0, 0)
    assert counts(await imported_text("parents", PARENTS, blank)) == (0, 0, 1)
    assert counts(await imported_text("parents", PARENTS, phone)) == (0, 1, 0)
    told = await DB.record(
        """select p.phone, p.email, p.snils_print is not null, g.is_legal from person p
           join guardianship g on g.guardian = p.id"""
    )
    assert list(told) == ["+79751200002", "kim@example.com", True, False]


async def test_import_grants_no_hat() -> None:
    await found_sample_school()
    plan = await imported_text(
        "staff", STAFF, "Ли;Анна;;Директор;;;89751200001;1", "Ли;Олег;;Администратор;;;;2"
    )
    assert counts(plan) == (2, 0, 0)
    assert await DB.value("select count(*) from granted_hat") == 0


async def test_staff_without_codes_are_not_doubled() -> None:
    await found_sample_school()
    row = "Ли;Анна;;Учитель;Музыка;7Б;;"
    assert counts(await imported_text("staff", STAFF, row)) == (1, 0, 0)
    assert counts(await imported_text("staff", STAFF, row)) == (0, 0, 1)
    assert counts(await imported_text("staff", STAFF, "Ли;Анна;;Завуч;;;;")) == (0, 1, 0)
    assert await DB.rows(str, "select title from staff_post where until is null") == ["Завуч"]
    two = await imported_text("staff", STAFF, "Ли;Ян;;Учитель;;5А;;", "Ли;Лу;;Учитель;;5А;;")
    assert kinds(two) == [("Кл. руководство", "bad_value")]


async def test_unknown_subjects_and_rooms_are_questions_and_answers_are_remembered() -> None:
    await found_sample_school()
    await imported_text("staff", STAFF, "Ли;Анна;;Учитель;;;;")
    lines = (LOAD, "Ли А.;Музычка;7Б;;1", "Ли А.;Астрономия;7Б;;1")
    asked = await imported_text("load", *lines, is_dry=True)
    assert [(one.kind, one.text, one.given) for one in asked.questions] == [
        ("subject", "Музычка", "new"), ("subject", "Астрономия", "new"),
    ]  # fmt: skip
    assert asked.questions[0].choices[0][1] == "Музыка"
    answers = {"subject:музычка": asked.questions[0].choices[0][0]}
    content = "\n".join(lines).encode()
    await import_list(actor(), ListKind.LOAD, "load.csv", content, Wishes(answers))
    names = "select s.name from journal j join subject s on s.id = j.subject order by s.name"
    assert await DB.rows(str, names) == ["Астрономия", "Музыка"]
    again = await imported_text("load", *lines)
    assert (counts(again), again.questions) == ((0, 0, 2), [])
    strict = await import_list(
        actor(), ListKind.LOAD, "x.csv", f"{LOAD}\nЛи А.;Логика;7Б;;1".encode(), Wishes(is_strict=True)
    )
    assert kinds(strict) == [("Предмет", "bad_value")]


async def test_the_load_changes_hours_and_knows_its_groups() -> None:
    await found_sample_school(*ORDER[:4])
    line = "Ким А.С.;Иностранный язык (английский);7Б;англ. 2;{}"
    assert counts(await imported_text("load", LOAD, line.format("2,5"))) == (0, 1, 0)
    wrong = await imported_text("load", LOAD, "Ким А.С.;Музыка;7Б;нем. 1;1", "Ким Ю.;Музыка;7Б;;1")
    assert kinds(wrong) == [("Подгруппа", "unknown_group"), ("Учитель", "unknown_teacher")]
    assert "англ. 1" in wrong.found.errors[0].message


async def test_a_timetable_from_a_later_day_is_a_new_version() -> None:
    await found_sample_school(*ORDER)
    later = await imported_text(
        "timetable", "Расписание с 05.10.2026", WEEK, "Пн;1;7Б;Музыка;Малышева Г.П.;112;;"
    )
    assert (later.counts.created, later.counts.gone) == (1, 108)
    versions = await DB.rows(
        str, "select since::text || ' ' || coalesce(until::text, '') from timetable_version"
    )
    assert sorted(versions) == ["2026-09-01 2026-10-04", "2026-10-05 "]
    assert (
        await DB.value("select count(*) from lesson where on_date between '2026-10-05' and '2026-10-09'") == 1
    )
    with pytest.raises(DomainError, match="вне учебного года"):
        await imported_text(
            "timetable", "Расписание с 05.07.2026", WEEK, "Пн;1;7Б;Музыка;Малышева Г.П.;112;;"
        )


async def test_a_timetable_without_load_gives_its_teachers_their_journals() -> None:
    await found_sample_school(*ORDER[:3])
    plan = await imported_text(
        "timetable", WEEK, "Пн;1;7Б;Музыка;Малышева Г.П.;112;;А", "Вт;1;7Б;Музыка;Малышева Г.П.;;;"
    )
    assert counts(plan) == (2, 0, 0)
    assert await DB.rows(int, "select hours_quarters from assignment") == [6]


async def test_a_lone_line_of_two_groups_in_a_grid_is_a_question() -> None:
    await found_sample_school(*ORDER[:4])
    await imported_text("load", LOAD, "Ким А.С.;Иностранный язык (английский);7Б;англ. 1;1")
    grid = "День;Урок;7Б\nПн;1;Английский язык/Ким А.С./206".encode()
    plan = await import_list(actor(), ListKind.TIMETABLE, "grid.csv", grid, Wishes(), is_dry=True)
    assert kinds(plan) == [("7Б", "unknown_group")]
    question = next(one for one in plan.questions if one.kind == "group")
    group = next(value for value, words in question.choices if words == "англ. 1")
    plan = await import_list(actor(), ListKind.TIMETABLE, "grid.csv", grid, Wishes({question.name: group}))
    assert counts(plan) == (1, 0, 0)


async def test_a_failing_write_leaves_nothing(superuser: asyncpg.Connection) -> None:
    await found_sample_school()
    await superuser.execute("alter table guardianship add constraint no_mothers check (kind <> 'mother')")
    try:
        with pytest.raises(asyncpg.CheckViolationError):
            await imported("students.xlsx")
    finally:
        await superuser.execute("alter table guardianship drop constraint no_mothers")
    for table in ("person", "enrolment", "guardianship", "external_id", "import_batch"):
        assert await DB.value(f"select count(*) from {table}") == 0
    assert counts(await imported("students.xlsx")) == (70, 0, 0)


async def test_an_import_without_a_year_says_so() -> None:
    with pytest.raises(DomainError, match="учебный год"):
        await imported("students.xlsx")


async def test_two_imports_at_once_make_nobody_twice() -> None:
    await found_sample_school()
    plans = await asyncio.gather(imported("students.xlsx"), imported("students.xlsx"))
    assert sorted(counts(plan) for plan in plans) == [(0, 0, 70), (70, 0, 0)]


async def test_progress_is_seen_while_nothing_is_written_yet() -> None:
    await found_sample_school()
    seen: list[tuple[int, int]] = []

    async def tell(done: int, total: int) -> None:
        seen.append((done, total))

    content = sample("students.xlsx")
    await import_list(actor(), ListKind.STUDENTS, "students.xlsx", content, Wishes(), tell=tell)
    assert [total for _done, total in seen] == [70] * len(seen)
    assert [done for done, _total in seen] == sorted({done for done, _total in seen})
    assert len(seen) > 3
    assert seen[-1] == (70, 70)
