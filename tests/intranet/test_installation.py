"""A command never makes a demo: without a database it says what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from intranet import installation
from intranet.settings import ROOT

SAID = "Демо ещё не заведено: запустите bin/demo или укажите --data либо DATABASE_URL.\n"


@pytest.mark.parametrize("words", [("user", "list"), ("worker",), ("serve", "--port", "1")])
def test_a_folder_without_a_demo_is_left_alone(tmp_path: Path, words: tuple[str, ...]) -> None:
    folder = tmp_path / "new"
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "intranet.cli", *words, "--data", str(folder)],
        env=environment | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (2, "", SAID)
    assert not folder.exists()


def test_the_default_demo_is_not_made_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(installation, "DEMO", tmp_path / "demo")
    with pytest.raises(installation.NoDemo), installation.database(None):
        pass
    assert not (tmp_path / "demo").exists()
