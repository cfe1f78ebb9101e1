"""Nothing is too long to read at once: `python -m tests.architecture.sizes` lists what is.

Functions <= 25 lines, handlers <= 15 (decorators, signature's extra lines and docstring not counted),
files <= 300, templates <= 80. Migrations are exempt, tests keep to the length of files only.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FUNCTION, HANDLER, FILE, TEMPLATE = 25, 15, 300, 80
VERBS = {"page", "fragment", "action", "download", "stream", "public", "public_action", "machine"}
FOLDERS = ("intranet", "identity", "modules", "themes", "tests")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def too_long(root: Path) -> Iterator[str]:
    """One line per finding: place, what it is, its length and the limit."""
    files = [file for folder in FOLDERS for file in sorted((root / folder).rglob("*"))]
    for file in [*files, *root.glob("*.py")]:
        if {"piccolo_migrations", "node_modules"} & set(file.parts) or not file.is_file():
            continue
        if file.suffix == ".html":
            yield from _file(file, root, TEMPLATE)
        elif file.suffix in {".py", ".js", ".css"}:
            yield from _file(file, root, FILE)
        if file.suffix == ".py" and file.relative_to(root).parts[0] != "tests":
            yield from _functions(file, root)


def _file(file: Path, root: Path, limit: int) -> Iterator[str]:
    length = len(file.read_text().splitlines())
    if length > limit:
        yield f"{file.relative_to(root)}: {length} lines, at most {limit}"


def _functions(file: Path, root: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, Function):
            limit = HANDLER if _is_handler(node) else FUNCTION
            length = _length(node)
            if length > limit:
                place = f"{file.relative_to(root)}:{node.lineno}"
                yield f"{place}: {node.name} has {length} lines, at most {limit}"


def _length(node: Function) -> int:
    """The `def` as one line, and the body without its docstring."""
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    if not body:
        return 1
    return 1 + (body[-1].end_lineno or 0) - body[0].lineno + 1


def _is_handler(node: Function) -> bool:
    calls = [one for one in node.decorator_list if isinstance(one, ast.Call)]
    return any(isinstance(call.func, ast.Name) and call.func.id in VERBS for call in calls)


def main() -> int:
    """Print what is too long; 1 if anything is."""
    findings = list(too_long(ROOT))
    print("\n".join(findings))
    return bool(findings)


if __name__ == "__main__":
    sys.exit(main())
