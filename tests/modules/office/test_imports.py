"""Imports of the sample school: counts, refusals, what stands in the database afterwards."""

from __future__ import annotations

from typing import Any

import pytest

from intranet.kit import crypto
from intranet.kit.db import DB
from intranet.kit.sheets import FileRefused
from intranet.school.people.names import full_name
from tests.modules.office.imported_school import (
    ORDER,
    actor,
    found_sample_school,
    imported,
)
from tests.samples import CANONICAL, EXPECTED, refused

pytestmark = pytest.mark.usefixtures("db")
FILES: dict[str, Any] = EXPECTED["files"]
GOOD = [name for name, said in FILES.items() if not name.startswith("bad/")]
BAD_ROWS = [name for name, said in FILES.items() if name.startswith("bad/") and "wholeFile" not in said]
WHOLE = [name for name, said in FILES.items() if "wholeFile" in said]


def found_errors(plan: Any) -> list[tuple[int, str | None, str]]:
    return [(error.row, error.column, error.kind.value) for error in plan.found.errors]


def is_expected(found: list[tuple[int, str | None, str]], name: str) -> bool:
    rows = FILES[name]["refusedRows"]
    kinds = [{row["kind"], *row.get("or", [])} for row in rows]
    places = [(row["row"], row["column"]) for row in rows]
    same_kind = all(one[2] in kind for one, kind in zip(found, kinds, strict=True))
    same_place = all(
        one[:2] == place or "or" in row for one, place, row in zip(found, places, rows, strict=True)
    )
    return same_kind and same_place


def needs(name: str) -> list[str]:
    return FILES[name].get("needs", [])


@pytest.mark.parametrize("name", GOOD)
async def test_good_files_are_accepted_once(name: str) -> None:
    await found_sample_school(*needs(name))
    first = await imported(name)
    expected = FILES[name]
    assert first.counts.accepted == expected["accepted"]
    assert found_errors(first) == []
    if "skippedRows" in expected:
        assert list(first.found.skipped) == expected["skippedRows"]
    second = await imported(name)
    assert (second.counts.created, second.counts.changed) == (0, 0)
    assert second.counts.unchanged == expected["accepted"]


@pytest.mark.parametrize("name", BAD_ROWS)
async def test_bad_rows_are_refused_and_the_rest_is_written(name: str) -> None:
    await found_sample_school(*needs(name))
    plan = await imported(name)
    expected = FILES[name]
    assert is_expected(found_errors(plan), name), (found_errors(plan), refused(name))
    assert (plan.counts.accepted, plan.counts.refused) == (expected["accepted"], expected["refused"])
    assert all(error.message for error in plan.found.errors)
    again = await imported(name)
    assert (again.counts.writes, again.counts.refused) == (0, expected["refused"])


@pytest.mark.parametrize("name", WHOLE)
async def test_no_list_is_refused_as_a_whole(name: str) -> None:
    await found_sample_school()
    with pytest.raises(FileRefused) as refusal:
        await imported(name)
    assert refusal.value.kind.value == FILES[name]["wholeFile"]
    assert await DB.value("select count(*) from import_batch") == 0


async def test_a_second_import_of_all_lists_changes_nothing() -> None:
    await found_sample_school(*ORDER)
    before = await picture()
    for name in (*ORDER, "students-biff.xls", "timetable-grid.xlsx", *ORDER):
        counts = (await imported(name)).counts
        assert (counts.created, counts.changed, counts.refused, counts.gone) == (0, 0, 0, 0), name
    assert await picture() == before


async def picture() -> list[Any]:
    """How many rows each table of the school holds, and what is in the people's."""
    tables = ("person", "external_id", "enrolment", "group_membership", "guardianship", "staff_post",
              "teacher_subject", "class_teacher", "study_group", "journal", "assignment", "timetable_slot",
              "timetable_version", "lesson", "subject", "room")  # fmt: skip
    rows = [
        await DB.value(f"select md5(string_agg(t::text, '|' order by t.id)) from {table} t")
        for table in tables
    ]
    return [*rows, await DB.value("select count(*) from granted_hat")]


async def test_pupils_stand_as_they_are() -> None:
    await found_sample_school("students.xlsx")
    for true in CANONICAL["students"]:
        row = await DB.record(
            """select p.surname, p.name, p.patronymic, p.sex, p.born, p.snils_sealed, p.snils_print,
                      e.since, e.order_number, e.personal_file, c.grade_level || c.letter, m.since
               from external_id x join person p on p.id = x.person join enrolment e on e.student = p.id
               join group_membership m on m.student = p.id and m.is_roster
               join study_group g on g.id = m.study_group join school_class c on c.id = g.school_class
               where x.system = 'student' and x.value = $1""",
            true["extId"],
        )
        sealed = row[5]
        assert list(row[:3]) == [true["surname"], true["name"], true["patronymic"] or ""]
        assert (row[3], row[4].isoformat()) == ({"М": "m", "Ж": "f"}[true["sex"]], true["born"])
        assert (crypto.unseal(sealed) if sealed else None) == true["snils"]
        assert row[6] == (crypto.fingerprint(true["snils"]) if true["snils"] else None)
        assert (row[7].isoformat(), row[8], row[9]) == (true["enrolled"], true["order"], true["personalFile"])
        assert row[10] == true["class"]
        assert row[11].isoformat() == max(true["enrolled"], "2026-09-01")


async def test_groups_hold_the_pupils_the_list_names() -> None:
    await found_sample_school("students.xlsx")
    rows = await DB.rows(
        str,
        """select x.value || ' ' || g.name from group_membership m join study_group g on g.id = m.study_group
           join external_id x on x.person = m.student where not m.is_roster""",
    )
    true = {
        f"{one['extId']} {value if name == 'профиль' else f'{name}. {value}'}"
        for one in CANONICAL["students"]
        for name, value in one["groups"].items()
    }
    assert set(rows) == true
    groups = await DB.rows(
        str,
        """select c.grade_level || c.letter || ' ' || g.name from study_group g
           join school_class c on c.id = g.school_class where not g.is_roster""",
    )
    assert sorted(groups) == FILES["load.csv"]["result"]["groups"]


async def test_families_stand_as_they_are() -> None:
    await found_sample_school("students.xlsx")
    expected = FILES["students.xlsx"]["result"]
    assert await DB.value("select count(distinct guardian) from guardianship") == expected["guardians"]
    assert await DB.value("select count(*) from guardianship") == expected["links"]
    await imported("parents.xlsx")
    expected = FILES["parents.xlsx"]["result"]
    assert await DB.value("select count(distinct guardian) from guardianship") == expected["guardiansTotal"]
    assert await DB.value("select count(*) from guardianship") == expected["linksTotal"]
    legal = "select count(distinct guardian) from guardianship where is_legal"
    assert await DB.value(legal) == expected["legalRepresentatives"]
    for link in CANONICAL["links"]:
        true = CANONICAL["guardians"][link["guardian"] - 1]
        row = await DB.record(
            """select p.surname, p.name, p.patronymic, p.phone, p.email, p.snils_sealed, g.kind, g.is_legal
               from guardianship g join person p on p.id = g.guardian
               join external_id x on x.person = g.child where x.value = $1 and p.name_key = $2""",
            link["child"], key_of(true),
        )  # fmt: skip
        assert full_name(*row[:3]) == full_name(true["surname"], true["name"], true["patronymic"])
        assert (row[3], row[4] or None) == (true["phone"], true["email"])
        assert (crypto.unseal(row[5]) if row[5] else None) == true["snils"]
        assert row[7] == true["legalRepresentative"]


def key_of(person: dict[str, Any]) -> str:
    from intranet.school.people.names import name_key

    return name_key(person["surname"], person["name"], person["patronymic"])


async def test_staff_and_load_stand_as_they_are() -> None:
    await found_sample_school("students.xlsx", "parents.xlsx", "staff.xlsx", "load.csv")
    assert await DB.value("select count(*) from staff_post") == 14
    leaders = await DB.rows(
        str,
        """select c.grade_level || c.letter || ' ' || p.surname from class_teacher t
           join person p on p.id = t.teacher join school_class c on c.id = t.school_class""",
    )
    classes = FILES["staff.xlsx"]["result"]["classTeachers"]
    assert set(leaders) == {f"{name} {surname}" for name, surname in classes.items()}
    lines = await DB.rows(
        str,
        """select concat_ws('|', p.surname || ' ' || p.name || ' ' || p.patronymic, s.name,
                  c.grade_level || c.letter, g.name, a.hours_quarters)
           from assignment a join journal j on j.id = a.journal join subject s on s.id = j.subject
           join study_group g on g.id = j.study_group join school_class c on c.id = g.school_class
           join person p on p.id = a.teacher""",
    )
    assert set(lines) == {
        "|".join((x["teacher"], x["subject"], x["class"], x["group"], str(int(x["hours"] * 4))))
        for x in CANONICAL["load"]
    }
    assert len(lines) == FILES["load.csv"]["result"]["assignments"]
    assert await DB.value("select sum(hours_quarters) from assignment") == 107 * 4


@pytest.mark.parametrize("name", ["timetable.csv", "timetable-grid.xlsx"])
async def test_a_timetable_becomes_lessons(name: str) -> None:
    await found_sample_school("students.xlsx", "staff.xlsx", "load.csv", name)
    slots = await DB.rows(
        str,
        """select concat_ws('|', t.weekday, t.number, c.grade_level || c.letter, s.name,
                  p.surname || ' ' || p.name || ' ' || p.patronymic, r.number, g.name, t.week)
           from timetable_slot t join journal j on j.id = t.journal join subject s on s.id = j.subject
           join study_group g on g.id = j.study_group join school_class c on c.id = g.school_class
           join person p on p.id = t.teacher left join room r on r.id = t.room""",
    )
    week = {"А": "A", "Б": "B", "": ""}
    assert sorted(slots) == sorted(
        f"{s['day']}|{s['lesson']}|{s['class']}|{s['subject']}|{s['teacher']}|{s['room']}|{s['group']}"
        f"|{week[s['week']]}"
        for s in CANONICAL["slots"]
    )
    assert await DB.value("select since from timetable_version") == actor().day
    assert await DB.value("select count(*) > 3000 from lesson")
    assert await DB.value("select count(*) from assignment") == 51


@pytest.mark.parametrize("name", [name for name in FILES if FILES[name].get("probes")])
async def test_probes(name: str) -> None:
    await found_sample_school()
    plan = await imported(name, is_dry=True)
    rows = {row.row: row for row in plan.found.rows}
    for probe in FILES[name]["probes"]:
        row = rows[probe["row"]]
        shown = {
            "row": row.row,
            "born": row.born.isoformat(),
            "class": str(row.class_name),
            "snils": row.snils,
        }
        assert probe.items() <= shown.items()
    assert await DB.value("select count(*) from person") == 0
