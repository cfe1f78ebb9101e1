"""The icon sprite: only the Lucide icons that templates, manifests and scripts name.

A template says icon("name"), Python `icon=` with a name, a script "#name", a manifest (module.py) names one
anywhere. A name that Lucide does not have stops the build.
"""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ICONS = ROOT / "node_modules" / "lucide-static" / "icons"
CODE = ("intranet", "identity", "modules")

_ICON_CALL = re.compile(r"\bicon\(([^)]*)\)")
_ICON_FIELD = re.compile(r"\bicon\s*=\s*[\"']([a-z0-9-]+)[\"']")
_ICON_HASH = re.compile(r"[\"'`]#([a-z0-9-]+)[\"'`]")
_QUOTED = re.compile(r"[\"']([a-z0-9-]+)[\"']")
_SHAPE = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


class AssetError(Exception):
    """A source is missing or wrong; the sentence says which and what to do."""


def code_files(*suffixes: str) -> Iterator[Path]:
    """Files of the house whose names end so."""
    for folder in CODE:
        for suffix in suffixes:
            yield from (ROOT / folder).rglob(f"*{suffix}")


def _icons_in(path: Path) -> tuple[set[str], set[str]]:
    """(certainly icons, icons if Lucide has them) named in one file."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".js":
        return set(), set(_ICON_HASH.findall(text))
    if path.suffix == ".py":
        return set(_ICON_FIELD.findall(text)), set(_QUOTED.findall(text) if path.name == "module.py" else ())
    calls = [found.strip() for found in _ICON_CALL.findall(text)]
    literal = {_QUOTED.findall(call)[0] for call in calls if re.match(_QUOTED, call)}
    return literal, {name for call in calls for name in _QUOTED.findall(call)}


def icons_used() -> list[str]:
    """Lucide names in use, sorted; a literal name that Lucide does not have raises AssetError."""
    used: set[str] = set()
    for path in code_files(".html", ".py", ".js"):
        named, perhaps = _icons_in(path)
        for name in sorted(named):
            if not (ICONS / f"{name}.svg").exists():
                raise AssetError(f"{path.relative_to(ROOT)}: there is no Lucide icon named {name!r}.")
        used |= named | {name for name in perhaps if (ICONS / f"{name}.svg").exists()}
    return sorted(used)


def sprite() -> bytes:
    """One SVG file of symbols: `<use href="/static/icons.<hash>.svg#check">`."""
    parts = ['<svg xmlns="http://www.w3.org/2000/svg">']
    for name in icons_used():
        found = _SHAPE.search((ICONS / f"{name}.svg").read_text(encoding="utf-8"))
        if found is None:
            raise AssetError(f"The icon {name!r} has no drawing in it.")
        shape = " ".join(found[1].split()).replace(" />", "/>").replace("> <", "><")
        parts.append(f'<symbol id="{name}" viewBox="0 0 24 24">{shape}</symbol>')
    return ("".join(parts) + "</svg>\n").encode()
