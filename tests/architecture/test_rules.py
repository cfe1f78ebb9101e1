"""The house rules for ast-grep, ruff, djlint and the size limits catch what they are for."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sizes import too_long

ROOT = Path(__file__).parents[2]
SERVICE, QUERIES, VIEWS = (f"modules/journal/{name}.py" for name in ("service", "queries", "views"))

WRONG = [
    ("time-only-from-clock", VIEWS, "day = date.today()"),
    ("time-only-from-clock", VIEWS, "moment = datetime.now(UTC)"),
    ("time-only-from-clock", VIEWS, "moment = datetime.datetime.utcnow()"),
    (
        "no-tasks-inside-a-transaction",
        SERVICE,
        "async def _save():\n    async with DB.transaction():\n        await asyncio.gather(a(), b())",
    ),
    (
        "no-tasks-inside-a-transaction",
        SERVICE,
        "async def _save():\n    with DB.transaction():\n        if x:\n            asyncio.create_task(x)",
    ),
    ("litestar-verbs-only-in-kit-web", VIEWS, "from litestar import get"),
    ("litestar-verbs-only-in-kit-web", VIEWS, "from litestar.handlers import Request, post"),
    ("write-takes-actor-first", SERVICE, "async def set_mark(lesson: int) -> None: ..."),
    ("write-takes-actor-first", SERVICE, "@once\nasync def set_mark(viewer: Viewer) -> None: ..."),
    ("write-takes-actor-first", SERVICE, "async def set_mark() -> None: ..."),
    ("write-takes-actor-first", "intranet/school/service.py", "async def enrol(person: int) -> None: ..."),
    ("read-takes-viewer-first", QUERIES, "async def week_of(student: int) -> Week: ..."),
    ("read-takes-viewer-first", "modules/diary/queries/week.py", "async def week_of() -> Week: ..."),
    ("sql-takes-parameters", QUERIES, 'DB.rows(Row, f"select {name} from lesson")'),
    ("sql-takes-parameters", QUERIES, 'DB.one(Row, "select a from b" f" where c = {c}")'),
    ("sql-takes-parameters", QUERIES, 'DB.value(f"select {column(x)} from lesson")'),
    ("sql-takes-parameters", QUERIES, 'DB.execute("delete from mark where id = " + id)'),
    ("sql-takes-parameters", QUERIES, 'DB.execute("delete from {}".format(table))'),
    ("sql-takes-parameters", QUERIES, 'DB.execute("delete from %s" % table)'),
    ("sql-takes-parameters", QUERIES, 'sql = f"""\n  select {name}\n  from lesson"""'),
    ("no-formatting-inside-gettext", VIEWS, '_(f"Класс {name}")'),
    ("no-formatting-inside-gettext", VIEWS, 'lazy("Класс %s" % name)'),
    ("no-formatting-inside-gettext", VIEWS, '_("Класс {}".format(name))'),
]

RIGHT = [
    ("intranet/kit/clock.py", "moment = datetime.now(UTC)"),
    (VIEWS, "day = clock.today()"),
    ("intranet/kit/web.py", "from litestar import get, post"),
    (VIEWS, "from litestar import Request"),
    (SERVICE, "async def set_mark(actor: Viewer, lesson: int) -> None:\n    def inner(x): ..."),
    (SERVICE, "async def _recount(lesson: int) -> None: ...\nclass Choice:\n    def of(self) -> None: ..."),
    (SERVICE, "async def _save():\n    await asyncio.gather(a(), b())"),
    (QUERIES, "async def week_of(viewer: Viewer) -> Week: ...\ndef average(marks: list[int]) -> int: ..."),
    (QUERIES, 'DB.rows(Row, f"select {COLUMNS} from ({visible_students(viewer)}) s where n = $1", f"{n}%")'),
    (QUERIES, 'WEEK = f"select {sql.COLUMNS}, {STUDENTS[hat]} from lesson"'),
    (QUERIES, 'DB.value("select 1" + TAIL, a + b)'),
    (VIEWS, '_("Класс %(name)s уже есть", name=f"{x}")'),
]

TEMPLATES = [
    ("P001", '<a href="/" hx-on:click="go()">x</a>'),
    ("P001", '<a href="/" hx-vals="js:{x: 1}">x</a>'),
    ("P002", '<div hx-trigger="click[ctrlKey]"></div>'),
    ("P003", "<script>go()</script>"),
    ("P004", '<p style="color: red">x</p>'),
    ("P004", "<style>p { color: red }</style>"),
]


def _plant(root: Path, file: str, text: str) -> None:
    shutil.copy(ROOT / "sgconfig.yml", root)
    shutil.copytree(ROOT / "rules", root / "rules")
    (root / file).parent.mkdir(parents=True, exist_ok=True)
    (root / file).write_text(text + "\n")


def _run(root: Path, program: str, *arguments: str) -> str:
    command = [Path(sys.executable).with_name(program), *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False).stdout


def _found(root: Path) -> set[str]:
    return {finding["ruleId"] for finding in json.loads(_run(root, "ast-grep", "scan", "--json"))}


@pytest.mark.parametrize(("rule", "file", "text"), WRONG)
def test_a_rule_finds_what_is_planted(tmp_path: Path, rule: str, file: str, text: str) -> None:
    _plant(tmp_path, file, text)
    assert _found(tmp_path) == {rule}


@pytest.mark.parametrize(("file", "text"), RIGHT)
def test_the_rules_leave_good_code_alone(tmp_path: Path, file: str, text: str) -> None:
    _plant(tmp_path, file, text)
    assert _found(tmp_path) == set()


@pytest.mark.parametrize(("rule", "text"), TEMPLATES)
def test_djlint_finds_what_is_inline(tmp_path: Path, rule: str, text: str) -> None:
    for settings in ("pyproject.toml", ".djlint_rules.yaml"):
        shutil.copy(ROOT / settings, tmp_path)
    (tmp_path / "page.html").write_text(text + "\n")
    assert rule in _run(tmp_path, "djlint", "--lint", "page.html")


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("E722", "try:\n    go()\nexcept:\n    stay()\n"),
        ("BLE001", "try:\n    go()\nexcept Exception:\n    stay()\n"),
        ("T10", "import pdb\n"),
        ("DTZ005", "import datetime\n\nnow = datetime.datetime.now()\n"),
    ],
)
def test_ruff_finds_what_is_planted(tmp_path: Path, rule: str, text: str) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "planted.py").write_text(text)
    assert rule in _run(tmp_path, "ruff", "check", "--no-cache", "planted.py")


def test_sizes_finds_what_is_too_long(tmp_path: Path) -> None:
    files = {
        "modules/a/views.py": "@page('/a')\nasync def show():\n    '''Two\n\n    lines.'''\n"
        + "    x = 1\n" * 15,
        "modules/a/service.py": "def right(actor):\n"
        + "    x = 1\n" * 24
        + "def wrong(actor):\n"
        + "    x = 1\n" * 25,
        "modules/a/queries.py": "X = 1\n" * 301,
        "modules/a/templates/a/page.html": "<p>\n" * 81,
        "modules/a/piccolo_migrations/one.py": "X = 1\n" * 400,
        "tests/test_a.py": "def test_a():\n" + "    x = 1\n" * 100,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert list(too_long(tmp_path)) == [
        "modules/a/queries.py: 301 lines, at most 300",
        "modules/a/service.py:26: wrong has 26 lines, at most 25",
        "modules/a/templates/a/page.html: 81 lines, at most 80",
        "modules/a/views.py:2: show has 16 lines, at most 15",
    ]
