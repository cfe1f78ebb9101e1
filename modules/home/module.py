"""The first page's manifest."""

from __future__ import annotations

from datetime import date

from intranet.kit.i18n import lazy
from intranet.kit.module import Informer, Module, NavItem
from intranet.kit.templating import date_digits, weekday_within
from modules.home.permissions import NUMBERS, STEPS, VIEW
from modules.home.views import show_home


def say_day(day: date) -> tuple[str, bool]:
    """ "вторник, 17.11"."""
    return f"{weekday_within(day)}, {date_digits(day)}", False


MODULE = Module(
    name="home",
    title=lazy("Главная"),
    handlers=(show_home,),
    nav=(NavItem(lazy("Главная"), "/", "house", VIEW, 0, Informer("$2::date", say_day)),),
    permissions=(NUMBERS, STEPS),
)
