"""Papers for outages: what stands on them, when they are made, who takes which, and that they stay whole."""

from __future__ import annotations

import asyncio
import io
import stat
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import httpx
import pypdf
import pytest

from intranet.kit import clock, shelf
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from intranet.school.timetable.changes import Wish, apply_change
from intranet.settings import Settings
from modules.substitutions import jobs
from modules.substitutions.service.sheets import (
    STAFF_ROOM,
    ask_sheets,
    make_evening_sheets,
    make_sheets,
    name_of_class,
)
from tests.doors import sign_in
from tests.factories import TODAY, World, insert, make_school

Client = Callable[[], httpx.AsyncClient]
FRIDAY = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """An empty shelf; then the process's own again."""
    shelf.use_folder(tmp_path / "day-sheets")
    yield tmp_path / "day-sheets"
    shelf.use_folder(settings.data / "day-sheets")


def text_of(body: bytes) -> str:
    """Everything a PDF says, spaces folded."""
    pages = pypdf.PdfReader(io.BytesIO(body)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


async def prepared() -> World:
    """Friday: algebra is substituted, Russian cancelled, homework is due, the teacher's reason is private."""
    world = await make_school()
    irina = world.viewer("irina", "head_teacher")
    algebra, russian = world.lessons["7Б алгебра", FRIDAY], world.lessons["7Б русский язык", FRIDAY]
    await insert(
        "teacher_absence", teacher=world.people["elena"], begins=FRIDAY, ends=FRIDAY, reason="sick",
        details="ангина", reported_hat="teacher", reported_at=clock.now(),
    )  # fmt: skip
    wish = Wish(teacher=world.people["olga"], room=world.rooms["18"])
    await apply_change(irina, algebra, "TEACHER_SUBSTITUTED", wish)
    await apply_change(irina, russian, "CANCELLED", Wish())
    await insert(
        "homework", lesson=world.lessons["7Б алгебра", TODAY], due_lesson=algebra, text="п. 12, № 345",
        set_at=clock.now(),
    )  # fmt: skip
    await insert("homework", lesson=algebra, due_lesson=None, text="не сегодня", set_at=clock.now())
    return world


@pytest.mark.slow
async def test_a_classs_paper_has_lessons_changes_homework_and_the_roll(client: Client, folder: Path) -> None:
    world = await prepared()
    assert await make_sheets(system_actor(), FRIDAY) == 3
    name = name_of_class(world.classes["7Б"], "7Б")
    text = text_of((folder / str(FRIDAY) / name).read_bytes())
    for words in (
        "Класс 7Б", "Пятница: 20 ноября 2026", "8:30–9:15", "Алгебра", "Семёнова О. И.", "18", "п. 12, № 345",
        "замена, вместо: Лебедева Е. П.", "отменён", "Орлова Дарья", "Осипова Вера",
    ):  # fmt: skip
        assert words in text, words
    for words in ("ангина", "sick", "Орлов Кирилл", "не сегодня", "+7"):
        assert words not in text
    staff = text_of((folder / str(FRIDAY) / STAFF_ROOM).read_bytes())
    for words in ("Учительская", "7Б", "5А", "Изменения", "Свободные кабинеты", "Семёнова О. И."):
        assert words in staff, words
    for words in ("ангина", "Орлова Дарья"):
        assert words not in staff


@pytest.mark.slow
async def test_files_are_the_services_own_and_old_ones_go(client: Client, folder: Path) -> None:
    await prepared()
    old = TODAY - timedelta(days=15)
    shelf.put_day(old, {"old.pdf": b"%PDF-"})
    shelf.put_day(FRIDAY, {"9Я (77).pdf": b"%PDF-"})
    await make_sheets(system_actor(), FRIDAY)
    place = folder / str(FRIDAY)
    assert not (folder / str(old)).exists()
    assert STAFF_ROOM in {path.name for path in place.iterdir()}
    assert not (place / "9Я (77).pdf").exists()
    for path in (folder, place):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in place.iterdir()} == {0o600}


@pytest.mark.slow
async def test_every_evening_once_for_the_next_school_day(client: Client, folder: Path) -> None:
    await prepared()
    assert await make_evening_sheets(system_actor()) == 0  # 13:00
    clock.start_at(clock.local(TODAY, 18, 31))
    assert await make_evening_sheets(system_actor()) == 3
    assert await make_evening_sheets(system_actor()) == 0
    assert shelf.days() == [FRIDAY]
    clock.start_at(clock.local(FRIDAY, 19))
    await DB.execute("update lesson set on_date = $1 where on_date = $2", FRIDAY + timedelta(days=3), TODAY)
    await jobs.make_sheets_tonight()
    assert shelf.days()[0] == FRIDAY + timedelta(days=3)  # Monday, told on Friday


async def test_in_the_holidays_there_is_nothing_to_make(client: Client, folder: Path) -> None:
    await make_school()
    clock.start_at(clock.local(TODAY + timedelta(days=30), 19))
    assert await make_evening_sheets(system_actor()) == 0
    assert await make_sheets(system_actor(), TODAY + timedelta(days=30)) == 0
    assert shelf.days() == []


async def test_a_publication_asks_once_and_not_for_the_past(client: Client) -> None:
    world = await make_school()
    irina = world.viewer("irina", "head_teacher")
    for day in (FRIDAY, FRIDAY, TODAY - timedelta(days=1)):
        async with DB.transaction():
            await ask_sheets(irina, day)
    waiting = "select convert_from(payload, 'utf8') from pgqueuer where entrypoint = 'substitutions.sheets'"
    assert await DB.rows(str, waiting) == ['{"day":"2026-11-20"}']


@pytest.mark.slow
async def test_what_is_published_meanwhile_is_not_lost(
    client: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await prepared()
    irina, loop, put = world.viewer("irina", "head_teacher"), asyncio.get_running_loop(), shelf.put_day

    async def publish() -> None:
        async with DB.transaction():
            await apply_change(irina, world.lessons["5А русский язык", FRIDAY], "CANCELLED", Wish())
            await insert("substitution_day", on_date=FRIDAY, revision=1)

    def put_while_somebody_publishes(day: date, papers: dict[str, bytes]) -> None:
        monkeypatch.setattr(shelf, "put_day", put)
        asyncio.run_coroutine_threadsafe(publish(), loop).result()
        put(day, papers)

    monkeypatch.setattr(shelf, "put_day", put_while_somebody_publishes)
    await make_sheets(system_actor(), FRIDAY)
    name = name_of_class(world.classes["5А"], "5А")
    paper = next(one for one in shelf.papers_of(FRIDAY) if one.name == name)
    assert "отменён" in text_of(shelf.body_of(FRIDAY, paper))


async def test_a_teacher_takes_the_own_classes_papers_and_the_office_all(client: Client) -> None:
    world = await make_school()
    names = {title: name_of_class(ident, title) for title, ident in world.classes.items()}
    shelf.put_day(FRIDAY, {names["7Б"]: b"%PDF-7", names["5А"]: b"%PDF-5", STAFF_ROOM: b"%PDF-s"})
    seventh, fifth = (f"/substitutions/sheets/{FRIDAY}/classes/{world.classes[t]}" for t in ("7Б", "5А"))
    elena = await sign_in(client(), world, "elena", hat="teacher")
    page = (await elena.get("/substitutions/sheets")).text
    assert seventh in page
    assert fifth not in page
    got = await elena.get(seventh)
    assert got.content == b"%PDF-7"
    assert "7%D0%91%2C%202026-11-20.pdf" in got.headers["content-disposition"]
    assert (await elena.get(fifth)).status_code == 404
    assert (await elena.get(f"/substitutions/sheets/{FRIDAY}/staff")).content == b"%PDF-s"
    irina = await sign_in(client(), world, "irina", hat="head_teacher")
    assert (await irina.get(fifth)).content == b"%PDF-5"
    assert (await irina.get(f"/substitutions/sheets/{TODAY}/staff")).status_code == 404
    none = f"/substitutions/sheets/{TODAY}/classes/{world.classes['5А']}"
    assert (await irina.get(none)).status_code == 404
    for login, hat in (("anna", "parent"), ("dasha", "student"), ("oleg", "administrator")):
        browser = await sign_in(client(), world, login, hat=hat)
        for path in ("/substitutions/sheets", seventh, f"/substitutions/sheets/{FRIDAY}/staff"):
            assert (await browser.get(path)).status_code == 403
    assert (await client().get(seventh)).status_code == 303
    assert (await elena.get("/substitutions/sheets/..%2F..%2Fsecret.key/staff")).status_code == 404


async def test_a_name_is_no_path(folder: Path) -> None:
    shelf.put_day(FRIDAY, {"../../etc/passwd": b"x", ".hidden": b"y"})
    assert sorted(path.name for path in (folder / str(FRIDAY)).iterdir()) == ["_.._etc_passwd", "hidden"]
