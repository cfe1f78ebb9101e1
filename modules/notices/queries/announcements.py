"""The office's announcements: what was published, to whom, who has read it, and whom one may write to.

The school's heads and office see all and may write to anybody; a teacher sees the own ones and may write to
the own class only.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.kit.i18n import _
from intranet.school.access import OWN_CLASSES, Hat, viewer_args
from intranet.school.facts import class_name
from intranet.school.people.names import short_name

LATEST = 100
ALL_CLASSES = "select sc.id from school_class sc where $1::int is not null and $2::date is not null"
ALL = "select a.id from announcement a where $1::int is not null and $2::date is not null"
OWN = """select a.id from announcement a
    where a.made_by = $1 and a.made_by_hat = 'teacher' and $2::date is not null"""
FOUND = """select a.id, a.title, a.body, a.audience, a.shown_until, a.made_by_hat, a.published_at,
    a.withdrawn_at, a.told, array[p.surname, p.name, p.patronymic]::text[] as author,
    (select count(distinct r.person) from receipt r join notice n on n.id = r.notice
        where n.event_key = 'announcement:' || a.id and r.read_at is not null) as read,
    array(select sc.grade_level || '|' || sc.letter from school_class sc where a.audience->>'kind' = 'classes'
        and sc.id in (select t::int from jsonb_array_elements_text(a.audience->'ids') t)
        order by sc.grade_level, sc.letter)::text[] as classes
    from announcement a left join person p on p.id = a.made_by"""


class ClassChoice(msgspec.Struct, frozen=True):
    """A class one may write to."""

    id: int
    grade_level: int
    letter: str

    @property
    def title(self) -> str:
        """ "7Б"."""
        return class_name(self.grade_level, self.letter)


class AnnouncementRow(msgspec.Struct, frozen=True):
    """An announcement as those who write them see it; `told` and `read` count people."""

    id: int
    title: str
    body: str
    audience: dict[str, Any]
    shown_until: date | None
    made_by_hat: str
    published_at: datetime
    withdrawn_at: datetime | None
    told: int
    author: list[str | None]
    read: int
    classes: list[str]

    @property
    def paragraphs(self) -> list[str]:
        """The text, line by line."""
        return [line.strip() for line in self.body.splitlines() if line.strip()]

    @property
    def author_name(self) -> str:
        """ "Иванова М. С."; empty for the system."""
        surname, name, patronymic = self.author
        return short_name(surname, name or "", patronymic or "") if surname else ""

    @property
    def whom(self) -> str:
        """To whom, in words: "родителям", "классам 5А, 7Б"."""
        if self.audience["kind"] != "classes":
            return str(audience_words().get(self.audience["kind"], self.audience["kind"]))
        names = [
            class_name(int(grade), letter) for grade, letter in (one.split("|", 1) for one in self.classes)
        ]
        return _("классам: %(names)s", names=", ".join(names))


def audience_words() -> dict[str, str]:
    """The audiences of an announcement."""
    return {
        "everybody": _("всем"), "staff": _("сотрудникам"), "parents": _("родителям"),
        "students": _("ученикам"), "classes": _("классам: ученикам и их родителям"),
    }  # fmt: skip


def visible_announcements(viewer: Viewer) -> str:
    """Ids of the announcements this viewer looks after."""
    return OWN if viewer.hat == Hat.TEACHER else ALL


def visible_addressees(viewer: Viewer) -> str:
    """Ids of the classes this viewer may write to."""
    return OWN_CLASSES if viewer.hat == Hat.TEACHER else ALL_CLASSES


async def classes_to_write(viewer: Viewer) -> list[ClassChoice]:
    """The classes of the year this viewer may write to, in natural order."""
    return await DB.rows(
        ClassChoice,
        f"""select sc.id, sc.grade_level, sc.letter from school_class sc
            join academic_year y on y.id = sc.year where y.begins <= $2 and y.ends >= $2
              and sc.id in ({visible_addressees(viewer)})
            order by sc.grade_level, sc.letter""",
        *viewer_args(viewer),
    )


async def announcements_of(viewer: Viewer) -> list[AnnouncementRow]:
    """The latest announcements this viewer looks after, new ones first."""
    return await DB.rows(
        AnnouncementRow,
        f"{FOUND} where a.id in ({visible_announcements(viewer)}) order by a.id desc limit $3",
        *viewer_args(viewer), LATEST,
    )  # fmt: skip


async def announcement_of(viewer: Viewer, announcement: int) -> AnnouncementRow:
    """One of them; NotFound for one this viewer does not look after."""
    found = await DB.one(
        AnnouncementRow,
        f"{FOUND} where a.id in ({visible_announcements(viewer)}) and a.id = $3",
        *viewer_args(viewer), announcement,
    )  # fmt: skip
    if found is None:
        raise NotFound
    return found
