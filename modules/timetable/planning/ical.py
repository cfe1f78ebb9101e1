"""Lessons as iCalendar (RFC 5545): what calendar programs read from a link (DOMAIN 4.7). Pure.

Rules: one event a dated lesson, its UID never changes, SEQUENCE grows with every change; a cancelled lesson
stays as cancelled; times are the school's with its zone; subject, class and place, no pupil's name, no mark.
The library takes a millisecond an event, and a class's families ask for the same ones: they are kept as text.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec
from icalendar import Calendar, Event, Timezone

from intranet.kit.i18n import LANG, _

PRODUCT = "-//Parta//Timetable//RU"
AGAIN_AFTER = timedelta(hours=1)
END = b"END:VCALENDAR"
KEPT = 30_000  # events of 350 bytes: three months of a school


class FeedLesson(msgspec.Struct, frozen=True):
    """A lesson of a feed; `whom` is told to a teacher only, `house` where the school has several."""

    id: int
    on_date: date
    number: int
    starts: time | None
    ends: time | None
    subject: str
    whom: str
    room: str | None
    house: str | None
    is_off: bool
    sequence: int
    stamped: datetime

    @property
    def place(self) -> str:
        """ "каб. 301, корп. 2"; empty without a room."""
        if not self.room:
            return ""
        return ", ".join(filter(None, (_("каб. %(room)s", room=self.room), self.house)))


def calendar_of(lessons: list[FeedLesson], title: str, zone: ZoneInfo, school: str) -> bytes:
    """The calendar's bytes; `school` makes the UIDs of two schools differ. Slow when cold: in a thread."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", title)
    made.add("x-wr-timezone", zone.key)
    made.add("refresh-interval", AGAIN_AFTER, parameters={"value": "DURATION"})
    made.add("x-published-ttl", AGAIN_AFTER)
    years = {lesson.on_date.year for lesson in lessons}
    if years:
        made.add_component(_timezone(zone.key, min(years), max(years)))
    head, end, rest = bytes(made.to_ical()).partition(END)
    lang = LANG.get()
    return head + b"".join(_event(lesson, zone.key, school, lang) for lesson in lessons) + end + rest


@lru_cache(maxsize=8)
def _timezone(key: str, first: int, last: int) -> Timezone:
    return Timezone.from_tzid(key, first_date=date(first, 1, 1), last_date=date(last + 1, 1, 1))


@lru_cache(maxsize=KEPT)
def _event(lesson: FeedLesson, key: str, school: str, _lang: str) -> bytes:
    event, zone = Event(), ZoneInfo(key)
    event.add("uid", f"lesson-{lesson.id}@{school}")
    event.add("dtstamp", lesson.stamped)
    event.add("sequence", lesson.sequence)
    event.add("summary", ", ".join(filter(None, (lesson.subject, lesson.whom))))
    event.add("status", "CANCELLED" if lesson.is_off else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if lesson.is_off else "OPAQUE")
    if lesson.place:
        event.add("location", lesson.place)
    if lesson.starts and lesson.ends:
        event.add("dtstart", datetime.combine(lesson.on_date, lesson.starts, zone))
        event.add("dtend", datetime.combine(lesson.on_date, lesson.ends, zone))
    else:
        event.add("dtstart", lesson.on_date)
        event.add("description", _("%(n)s-й урок", n=lesson.number))
    return bytes(event.to_ical())
