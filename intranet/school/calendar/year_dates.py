"""A year's terms, holidays and bells as a school starts with them (DOMAIN 7.2, 7.3); all may be edited.

Pure. The official dates are fixed anew every year; this is the pattern of 2026/27 laid on any year:
weeks of vacation from the last Saturdays of October and March, winter from 31 December to the first
Sunday from 8 January on, lessons until 26 May, state holidays on a weekend also on the next working day.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import NamedTuple

from intranet.school.calendar.days import DAY, BellKind, DayKind
from intranet.school.facts import TermKind

MONDAY, FRIDAY, SATURDAY, SUNDAY = 0, 4, 5, 6
WEEK = timedelta(7)


class Span(NamedTuple):
    """Two dates, both in it."""

    begins: date
    ends: date


class DayOff(NamedTuple):
    """A calendar exception to be."""

    kind: DayKind
    begins: date
    ends: date
    title: str
    works_as: int | None = None
    grade_level: int | None = None


class YearDates(NamedTuple):
    """The construction of one year."""

    begins: date
    teaching_until: date
    ends: date
    terms: dict[TermKind, list[Span]]
    exceptions: list[DayOff]

    @property
    def title(self) -> str:
        """ "2026/2027"."""
        return f"{self.begins.year}/{self.ends.year}"


def on_or_after(day: date, weekday: int) -> date:
    """The first such weekday (0 Monday) from a date on."""
    return day + timedelta((weekday - day.weekday()) % 7)


def year_dates(day: date) -> YearDates:
    """The construction of the school year a date lies in (1 September to 31 August)."""
    first = date(day.year if day >= date(day.year, 9, 1) else day.year - 1, 9, 1)
    last = date(first.year + 1, 5, 26)
    last = last if last.weekday() < SATURDAY else on_or_after(last - timedelta(6), FRIDAY)
    autumn = on_or_after(date(first.year, 10, 24), SATURDAY)
    winter = Span(date(first.year, 12, 31), on_or_after(date(last.year, 1, 8), SUNDAY))
    spring = on_or_after(date(last.year, 3, 24), SATURDAY)
    vacations = [Span(autumn, autumn + WEEK + DAY), winter, Span(spring, spring + WEEK + DAY)]
    ends = date(last.year, 8, 31)
    return YearDates(
        first, last, ends, _terms(first, last, vacations), _exceptions(vacations, Span(last + DAY, ends))
    )


def _terms(first: date, last: date, vacations: list[Span]) -> dict[TermKind, list[Span]]:
    autumn, winter, spring = vacations
    quarters = [
        Span(first, autumn.begins - DAY),
        Span(autumn.ends + DAY, winter.begins - DAY),
        Span(winter.ends + DAY, spring.begins - DAY),
        Span(spring.ends + DAY, last),
    ]
    half_years = [Span(first, winter.begins - DAY), Span(winter.ends + DAY, last)]
    november = on_or_after(date(first.year, 11, 10), FRIDAY)
    february = on_or_after(date(last.year, 2, 15), FRIDAY)
    trimesters = [
        Span(first, november),
        Span(november + timedelta(10), february),
        Span(february + timedelta(10), last - DAY),
    ]
    return {TermKind.QUARTER: quarters, TermKind.HALF_YEAR: half_years, TermKind.TRIMESTER: trimesters}


def _exceptions(vacations: list[Span], summer: Span) -> list[DayOff]:
    titles = ("Осенние каникулы", "Зимние каникулы", "Весенние каникулы", "Летние каникулы")
    spans = [*vacations, summer]
    found = [DayOff(DayKind.VACATION, *span, title) for span, title in zip(spans, titles, strict=True)]
    begun, ended = vacations[0].begins.year, summer.ends.year
    extra = on_or_after(date(ended, 2, 15), MONDAY)
    found.append(
        DayOff(DayKind.VACATION, extra, extra + timedelta(6), "Дополнительные каникулы", grade_level=1)
    )
    saturday = on_or_after(date(begun, 12, 10), SATURDAY)
    found.append(DayOff(DayKind.TRANSFER, saturday, saturday, "Суббота по расписанию понедельника", 1))
    return found + _holidays(begun, ended)


def _holidays(begun: int, ended: int) -> list[DayOff]:
    found = []
    for day, title in (
        (date(begun, 11, 4), "День народного единства"),
        (date(ended, 2, 23), "День защитника Отечества"),
        (date(ended, 3, 8), "Международный женский день"),
        (date(ended, 5, 1), "Праздник Весны и Труда"),
        (date(ended, 5, 9), "День Победы"),
    ):
        found.append(DayOff(DayKind.HOLIDAY, day, day, title))
        if day.weekday() >= SATURDAY:
            working = on_or_after(day, MONDAY)
            found.append(DayOff(DayKind.HOLIDAY, working, working, f"{title} (перенос)"))
    return found


class Bells(NamedTuple):
    """A set of bells to be: number -> from, to."""

    kind: BellKind
    shift: int
    weekday: int | None
    times: dict[int, tuple[time, time]]


def _times(text: str, first: int = 1) -> dict[int, tuple[time, time]]:
    pairs = (pair.split("-") for pair in text.split())
    return {
        number: (time.fromisoformat(starts), time.fromisoformat(ends))
        for number, (starts, ends) in enumerate(pairs, first)
    }


BELLS = (
    Bells(BellKind.NORMAL, 1, None, _times(
        "08:30-09:15 09:25-10:10 10:30-11:15 11:35-12:20 12:30-13:15 13:25-14:10 14:20-15:05 15:35-16:20")),
    Bells(BellKind.NORMAL, 1, 1, _times(
        "08:30-09:00 09:10-09:50 10:00-10:40 11:00-11:40 12:00-12:40 12:50-13:30 13:40-14:20 14:30-15:10",
        first=0)),
    Bells(BellKind.SHORTENED, 1, None, _times(
        "08:30-09:05 09:15-09:50 10:10-10:45 11:05-11:40 11:50-12:25 12:35-13:10 13:20-13:55")),
    Bells(BellKind.NORMAL, 2, None, _times(
        "14:00-14:40 14:50-15:30 15:50-16:30 16:40-17:20 17:30-18:10 18:20-19:00")),
)  # fmt: skip

# DOMAIN 7.1: the curriculum's names and how a narrow column writes them.
SUBJECTS = {
    "Русский язык": "Рус. яз.",
    "Литература": "Лит-ра",
    "Литературное чтение": "Лит. чт.",
    "Иностранный язык (английский)": "Англ. яз.",
    "Математика": "Матем.",
    "Алгебра": "Алгебра",
    "Алгебра и начала анализа": "Алгебра",
    "Геометрия": "Геом.",
    "Вероятность и статистика": "ВиС",
    "Информатика": "Информ.",
    "Окружающий мир": "Окр. мир",
    "Основы религиозных культур и светской этики": "ОРКСЭ",
    "История": "История",
    "Обществознание": "Общество",
    "География": "Геогр.",
    "Физика": "Физика",
    "Химия": "Химия",
    "Биология": "Биол.",
    "Изобразительное искусство": "ИЗО",
    "Музыка": "Музыка",
    "Труд (технология)": "Труд",
    "ОБЗР": "ОБЗР",
    "Физическая культура": "Физ-ра",
    "Индивидуальный проект": "Инд. проект",
}

# How lists write some of them otherwise.
ALIASES = {
    "Основы безопасности и защиты Родины": "ОБЗР",
    "Основы безопасности и защиты Родины (ОБЗР)": "ОБЗР",
    "Английский язык": "Иностранный язык (английский)",
    "Физкультура": "Физическая культура",
    "ИЗО": "Изобразительное искусство",
    "ОРКСЭ": "Основы религиозных культур и светской этики",
    "Труд": "Труд (технология)",
    "Технология": "Труд (технология)",
}
