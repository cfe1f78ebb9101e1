"""Jinja2 as the house uses it: one environment, strict, escaped, compiled once.

A template is logic-poor: it gets Structs, never queries. Text goes through gettext; `can("name")`
asks the same permission a handler names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from intranet.kit import access, assets, clock, i18n

ROOT = Path(__file__).resolve().parents[2]
WORN: ContextVar[str] = ContextVar("worn_hat", default="")
_environment: Environment | None = None


def folders(modules: tuple[str, ...], theme: str) -> list[Path]:
    """Where templates are looked for: the theme first, then frame, identity, modules."""
    places = [
        ROOT / "themes" / theme / "templates",
        ROOT / "intranet" / "templates",
        ROOT / "identity" / "templates",
    ]
    return places + [ROOT / "modules" / name / "templates" for name in modules]


def set_up(modules: tuple[str, ...], theme: str) -> Environment:
    """Make the process's environment."""
    global _environment
    environment = Environment(
        loader=FileSystemLoader(folders(modules, theme)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
        cache_size=-1,
    )
    environment.install_gettext_callables(i18n._, i18n.ngettext, newstyle=False)  # type: ignore[attr-defined]
    environment.globals.update(_=i18n._, ngettext=i18n.ngettext)
    environment.globals.update(static=assets.static, worn_hat=WORN.get)  # macros see no context
    environment.filters.update(FILTERS)
    _environment = environment
    return environment


def environment() -> Environment:
    """The process's environment; RuntimeError before set_up."""
    if _environment is None:
        raise RuntimeError("templating.set_up() has not run")
    return _environment


def render(name: str, context: Mapping[str, Any]) -> str:
    """The template's text."""
    return environment().get_template(name).render(context)


def may(signed: access.Signed | None) -> Callable[[str], bool]:
    """`can` for one page: whether the worn hat has the named permission."""
    hat = signed.hat if signed else ""

    def can(name: str) -> bool:
        return bool(hat) and access.permission_named(name).allows(hat)

    return can


def _locale() -> str:
    return i18n.LANG.get()


@lru_cache(maxsize=4096)
def _date(day: date, pattern: str, locale: str) -> str:
    return format_date(day, pattern, locale=locale)


def date_long(day: date) -> str:
    """17 ноября 2026"""
    return _date(day, "d MMMM y", _locale())


def date_short(day: date) -> str:
    """17 ноября"""
    return _date(day, "d MMMM", _locale())


def date_full(day: date) -> str:
    """17.11.2026"""
    return f"{day:%d.%m.%Y}"


def date_digits(day: date) -> str:
    """17.11"""
    return f"{day.day:02}.{day.month:02}"


def weekday(day: date) -> str:
    """Вторник"""
    said = _date(day, "EEEE", _locale())
    return said[:1].upper() + said[1:]


def weekday_within(day: date) -> str:
    """вторник: inside a sentence; English keeps its capital"""
    return _date(day, "EEEE", _locale())


def weekday_short(day: date) -> str:
    """вт"""
    return _date(day, "EEE", _locale())[:3].rstrip(".")


def month(day: date) -> str:
    """Ноябрь"""
    said = _date(day, "LLLL", _locale())
    return said[:1].upper() + said[1:]


def moment(at: datetime) -> str:
    """17 ноября, 13:05 in the school's zone"""
    return format_datetime(clock.to_local(at), "d MMMM, HH:mm", locale=_locale())


def clock_time(at: time | datetime) -> str:
    """8:30"""
    local = clock.to_local(at).time() if isinstance(at, datetime) else at
    return f"{local.hour}:{local.minute:02}"


def decimal(value: Fraction | Decimal | float | None, places: int = 2) -> str:
    """4,44 half-up from an exact number (DOMAIN 3); a dash for None. English has a point."""
    if value is None:
        return "—"
    exact = Fraction(value)
    units = Decimal(exact.numerator * 10**places) / Decimal(exact.denominator)
    whole = units.quantize(Decimal(1), rounding=ROUND_HALF_UP).scaleb(-places)
    said = f"{whole:.{places}f}"
    return said if _locale() == "en" else said.replace(".", ",")


FILTERS: dict[str, Callable[..., str]] = {
    "date_long": date_long,
    "date_short": date_short,
    "date_full": date_full,
    "date_digits": date_digits,
    "weekday": weekday,
    "weekday_short": weekday_short,
    "moment": moment,
    "time": clock_time,
    "decimal": decimal,
}
