"""Announcements of an invented school, from its last days: told, half of them read, mailed long ago."""

from __future__ import annotations

from datetime import date, timedelta

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.access import Hat
from intranet.school.audience import Audience
from intranet.school.demo import DemoSchool
from modules.notices.queries.addresses import how_many
from modules.notices.service.announcements import Draft, publish

# The letters of that time have gone: a demo starts with an empty queue, not with a thousand letters.
MAILED = "delete from letter"
AGE = """with told as (update notice set made_at = made_at - $2::interval
        where event_key = 'announcement:' || $1::int returning id),
    early as (update announcement set published_at = published_at - $2::interval where id = $1)
    update receipt r set read_at = n.made_at from told t join notice n on n.id = t.id
    where r.notice = t.id and r.person % 3 = 1"""
PARENTS = (
    "Родительское собрание в четверг",
    """Собрание пройдёт в четверг в 18:30, каждый класс — в своём кабинете.
Возьмите с собой паспорт: охрана отмечает пришедших.
Кто не сможет прийти, напишите классному руководителю.""",
)
STAFF = (
    "Педсовет во вторник",
    "Педсовет — во вторник в 15:00 в актовом зале. Повестка: итоги четверти, подготовка к олимпиадам.",
)
EVERYBODY = (
    "Столовая: новое меню",
    "С понедельника в столовой новое меню. Горячий завтрак — на второй перемене, обед — на четвёртой.",
)
CLASS = (
    "Экскурсия в музей",
    "В субботу едем в краеведческий музей. Сбор у школы в 9:40, вернёмся к 13:00. Возьмите сменную обувь.",
)


async def fill(school: DemoSchool, day: date) -> None:
    """Publish what the school's people told in the days before `day`."""
    director = Viewer(school.cast["director"], Hat.DIRECTOR, day)
    teacher = Viewer(school.cast["teacher"], Hat.TEACHER, day)
    own = Audience("classes", frozenset({school.shown_class}))
    await _told(director, STAFF, Audience("staff"), timedelta(days=3))
    await _told(director, EVERYBODY, Audience("everybody"), timedelta(days=2))
    await _told(director, PARENTS, Audience("parents"), timedelta(hours=22))
    await _told(teacher, CLASS, own, timedelta(hours=3))


async def _told(actor: Viewer, words: tuple[str, str], audience: Audience, age: timedelta) -> None:
    async with DB.transaction():
        made = await publish(actor, Draft(*words, audience), await how_many(actor, audience))
        await DB.execute(AGE, made, age)
        await DB.execute(MAILED)
