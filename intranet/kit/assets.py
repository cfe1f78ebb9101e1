"""The static build: themes, scripts, icons and fonts become hashed files a browser may keep for a year.

`python -m intranet.kit.assets build` writes build/static: every file as name.<hash>.ext, a gzip copy beside
what compresses, and manifest.json (name -> file); build/fonts gets the faces of papers (kit.documents).
Sources: themes/<name>/app.css (bundled and lowered by lightningcss), intranet/static, htmx and the fonts from
node_modules, and the icons in use (kit.icons).
"""

import gzip
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import lightningcss

from intranet.kit.icons import ICONS, ROOT, AssetError, code_files, sprite

BUILD = ROOT / "build" / "static"
MANIFEST = BUILD / "manifest.json"
FONTS = ROOT / "build" / "fonts"
URL = "/static"

_NODE = ROOT / "node_modules"
_FONTS = _NODE / "@fontsource-variable" / "golos-text" / "files"
_PAPER_FONTS = _NODE / "@expo-google-fonts" / "pt-sans"
_VENDOR = {
    "htmx.js": _NODE / "htmx.org" / "dist" / "htmx.min.js",
    "sse.js": _NODE / "htmx.org" / "dist" / "ext" / "hx-sse.min.js",
}
_BROWSERS = ["chrome 109", "firefox 115"]

_CSS_URL = re.compile(r"url\(\"?([^)\"]+)\"?\)")
_theme = "default"


def _hashed(name: str, body: bytes) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(body).hexdigest()[:10]}{dot}{suffix}"


def _replace(path: Path, body: bytes) -> None:
    """Write whole or not at all: two processes may build at once."""
    part = path.with_name(f"{path.name}.{os.getpid()}")
    part.write_bytes(body)
    part.replace(path)


class _Build:
    """Files written so far; `files` maps a name to its hashed name."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}
        BUILD.mkdir(parents=True, exist_ok=True)

    def add(self, name: str, body: bytes) -> None:
        hashed = _hashed(name, body)
        self.files[name] = hashed
        if not (BUILD / hashed).exists():
            _replace(BUILD / hashed, body)
        if not name.endswith(".woff2"):
            _replace(BUILD / f"{hashed}.gz", gzip.compress(body, 9, mtime=0))


def _css(build: _Build, theme: Path) -> None:
    def font(found: re.Match[str]) -> str:
        name = Path(found[1]).name
        if name not in build.files:
            build.add(name, (_FONTS / name).read_bytes())
        return f"url({URL}/{build.files[name]})"

    css = lightningcss.bundle_css(str(theme / "app.css"), minify=True, browsers_list=_BROWSERS)
    build.add(f"{theme.name}.css", _CSS_URL.sub(font, css).encode())


def _paper_fonts() -> None:
    FONTS.mkdir(parents=True, exist_ok=True)
    for face in sorted(_PAPER_FONTS.glob("*/*.ttf")):
        if not (FONTS / face.name).exists():
            _replace(FONTS / face.name, face.read_bytes())


def fonts() -> Path:
    """The folder of the faces a paper is set in; AssetError where they were never fetched."""
    if not any(FONTS.glob("*.ttf")):
        build()
    return FONTS


def build() -> dict[str, str]:
    """Write everything and the manifest last; returns name -> hashed file name."""
    if not ICONS.is_dir():
        raise AssetError("node_modules is missing: run `npm ci` (bin/demo does it).")
    work = _Build()
    for name, path in _VENDOR.items():
        work.add(name, path.read_bytes())
    for path in sorted((ROOT / "intranet" / "static").iterdir()):
        work.add(path.name, path.read_bytes())
    for entry in sorted((ROOT / "themes").glob("*/app.css")):
        _css(work, entry.parent)
    work.add("icons.svg", sprite())
    _paper_fonts()
    _replace(MANIFEST, json.dumps(work.files, indent=1, sort_keys=True).encode())
    _manifest.cache_clear()
    build_id.cache_clear()
    return work.files


def _sources() -> Iterator[Path]:
    yield ROOT / "package-lock.json"
    yield Path(__file__)
    yield from (ROOT / "themes").rglob("*.css")
    yield from code_files(".html", ".js", ".svg", "module.py")


def ensure_built(theme: str = "default") -> str:
    """Build if a source is newer; `theme` is what static("theme.css") means. Returns the build's id."""
    global _theme
    newest = max(path.stat().st_mtime for path in _sources() if path.exists())
    if not MANIFEST.exists() or MANIFEST.stat().st_mtime < newest:
        build()
    if f"{theme}.css" not in _manifest():
        raise AssetError(f"There is no theme in themes/{theme}.")
    _theme = theme
    return build_id()


@cache
def _manifest() -> dict[str, str]:
    if not MANIFEST.exists():
        build()
    files: dict[str, str] = json.loads(MANIFEST.read_bytes())
    return files


@cache
def build_id() -> str:
    """Changes with any static file; an open page of another build reloads itself."""
    return hashlib.sha256(json.dumps(_manifest(), sort_keys=True).encode()).hexdigest()[:10]


def static(name: str) -> str:
    """URL of a built file: static("app.js") -> "/static/app.1a2b3c4d5e.js"."""
    try:
        return f"{URL}/{_manifest()[f'{_theme}.css' if name == 'theme.css' else name]}"
    except KeyError:
        raise AssetError(f"No static file named {name!r}; known: {', '.join(_manifest())}.") from None


def main(arguments: list[str]) -> int:
    """`build` writes the files and prints what they weigh, compressed."""
    if arguments != ["build"]:
        print("usage: python -m intranet.kit.assets build", file=sys.stderr)
        return 2
    try:
        files = build()
    except (AssetError, OSError, ValueError) as problem:
        print(problem, file=sys.stderr)
        return 1
    for hashed in files.values():
        packed = BUILD / f"{hashed}.gz"
        size = (packed if packed.exists() else BUILD / hashed).stat().st_size
        print(f"{size:>8}  {hashed}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
