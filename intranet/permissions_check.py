"""docs/permissions.md against the app: every route has its hand-written line, every line its route.

A line of a table: `| GET /journal/{id} | - | - | own | ... | 404 |` under a heading `## module`. The
columns after the route are the hats in HATS order, then what a foreign object answers.
Cells: `own`, `all` (may, what `visible_to` shows), `-` (403), `public` (no session needed).
"""

from __future__ import annotations

import importlib
import re
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from litestar import Litestar
from litestar.routes import HTTPRoute

from intranet.kit.access import OPEN_TO_ALL, Permission
from intranet.settings import ROOT, from_environment

PAGE = ROOT / "docs" / "permissions.md"
HATS = (
    "student", "parent", "teacher", "head_teacher", "director", "secretary", "administrator", "guest_staff",
)  # fmt: skip
LINE = re.compile(r"^\|\s*`?(GET|POST) (/\S*?)`?\s*\|(.+)\|\s*$")
PARAMETER = re.compile(r"\{(\w+):\w+\}")


@dataclass(frozen=True)
class Expectation:
    """One line of the page: what each hat gets, and what a foreign object answers."""

    method: str
    path: str
    cells: dict[str, str]
    foreign: str

    @property
    def is_public(self) -> bool:
        """Whether it asks for no session."""
        return all(cell == "public" for cell in self.cells.values())


def expectations(text: str) -> dict[tuple[str, str], Expectation]:
    """Every line of the page; ValueError for one with missing cells or written twice."""
    found: dict[tuple[str, str], Expectation] = {}
    for line in text.splitlines():
        if match := LINE.match(line):
            method, path, rest = match.groups()
            cells = [cell.strip() for cell in rest.split("|")]
            if len(cells) != len(HATS) + 1:
                raise ValueError(f"{method} {path}: {len(cells)} cells instead of {len(HATS) + 1}")
            if (method, path) in found:
                raise ValueError(f"{method} {path} stands twice")
            found[method, path] = Expectation(method, path, dict(zip(HATS, cells, strict=False)), cells[-1])
    return found


def routes(app: Litestar) -> dict[tuple[str, str], Permission]:
    """Every route of the app, static files aside: (method, path as the page writes it) -> permission."""
    found: dict[tuple[str, str], Permission] = {}
    for route in app.routes:
        if not isinstance(route, HTTPRoute) or route.path.startswith("/static"):
            continue
        for handler in route.route_handlers:
            for method in handler.http_methods - {"OPTIONS", "HEAD"}:
                found[str(method), PARAMETER.sub(r"{\1}", route.path)] = handler.opt["permission"]
    return found


def problems(app: Litestar) -> list[str]:
    """What the page and the code say differently, one line each."""
    said, real = expectations(PAGE.read_text()), routes(app)
    found = [f"no line in docs/permissions.md: {m} {p}" for m, p in sorted(real.keys() - said.keys())]
    found += [f"docs/permissions.md names no route: {m} {p}" for m, p in sorted(said.keys() - real.keys())]
    for key in sorted(said.keys() & real.keys()):
        line, permission = said[key], real[key]
        if line.is_public != (permission in OPEN_TO_ALL):
            found.append(f"{key[0]} {key[1]}: public in one place only")
            continue
        for hat in HATS if not line.is_public else ():
            if (line.cells[hat] != "-") != permission.allows(hat):
                found.append(f"{key[0]} {key[1]}: {hat} is {line.cells[hat]!r}, the code disagrees")
    return found


def main() -> int:
    """Print the differences; 1 when there are any."""
    with tempfile.TemporaryDirectory() as folder:
        create_app = importlib.import_module("litestar_app").create_app  # nobody imports the root
        app = create_app(replace(from_environment(), data=Path(folder)))
        lines = problems(app)
    print("\n".join(lines) or "every route has its line")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
