"""The catalogs: nothing untranslated, Russian plurals in three forms, English pages without a Russian word.

What the database holds (names, subjects, addresses) is the school's own and stays as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import asyncpg
import httpx
import pytest

from intranet.kit import i18n
from intranet.permissions_check import HATS, PAGE, Expectation, expectations
from intranet.school.timetable.difficulty import DEFAULT
from modules.office.views.imports.import_words import WORDS
from tests.doors import sign_in
from tests.factories import World, make_school
from tests.objects import OBJECTS

Client = Callable[[], httpx.AsyncClient]
WHO = {
    "student": "dasha", "parent": "anna", "teacher": "elena", "head_teacher": "irina", "director": "pavel",
    "secretary": "svetlana", "administrator": "oleg", "guest_staff": "gleb",
}  # fmt: skip
# a stream has no last word to read, a calendar's file is no page
NO_PAGES = {"/substitutions/board/events", "/timetable/feed/{feed_file}"}
GETS = [
    line
    for line in expectations(PAGE.read_text()).values()
    if line.method == "GET" and line.path not in NO_PAGES
]
PARAMETER = re.compile(r"\{(\w+)\}")
WORD = re.compile(r"[А-Яа-яЁё]{3,}")
KEPT = {"Русский", "нзч", "осв"}  # the name of the other language, codes of marks
QUOTED = re.compile(r"“[^”]*”")  # an example of what stands in a school's file
TABLES = (
    "announcement", "building", "calendar_exception", "emergency_contact", "homework", "person", "school",
    "staff_post", "teacher_absence", "timetable_draft", "foreign_name", "substitute_task", "break_duty",
    "teacher_hours", "substitution_day", "study_group", "subject", "work_type",
)  # fmt: skip


def plurals() -> dict[str, tuple[str, ...]]:
    """Every text for a number: its singular and the forms of the Russian catalog."""
    return {
        message.id[0]: tuple(message.string or ()) for message in i18n._read("ru") if message.pluralizable
    }


def russian(page: str) -> set[str]:
    """The Russian words of a page, but for quoted examples and KEPT."""
    return set(WORD.findall(QUOTED.sub("", page))) - KEPT


async def stored_words(superuser: asyncpg.Connection) -> set[str]:
    """The words the database holds, the headings of the columns in schools' files, names of subjects."""
    texts = [one.title for kind in WORDS.values() for one in kind.layout.fields]
    texts += [word for name in DEFAULT for word in (name, name.capitalize())]
    for table in TABLES:
        texts.append(
            await superuser.fetchval(f"select coalesce(string_agg(t::text, ' '), '') from {table} t")
        )
    return set(WORD.findall(" ".join(texts)))


async def in_english(browser: httpx.AsyncClient, hat: str = "") -> httpx.AsyncClient:
    """The browser after its owner chose English and the version for the visually impaired."""
    answer = await browser.post("/view", data={"lang": "en", "vi": "bw", "next": "/login", "_hat": hat})
    assert answer.status_code == 303
    return browser


async def address(line: Expectation, world: World, hat: str) -> str | None:
    """The line's path with the ids of what this hat may see; None when it sees none."""
    path = line.path
    for name in PARAMETER.findall(line.path):
        found = await OBJECTS[name](world, WHO[hat], hat, False, line)
        if found is None:
            return None
        path = path.replace("{" + name + "}", str(found))
    return path


def test_the_catalogs_are_complete() -> None:
    assert i18n.problems() == []


def test_every_russian_plural_has_its_own_forms() -> None:
    """1, 2 and 5 of something: at least two of the three forms differ, and each keeps its number."""
    assert plurals()
    for one, forms in plurals().items():
        assert len(forms) == 3 and len(set(forms)) >= 2, one
        assert forms[0] == one and all("%(n)s" in form for form in forms), one


@pytest.mark.parametrize("path", ["/login", "/nowhere"])
async def test_a_strangers_pages_are_english(
    client: Client, superuser: asyncpg.Connection, path: str
) -> None:
    await make_school()
    answer = await (await in_english(client())).get(path, follow_redirects=True)
    assert 'lang="en"' in answer.text and "Sign" in answer.text
    assert russian(answer.text) - await stored_words(superuser) == set()


@pytest.mark.parametrize("hat", HATS)
async def test_every_page_is_english(client: Client, superuser: asyncpg.Connection, hat: str) -> None:
    world = await make_school()
    browser = await in_english(await sign_in(client(), world, WHO[hat], hat=hat), hat)
    shown = {}
    for line in GETS:
        path = await address(line, world, hat)
        answer = await browser.get(path) if path else None
        if answer is None or not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        shown[path] = russian(answer.text)
    stored = await stored_words(superuser)  # afterwards: some objects are made on the way
    assert {path: words - stored for path, words in shown.items() if words - stored} == {}
