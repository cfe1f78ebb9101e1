"""The import contracts of pyproject.toml catch what they are for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

HONEST = {
    "litestar_app.py": "import modules.journal.module",
    "intranet/kit/db.py": "import asyncpg",
    "intranet/kit/tables.py": "import intranet.kit.db",
    "intranet/kit/jobs.py": "import pgqueuer",
    "intranet/school/tables.py": "import intranet.kit.db",
    "identity/tables.py": "import intranet.school.tables",
    "identity/views.py": "import identity.administration.providers, identity.forms, identity.door.service",
    "identity/forms.py": "",
    "identity/administration/providers.py": "import identity.ldap.provider, identity.local.slips",
    "identity/ldap/provider.py": "import identity.door.flows",
    "identity/local/slips.py": "import identity.door.flows",
    "identity/factors/service.py": "import identity.door.service",
    "identity/door/service.py": "import identity.door.flows",
    "identity/door/flows.py": "import identity.tables",
    "modules/journal/module.py": "import modules.journal.views",
    "modules/journal/views.py": "import modules.journal.api, modules.journal.forms, modules.journal.queries",
    "modules/journal/jobs.py": "import modules.journal.service",
    "modules/journal/api.py": "import modules.journal.queries",
    "modules/journal/forms.py": "",
    "modules/journal/service.py": "import modules.journal.queries, modules.journal.events",
    "modules/journal/queries.py": "import modules.journal.tables, intranet.kit.db",
    "modules/journal/tables.py": "import intranet.school.tables",
    "modules/journal/events.py": "",
    "modules/diary/module.py": "import modules.diary.views",
    "modules/diary/views.py": "import modules.journal.api",
    "modules/diary/service.py": "import modules.journal.events",
    "modules/office/module.py": "import modules.office.views",
    "modules/office/views.py": "import modules.office.lists.students",
    "modules/office/lists/students.py": "",
    "modules/office/service.py": "import modules.office.lists.students",
}

PLANTED = [
    ("intranet/kit/db.py", "intranet.school.tables"),
    ("intranet/school/tables.py", "identity.tables"),
    ("identity/door/service.py", "modules.journal.api"),
    ("identity/views.py", "identity.tables"),
    ("identity/forms.py", "asyncpg"),
    ("identity/door/service.py", "litestar_app"),
    ("identity/door/service.py", "identity.local.slips"),
    ("identity/ldap/provider.py", "identity.factors.service"),
    ("identity/factors/service.py", "identity.administration.providers"),
    ("modules/journal/views.py", "modules.journal.tables"),
    ("modules/journal/views.py", "piccolo"),
    ("modules/journal/views.py", "intranet.kit.db"),
    ("modules/journal/forms.py", "intranet.school.tables"),
    ("modules/journal/forms.py", "modules.journal.service"),
    ("modules/journal/queries.py", "modules.journal.service"),
    ("modules/journal/api.py", "modules.journal.views"),
    ("modules/journal/jobs.py", "modules.journal.views"),
    ("modules/journal/jobs.py", "modules.diary.api"),
    ("modules/journal/service.py", "pgqueuer"),
    ("modules/journal/service.py", "authlib"),
    ("modules/diary/service.py", "modules.journal.service"),
    ("modules/office/lists/students.py", "modules.office.service"),
    ("modules/office/service.py", "modules.journal.api"),
]


def _write(root: Path, files: dict[str, str]) -> None:
    (root / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text + "\n")
        for folder in file.relative_to(root).parents:
            if folder.name:
                (root / folder / "__init__.py").touch()


def _lint(root: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    environment = os.environ | {"PYTHONPATH": str(root), "COLUMNS": "200"}
    return subprocess.run(
        [program, "--no-cache"], cwd=root, env=environment, capture_output=True, text=True, check=False
    )


def test_an_honest_tree_is_kept(tmp_path: Path) -> None:
    _write(tmp_path, HONEST)
    result = _lint(tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> str:
    root = tmp_path_factory.mktemp("planted")
    planted = dict(HONEST)
    for file, imported in PLANTED:
        planted[file] += f"\nimport {imported}"
    planted["modules/diary/api.py"] = ""
    planted["modules/diary/helpers.py"] = ""
    planted["identity/helpers/words.py"] = ""
    _write(root, planted)
    result = _lint(root)
    assert result.returncode == 1, result.stdout + result.stderr
    return result.stdout


@pytest.mark.parametrize(("file", "imported"), PLANTED)
def test_a_planted_import_is_found(findings: str, file: str, imported: str) -> None:
    importer = file.removesuffix(".py").replace("/", ".")
    assert f"{importer} -> {imported} (l." in findings


def test_an_unknown_file_name_in_a_module_is_found(findings: str) -> None:
    assert "not listed as layers:\n\n- modules.diary.helpers" in findings


def test_an_unknown_room_of_identity_is_found(findings: str) -> None:
    assert "not listed as layers:\n\n- identity.helpers" in findings


def test_a_circle_of_modules_is_found(findings: str) -> None:
    assert "No cycles are allowed in modules.\n" in findings
