"""The floor: what a page costs without the house around it.

A bare Litestar route fetches every row the page shows in one asyncpg statement, shapes it by the page's own
functions and renders the page's own template, layout included. No session, no access check, no informers:
who is signed in and what the tabs say are constants.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any

import asyncpg
import msgspec
from litestar import Litestar, MediaType, Response, get
from litestar.params import FromPath, FromQuery

from identity.forms.door import LoginForm
from intranet import settings as configuration
from intranet.kit import answers, assets, clock, i18n, module, templating
from intranet.kit.access import HatChoice, Signed, Viewer
from intranet.kit.module import Tab
from intranet.kit.view import DEFAULT
from intranet.school.calendar.weeks import Frame
from intranet.school.facts import TermRow
from intranet.school.queries import Child
from litestar_app import modules_of
from modules.diary.views import marks as diary_marks
from modules.diary.views import week as diary_week
from modules.journal.api import DiaryLine, SubjectMarks
from modules.journal.queries.cells import LessonCells
from modules.journal.queries.grid import GridCell, GridLesson, GridPupil, JournalCard, TypeRow
from modules.journal.queries.lesson import LessonCard, LessonPupil
from modules.journal.views import lesson as journal_lesson
from modules.journal.views.roll import rows_of, works_shown
from modules.journal.views.sheet import sheet_of
from tests.load import floor_sql as sql

pool: asyncpg.Pool | None = None


def _signed(hat: str, day: date) -> Signed:
    return Signed(
        Viewer(1, hat, day, 1), 1, "floor", "Иванова М. С.", "Иванова Мария Сергеевна", "ИМ", hat,
        (HatChoice(hat, hat),),
    )  # fmt: skip


def _tabs(hat: str, path: str) -> list[Tab]:
    return [
        Tab(name, str(item.title), item.path, item.icon, "сегодня 6 уроков", False, path == item.path,
            tuple((str(title), link) for title, link, _permission in item.sub))
        for name, item in module.nav_of(hat)
    ]  # fmt: skip


TABS: dict[tuple[str, str], list[Tab]] = {}


def page(template: str, hat: str, path: str, **context: Any) -> Response[bytes]:
    """The page's bytes; everything of the frame is constant."""
    day = clock.today()
    signed = _signed(hat, day) if hat else None
    tabs = TABS.setdefault((hat, path), _tabs(hat, path)) if hat else []
    templating.WORN.set(hat)
    frame = {
        "signed": signed, "viewer": signed.viewer if signed else None, "shell": {"tabs": tabs},
        "view": DEFAULT, "school": answers.Site, "build_id": "floor", "request_path": path,
        "request_query": "", "static": assets.static, "can": templating.may(signed), "today": day,
        "demo_clock": templating.moment(clock.now()),
    }  # fmt: skip
    text = templating.render(template, {**frame, **context})
    return Response(text.encode(), media_type=MediaType.HTML)


async def fetch(statement: str, *args: object) -> list[Any]:
    """The one statement of a page."""
    assert pool is not None
    found: list[Any] = await pool.fetch(statement, *args)
    return found


def one(row: Any, name: str, kind: type[Any]) -> Any:
    """A JSON column of the one row as Structs."""
    return msgspec.convert(row[name], kind, strict=False)


@get("/login")
async def login() -> Response[bytes]:
    """Nothing to fetch."""
    form = LoginForm(data={"next": "/"})
    return page(
        "identity/door/login.html", "", "/login", form=form, refused=None, ways=[], is_recovered=False
    )


@get("/diary")
async def diary(student: FromQuery[int]) -> Response[bytes]:
    """The week of a pupil."""
    begins = clock.today() - timedelta(days=clock.today().weekday())
    found = await fetch(sql.WEEK, student, begins, begins + timedelta(days=6))
    lines = msgspec.convert(found, list[DiaryLine])
    child = Child(student, *list(found[0].values())[-6:])
    frame = Frame(begins, begins + timedelta(days=6), begins, begins, True, "quarter", 2, None, [])
    viewer = Viewer(student, "student", clock.today())
    shown = diary_week._shown(viewer, child, lines, frame)
    return page(
        "diary/week.html", "student", "/diary", child=child, children=[child], frame=frame, missed=[], **shown
    )


@get("/diary/marks")
async def marks(student: FromQuery[int], term: FromQuery[int]) -> Response[bytes]:
    """A pupil's marks of a term."""
    found = await fetch(sql.MARKS, student, term)
    rows = [diary_marks.row_of(subject) for subject in msgspec.convert(found, list[SubjectMarks])]
    terms = msgspec.convert(found[0]["terms"], list[TermRow], strict=False)
    periods = diary_marks.periods_of(terms)
    period = next(one for one in periods if one.key == str(term))
    child = Child(student, *list(found[0].values())[-6:])
    return page(
        "diary/marks.html", "student", "/diary/marks", child=child, children=[child], period=period,
        periods=periods, here=("/diary/marks", ""), rows=rows,
    )  # fmt: skip


@get("/journal/{journal:int}")
async def grid(journal: FromPath[int], term: FromQuery[int]) -> Response[bytes]:
    """The grid of a journal's term."""
    row = (await fetch(sql.GRID, journal, term))[0]
    card, terms = one(row, "card", JournalCard), one(row, "terms", list[TermRow])
    chosen = next(one for one in terms if one.id == term)
    lessons, pupils = one(row, "lessons", list[GridLesson]), one(row, "pupils", list[GridPupil])
    cells = one(row, "cells", list[GridCell])
    sheet = sheet_of(lessons, pupils, cells, clock.today(), with_reasons=True)
    card = msgspec.structs.replace(card, terms=terms)
    return page("journal/grid.html", "teacher", "/journal", card=card, term=chosen, sheet=sheet)


@get("/journal/lessons/{lesson:int}")
async def lesson(lesson: FromPath[int]) -> Response[bytes]:
    """A lesson with its roll."""
    row = (await fetch(sql.LESSON, lesson))[0]
    card, cells = one(row, "card", LessonCard), one(row, "cells", LessonCells)
    rows = rows_of(one(row, "pupils", list[LessonPupil]), cells, {}, {}, {})
    return page(
        "journal/lesson.html", "teacher", "/journal", card=card, form=journal_lesson.form_of(card),
        types=one(row, "types", list[TypeRow]), works=works_shown(cells), rows=rows, problem=None,
        is_ahead=False, markless=False, saved=False,
    )  # fmt: skip


@get("/health/live")
async def live() -> str:
    """For the starter."""
    return "ok"


async def _prepare(connection: asyncpg.Connection) -> None:
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(kind, encoder=json.dumps, decoder=json.loads, schema="pg_catalog")


async def _no_reset(connection: asyncpg.Connection) -> None:
    """As the kit's pool: no statement after each use."""


@asynccontextmanager
async def pool_over(url: str) -> AsyncIterator[None]:
    """The floor's own pool, while the block lasts."""
    global pool
    pool = await asyncpg.create_pool(url, min_size=1, max_size=8, init=_prepare, reset=_no_reset)
    yield
    await pool.close()


ROUTES = (login, diary, marks, grid, lesson, live)


def create_app() -> Litestar:
    """What Granian serves."""
    settings = configuration.from_environment()
    module.install(modules_of(settings))
    templating.set_up(settings.modules, settings.theme)
    clock.start_at(settings.demo_clock)
    assets.ensure_built(settings.theme)
    answers.Site.name = "Школа № 24"
    i18n.LANG.set("ru")

    @asynccontextmanager
    async def life(_: Litestar) -> AsyncIterator[None]:
        async with pool_over(settings.database_url):
            yield

    return Litestar(ROUTES, lifespan=[life], openapi_config=None)
