"""Everybody signed in has a first page; the school's numbers and the first steps are for the office."""

from __future__ import annotations

from intranet.kit.access import SIGNED_IN, ReadPermission, hats
from intranet.kit.i18n import lazy
from intranet.school.access import Hat

VIEW = SIGNED_IN
NUMBERS = ReadPermission(
    "home.numbers",
    hats(Hat.HEAD_TEACHER, Hat.DIRECTOR, Hat.SECRETARY, Hat.ADMINISTRATOR, Hat.GUEST_STAFF),
    lazy("видеть на главной числа школы: сколько классов, учеников, сотрудников"),
)
STEPS = ReadPermission(
    "home.steps",
    hats(Hat.SECRETARY, Hat.ADMINISTRATOR),
    lazy("видеть на главной первые шаги: что ещё не заполнено"),
)
