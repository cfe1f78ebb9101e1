"""Two languages: Russian is the source of every text, English comes from the catalog.

`_("Класс %(name)s уже есть", name=x)` formats with keywords; `lazy` is for class attributes (form labels).
Commands: `python -m intranet.kit.i18n extract | compile | check`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from babel.support import LazyProxy, NullTranslations, Translations

LANGUAGES = ("ru", "en")
ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "intranet" / "locale"
LANG: ContextVar[str] = ContextVar("lang", default="ru")
KEYWORDS = {"_": None, "lazy": None, "ngettext": (1, 2), "N_": None}
METHODS = [("**/tests/**", "ignore"), ("**.py", "python"), ("**/templates/**.html", "jinja2")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}}
FOLDERS = ("intranet", "identity", "modules")


@cache
def _catalog(lang: str) -> NullTranslations:
    return Translations.load(LOCALE, [lang])


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Texts inside are in this language."""
    token = LANG.set(lang if lang in LANGUAGES else "ru")
    try:
        yield
    finally:
        LANG.reset(token)


def _(message: str, **values: object) -> str:
    """The text in the current language; `%(name)s` takes its keyword."""
    found = str(_catalog(LANG.get()).gettext(message))
    return found % values if values else found


def ngettext(one: str, many: str, n: int, **values: object) -> str:
    """The text for a number; `%(n)s` is the number. Russian forms are in the ru catalog."""
    return str(_catalog(LANG.get()).ngettext(one, many, n)) % {"n": n, **values}


def N_(message: str) -> str:  # noqa: N802 - gettext's own name
    """Marks a text that is translated later, at use."""
    return message


def lazy(message: str) -> Any:
    """A text that becomes its language's when it is shown."""
    return LazyProxy(_, message, enable_cache=False)


def extract() -> Catalog:
    """Every text of the code and templates."""
    catalog = Catalog(project="Parta", fuzzy=False)
    for folder in FOLDERS:
        found = extract_from_dir(
            str(ROOT / folder), [(p, m) for p, m in METHODS if m != "ignore"], OPTIONS, keywords=KEYWORDS
        )
        for file, line, message, comments, context in found:
            catalog.add(message, None, [(f"{folder}/{file}", line)], auto_comments=comments, context=context)
    return catalog


def _path(lang: str) -> Path:
    return LOCALE / lang / "LC_MESSAGES" / "messages.po"


def _read(lang: str) -> Catalog:
    if not _path(lang).exists():
        return Catalog(locale=lang)
    with _path(lang).open("rb") as file:
        return read_po(file, locale=lang)


def update() -> None:
    """Bring both catalogs up to the code: new texts empty, stale ones gone; ru keeps only plurals."""
    source = extract()
    for lang in LANGUAGES:
        catalog = _read(lang)
        known = {message.id: message.string for message in catalog if message.id}
        fresh = Catalog(locale=lang, project="Parta", fuzzy=False, header_comment="# Texts of Parta.")
        for message in sorted((m for m in source if m.id), key=lambda m: str(m.id)):
            if lang == "ru" and not message.pluralizable:
                continue
            fresh.add(message.id, known.get(message.id), flags=message.flags - {"fuzzy"})
        _path(lang).parent.mkdir(parents=True, exist_ok=True)
        with _path(lang).open("wb") as file:
            write_po(file, fresh, width=110, omit_header=False)


def compile_catalogs() -> None:
    """The .mo files beside the .po files."""
    for lang in LANGUAGES:
        _path(lang).parent.mkdir(parents=True, exist_ok=True)
        with _path(lang).with_suffix(".mo").open("wb") as file:
            write_mo(file, _read(lang))


def problems() -> list[str]:
    """What is missing, empty, stale or wrongly formatted in the catalogs, one line each."""
    found = []
    source = {m.id: m for m in extract() if m.id}
    for lang in LANGUAGES:
        catalog = _read(lang)
        known = {m.id: m for m in catalog if m.id}
        found += [f"{lang}: nothing says {key!r} (run extract)" for key in known if key not in source]
        for key, message in source.items():
            if lang == "ru" and not message.pluralizable:
                continue
            mine = known.get(key)
            said = mine.string if mine else ""
            if not all(said if isinstance(said, tuple) else (said,)):
                found.append(f"{lang}: no translation of {key!r} ({message.locations[:1]})")
            elif mine is not None:
                found += [f"{lang}: {error} in {key!r}" for error in mine.check(catalog)]
    return found


def main(command: str) -> int:
    """extract | compile | check; 1 when check finds something."""
    if command == "extract":
        update()
    elif command == "compile":
        compile_catalogs()
    elif command == "check":
        lines = problems()
        sys.stdout.writelines(line + "\n" for line in lines)
        return 1 if lines else 0
    else:
        raise SystemExit("extract, compile or check")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
