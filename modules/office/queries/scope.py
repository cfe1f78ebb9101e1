"""Which classes and whose cards the office shows, and on which day its lists are read.

Rules: the secretary, the administrator, the head teacher and the director see all classes of the year, a
class teacher the own ones. Before the first school day the school's lists are shown as they will stand on
it: in August a class is already full.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from intranet.kit.access import Viewer
from intranet.school.access import NOBODY, OWN_CLASSES, Hat
from intranet.school.facts import current_year

EVERY_CLASS = "select sc.id from school_class sc where $1::int is not null and $2::date is not null"
CLASSES = {
    Hat.TEACHER: OWN_CLASSES,
    Hat.SECRETARY: EVERY_CLASS,
    Hat.ADMINISTRATOR: EVERY_CLASS,
    Hat.HEAD_TEACHER: EVERY_CLASS,
    Hat.DIRECTOR: EVERY_CLASS,
}
NOW = "since <= $2 and (until is null or until >= $2)"
M_NOW = "m.since <= $2 and (m.until is null or m.until >= $2)"

EVERYBODY = "select p.id from person p where $1::int is not null and $2::date is not null"
OWN_PUPILS = f"""select m.student from group_membership m join study_group sg on sg.id = m.study_group
    where m.is_roster and {M_NOW} and sg.school_class in ({OWN_CLASSES})"""
PEOPLE = {
    # a class teacher: the pupils of the own class and whoever answers for them on the day
    Hat.TEACHER: f"""{OWN_PUPILS} union select g.guardian from guardianship g where g.child in ({OWN_PUPILS})
        and g.since <= $2 and (g.until is null or g.until >= $2)""",
    Hat.SECRETARY: EVERYBODY,
    Hat.ADMINISTRATOR: EVERYBODY,
    Hat.HEAD_TEACHER: EVERYBODY,
    Hat.DIRECTOR: EVERYBODY,
}


class Reading(NamedTuple):
    """What every read here starts with: $1 the viewer's person, $2 the day, $3 the year (0: none)."""

    person: int
    day: date
    year: int


async def reading_of(viewer: Viewer) -> Reading:
    """The year whose lists are shown, and the day they are read on."""
    year = await current_year(viewer.day)
    if year is None:
        return Reading(viewer.person, viewer.day, 0)
    is_leader = viewer.hat == Hat.TEACHER
    return Reading(viewer.person, viewer.day if is_leader else max(viewer.day, year.begins), year.id)


def visible_office_classes(viewer: Viewer) -> str:
    """Ids of the classes whose people this viewer looks after."""
    return CLASSES.get(Hat(viewer.hat), NOBODY)


def visible_people(viewer: Viewer) -> str:
    """Ids of the people whose card this viewer may open: everybody, or the own class's families."""
    return PEOPLE.get(Hat(viewer.hat), NOBODY)
