"""Who sees whom, by relation and by day: the rules every read starts from."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.access import (
    HATS_OF_P,
    viewer_args,
    visible_classes,
    visible_journals,
    visible_students,
    visible_substituted,
    visible_taught,
)
from tests.factories import FIRST, TODAY, World, insert, make_school

pytestmark = pytest.mark.usefixtures("db")
YESTERDAY, TOMORROW = TODAY - timedelta(1), TODAY + timedelta(1)


async def seen(world: World, viewer: Viewer) -> set[str]:
    """The pupils a viewer sees, by login."""
    ids = set(await DB.rows(int, visible_students(viewer), *viewer_args(viewer)))
    return {login for login, ident in world.people.items() if ident in ids}


async def journals(world: World, viewer: Viewer, *, taught: bool = False) -> set[str]:
    """The journals a viewer may read (or write), by title."""
    sql = visible_taught(viewer) if taught else visible_journals(viewer)
    ids = set(await DB.rows(int, sql, *viewer_args(viewer)))
    return {title for title, ident in world.journals.items() if ident in ids}


async def hats(world: World, login: str, day: date = TODAY) -> list[str]:
    """The hats somebody holds on a day."""
    sql = f"select {HATS_OF_P} from person p where p.id = $1 and $2::date is not null"
    return list(await DB.value(sql, world.people[login], day))


@pytest.mark.parametrize(
    ("login", "hat", "expected"),
    [
        ("dasha", "student", {"dasha"}),
        ("anna", "parent", {"dasha", "kirill"}),
        ("boris", "parent", {"vera"}),
        ("elena", "parent", {"misha"}),
        ("elena", "teacher", {"dasha", "vera"}),
        ("olga", "teacher", {"kirill", "misha"}),
        ("irina", "teacher", {"dasha", "vera"}),
        ("irina", "head_teacher", {"dasha", "vera", "kirill", "misha"}),
        ("pavel", "director", {"dasha", "vera", "kirill", "misha"}),
        ("svetlana", "secretary", {"dasha", "vera", "kirill", "misha"}),
        ("oleg", "administrator", set()),
        ("gleb", "guest_staff", set()),
        ("anna", "teacher", set()),
        ("dasha", "parent", set()),
    ],
)
async def test_a_hat_sees_its_own(login: str, hat: str, expected: set[str]) -> None:
    world = await make_school()
    assert await seen(world, world.viewer(login, hat)) == expected


@pytest.mark.parametrize(
    ("change", "still"),
    [
        ("until = date '2026-11-18'", False),
        ("until = date '2026-11-19'", True),
        ("since = date '2026-11-20'", False),
        ("is_legal = false", False),
        ("restricted_since = date '2026-11-19'", False),
        ("restricted_since = date '2026-11-20'", True),
    ],
)
async def test_a_parents_right_has_dates_and_a_court(change: str, still: bool) -> None:
    world = await make_school()
    await DB.execute(f"update guardianship set {change} where child = $1", world.people["dasha"])
    assert ("dasha" in await seen(world, world.viewer("anna", "parent"))) is still
    assert "kirill" in await seen(world, world.viewer("anna", "parent"))


@pytest.mark.parametrize(
    ("born", "consent", "sees"),
    [
        (date(2008, 11, 20), None, True),
        (date(2008, 11, 19), None, False),  # eighteen today
        (date(2008, 11, 19), TODAY, True),
        (date(2008, 11, 19), TOMORROW, False),
    ],
)
async def test_the_eighteenth_birthday_ends_it(born: date, consent: date | None, sees: bool) -> None:
    world = await make_school()
    await DB.execute("update person set born = $2 where id = $1", world.people["dasha"], born)
    await DB.execute(
        "update guardianship set adult_consent_since = $2 where child = $1", world.people["dasha"], consent
    )
    assert ("dasha" in await seen(world, world.viewer("anna", "parent"))) is sees
    assert await seen(world, world.viewer("dasha", "student")) == {"dasha"}


async def test_a_family_reads_on_for_half_a_year_after_leaving() -> None:
    world = await make_school()
    await DB.execute("update enrolment set until = $2 where student = $1", world.people["kirill"], TODAY)
    for days, sees in ((180, True), (181, False)):
        viewer = world.viewer("anna", "parent", TODAY + timedelta(days))
        assert ("kirill" in await seen(world, viewer)) is sees
    assert await hats(world, "kirill", TODAY + timedelta(181)) == []


async def test_a_teachers_right_ends_with_the_assignment() -> None:
    world = await make_school()
    await DB.execute("update assignment set until = $2 where teacher = $1", world.people["olga"], YESTERDAY)
    viewer = world.viewer("olga", "teacher")
    assert await seen(world, viewer) == set()
    assert await journals(world, viewer) == set()
    assert await hats(world, "olga") == []
    assert await hats(world, "olga", YESTERDAY) == ["teacher"]


async def test_a_class_teacher_reads_all_of_the_class_and_writes_the_own() -> None:
    world = await make_school()
    viewer = world.viewer("elena", "teacher")
    assert await journals(world, viewer) == {"7Б алгебра", "7Б русский язык"}
    assert await journals(world, viewer, taught=True) == {"7Б алгебра"}
    assert await journals(world, world.viewer("elena", "parent")) == set()
    assert await journals(world, world.viewer("irina", "head_teacher"), taught=True) == set()
    await DB.execute("update class_teacher set until = $1", YESTERDAY)
    assert await journals(world, viewer) == {"7Б алгебра"}


async def test_a_group_across_classes_is_read_while_the_pupil_is_there() -> None:
    world = await make_school()
    group = await insert("study_group", year=world.year, name="хор", key="хор")
    world.journals["хор"] = await insert("journal", study_group=group, subject=world.subjects["Русский язык"])
    await insert(
        "group_membership", study_group=group, is_roster=False, student=world.people["vera"], since=FIRST,
        until=TODAY,
    )  # fmt: skip
    assert "хор" in await journals(world, world.viewer("elena", "teacher"))
    assert "хор" not in await journals(world, world.viewer("elena", "teacher", TOMORROW))
    assert "хор" not in await journals(world, world.viewer("olga", "teacher"))


@pytest.mark.parametrize(
    ("published", "withdrawn", "until", "may"),
    [
        (True, False, TODAY, True),
        (True, False, YESTERDAY, False),
        (True, True, TODAY, False),
        (False, False, TODAY, False),
    ],
)
async def test_a_substitute_has_one_lesson_for_a_while(
    published: bool, withdrawn: bool, until: date, may: bool
) -> None:
    world = await make_school()
    lesson = world.lessons["5А русский язык", TODAY]
    await DB.execute(
        """insert into lesson_change (lesson, kind, teacher, was_date, was_number, was_teacher, published_at,
            withdrawn_at, rights_until)
        values ($1, 'TEACHER_SUBSTITUTED', $2, $3, 2, $4, case when $5 then now() end,
            case when $6 then now() end, $7)""",
        lesson, world.people["elena"], TODAY, world.people["olga"], published, withdrawn, until,
    )  # fmt: skip
    viewer = world.viewer("elena", "teacher")
    lessons = await DB.rows(int, visible_substituted(viewer), *viewer_args(viewer))
    assert lessons == ([lesson] if may else [])
    assert ("5А русский язык" in await journals(world, viewer)) is may
    assert "5А русский язык" not in await journals(world, viewer, taught=True)


async def test_hats_are_derived_or_granted_with_dates() -> None:
    world = await make_school()
    assert await hats(world, "dasha") == ["student"]
    assert await hats(world, "elena") == ["parent", "teacher"]
    assert await hats(world, "irina") == ["teacher", "head_teacher"]
    assert await hats(world, "oleg") == ["administrator"]
    await DB.execute("update granted_hat set until = $1", YESTERDAY)
    assert await hats(world, "irina") == ["teacher"]
    assert await hats(world, "oleg") == []


async def test_classes_whose_names_are_read() -> None:
    world = await make_school()
    for login, hat, expected in (
        ("dasha", "student", {"7Б"}), ("anna", "parent", {"7Б", "5А"}), ("elena", "teacher", {"7Б"}),
        ("olga", "teacher", {"5А"}), ("svetlana", "secretary", {"7Б", "5А"}),
        ("oleg", "administrator", set()),
    ):  # fmt: skip
        viewer = world.viewer(login, hat)
        ids = set(await DB.rows(int, visible_classes(viewer), *viewer_args(viewer)))
        assert {title for title, ident in world.classes.items() if ident in ids} == expected, (login, hat)
