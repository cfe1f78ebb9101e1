"""A representative asks for access (FEATURES A6, A7): sent by anybody, logged in the office, listed by age.

What is sent online is answered the same whoever was named; nothing is looked up for it. The office sees all
requests, a class teacher those that name the own class or one of its pupils. More than three working days of
waiting are marked; working days are Monday to Friday without the school's holidays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from identity.door import events as door_events
from identity.door import throttle
from identity.door.refusals import too_often
from identity.door.visitor import Visitor
from identity.local.slips import OWN_PUPILS
from intranet.kit import audit, clock, events
from intranet.kit.access import Viewer, system_actor
from intranet.kit.db import DB
from intranet.kit.errors import Forbidden, NotFound
from intranet.kit.i18n import lazy
from intranet.school.access import OWN_CLASSES, Hat
from intranet.school.facts import class_name
from intranet.school.people.names import clean, fold, full_name, tidy_name

ANSWERED_IN = 3
MOST_SHOWN = 300
OFFICE = (Hat.SECRETARY, Hat.ADMINISTRATOR)
PAPER_TITLES: dict[str, Any] = {
    "application": lazy("заявление"), "birth": lazy("свидетельство о рождении"),
    "guardianship": lazy("документ об опеке или попечительстве"), "passport": lazy("паспорт представителя"),
}  # fmt: skip
REASON_TITLES: dict[str, Any] = {
    "not_guardian": lazy("не законный представитель"), "court": lazy("доступ ограничен судом"),
    "papers": lazy("нет нужных документов"), "foreign": lazy("ребёнок не учится в этой школе"),
    "double": lazy("такое заявление уже есть"),
}  # fmt: skip
INSERT = """insert into access_request (made_at, source, surname, name, patronymic, phone, email,
        child_surname, child_name, child_born, class_name, kind, note, papers, state, reason, answer)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '[]', 'open', '', '') returning id"""
COLUMNS = """r.id, r.made_at, r.source, r.surname, r.name, r.patronymic, r.phone, r.email, r.child_surname,
    r.child_name, r.child_born, r.class_name, r.kind, r.note, r.papers, r.state, r.reason, r.answer, r.child,
    r.person, r.decided_at"""
OPEN = f"select {COLUMNS} from access_request r where r.state = 'open' order by r.id"
DONE = f"""select {COLUMNS} from access_request r where r.state <> 'open'
    order by r.decided_at desc limit {MOST_SHOWN}"""
ONE = f"select {COLUMNS} from access_request r where r.id = $1"
HOLIDAYS = """select begins, ends from calendar_exception
    where kind = 'holiday' and grade_level is null and school_class is null and ends >= $1"""
OWN_TITLES = f"select grade_level, letter from school_class where id in ({OWN_CLASSES})"
OWN_NAMES = f"select id, surname, name from person where id in ({OWN_PUPILS})"
# Who leads a class today: the class as its title, the pupils as their names.
LEADERS = """select ct.teacher, sc.grade_level, sc.letter, array(
        select p.surname || ' ' || p.name from group_membership m
        join study_group sg on sg.id = m.study_group join person p on p.id = m.student
        where sg.school_class = sc.id and m.is_roster and m.since <= $1
            and (m.until is null or m.until >= $1)) as pupils
    from class_teacher ct join school_class sc on sc.id = ct.school_class
    where ct.since <= $1 and (ct.until is null or ct.until >= $1)"""

SECRETARIES = """select person from granted_hat where hat = 'secretary' and since <= $1
    and (until is null or until >= $1)"""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a representative says."""

    surname: str
    name: str
    patronymic: str
    phone: str
    email: str
    child_surname: str
    child_name: str
    child_born: date | None
    class_name: str
    kind: str
    note: str


class RequestRow(Asked, frozen=True, kw_only=True):
    """A request as it is kept; the child and the person are known once it was granted."""

    id: int
    made_at: datetime
    source: str
    papers: list[str]
    state: str
    reason: str
    answer: str
    child: int | None
    person: int | None
    decided_at: datetime | None

    @property
    def full_name(self) -> str:
        """Who asks."""
        return full_name(self.surname, self.name, self.patronymic)

    @property
    def about(self) -> str:
        """The child, as it was named."""
        return full_name(self.child_surname, self.child_name)


class Waiting(msgspec.Struct, frozen=True):
    """An open request and how many working days it has waited."""

    row: RequestRow
    days: int

    @property
    def is_late(self) -> bool:
        """Whether it should have been answered by now."""
        return self.days > ANSWERED_IN


@dataclass(frozen=True)
class AccessAsked:
    """A request has come; told in its transaction. Whom it concerns is found later, by a job."""

    actor: Viewer
    request: int


class _Free(msgspec.Struct):
    begins: date
    ends: date


class _Title(msgspec.Struct):
    grade_level: int
    letter: str


class _Name(msgspec.Struct):
    id: int
    surname: str
    name: str


class _Leader(_Title):
    teacher: int
    pupils: list[str]


async def ask_online(visitor: Visitor, asked: Asked) -> None:
    """Somebody sends a request. Refused when this address has sent many; else nothing is told of it."""
    if wait := await throttle.take(throttle.REQUESTS, visitor.ip):
        number = await door_events.note("throttled", visitor, detail="request")
        raise too_often(wait, number, "other")
    await _insert(system_actor("identity"), asked, "online")


async def log_request(actor: Viewer, asked: Asked) -> int:
    """A request handed in on paper is logged; its id."""
    if actor.hat not in (*OFFICE, Hat.TEACHER):
        raise Forbidden
    return await _insert(actor, asked, "office")


async def _insert(actor: Viewer, asked: Asked, source: str) -> int:
    async with DB.transaction():
        made: int = await DB.value(
            INSERT, clock.now(), source, tidy_name(asked.surname), tidy_name(asked.name),
            tidy_name(asked.patronymic), asked.phone, asked.email, tidy_name(asked.child_surname),
            tidy_name(asked.child_name), asked.child_born, clean(asked.class_name), asked.kind,
            clean(asked.note),
        )  # fmt: skip
        await audit.record(actor, "identity.request.make", "access_request", made, after={"source": source})
        await events.publish(AccessAsked(actor, made))
    return made


def class_key(text: str) -> str:
    """ "7 «б»" and "7Б" are one class."""
    return "".join(letter for letter in fold(text) if letter.isalnum())


class _Own(msgspec.Struct, frozen=True):
    """What a viewer is answerable for; `is_all` for the office."""

    is_all: bool
    titles: frozenset[str] = frozenset()
    pupils: frozenset[str] = frozenset()

    def has(self, row: RequestRow) -> bool:
        return self.is_all or class_key(row.class_name) in self.titles or fold(row.about) in self.pupils


async def _own(viewer: Viewer) -> _Own:
    if viewer.hat in OFFICE:
        return _Own(True)
    if viewer.hat != Hat.TEACHER:
        raise Forbidden
    titles = await DB.rows(_Title, OWN_TITLES, viewer.person, viewer.day)
    pupils = await DB.rows(_Name, OWN_NAMES, viewer.person, viewer.day)
    return _Own(
        False,
        frozenset(class_key(class_name(one.grade_level, one.letter)) for one in titles),
        frozenset(fold(full_name(one.surname, one.name)) for one in pupils),
    )


async def requests_of(viewer: Viewer) -> tuple[list[Waiting], list[RequestRow]]:
    """(Those this viewer is to answer, the longest waiting first; the answered, the last first.)"""
    own = await _own(viewer)
    waiting = [row for row in await DB.rows(RequestRow, OPEN) if own.has(row)]
    answered = [row for row in await DB.rows(RequestRow, DONE) if own.has(row)]
    return await _aged(waiting[:MOST_SHOWN]), answered[:50]


async def request_of(viewer: Viewer, request: int) -> Waiting:
    """One request with its age; NotFound for another class's."""
    own = await _own(viewer)
    row = await DB.one(RequestRow, ONE, request)
    if row is None or not own.has(row):
        raise NotFound
    audit.looked_at(viewer, "identity.request", [one for one in (row.child, row.person) if one is not None])
    return (await _aged([row]))[0]


async def _aged(rows: Sequence[RequestRow]) -> list[Waiting]:
    if not rows:
        return []
    days = [clock.to_local(row.made_at).date() for row in rows]
    free = await DB.rows(_Free, HOLIDAYS, min(days))
    return [Waiting(row, working_days(day, clock.today(), free)) for row, day in zip(rows, days, strict=True)]


def working_days(since: date, until: date, free: Sequence[Any] = ()) -> int:
    """How many working days have begun after `since`, up to and with `until`."""
    count, day = 0, since
    while day < until and count < 250:
        day += timedelta(days=1)
        if day.weekday() < 5 and not any(one.begins <= day <= one.ends for one in free):
            count += 1
    return count


async def leaders_of(request: int) -> frozenset[int]:
    """The class teachers of the class or the pupil a request names."""
    row = await DB.one(RequestRow, ONE, request)
    if row is None:
        return frozenset()
    title, about = class_key(row.class_name), fold(row.about)
    return frozenset(
        one.teacher
        for one in await DB.rows(_Leader, LEADERS, clock.today())
        if class_key(class_name(one.grade_level, one.letter)) == title
        or about in {fold(name) for name in one.pupils}
    )


async def secretaries(day: date) -> frozenset[int]:
    """Who else may answer."""
    return frozenset(await DB.rows(int, SECRETARIES, day))
