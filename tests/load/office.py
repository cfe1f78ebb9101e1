"""The office, the notices and the reports on the large school: pages, an order, slips on paper."""

from __future__ import annotations

import re
import time
from datetime import date
from statistics import median

import msgspec

from intranet.kit.db import DB
from tests.load.pages import Visit
from tests.load.table import Limit
from tests.load.visitor import Visitor

MARKS, SLIPS, TIMES = 60, 30, 5
PAGE = Limit(8)
AGREED = re.compile(r'name="agreed"[^>]*value="([^"]+)"')
UNDO = re.compile(r'action="(/office/changes/\d+/undo)"')
# A pupil of the sixth grade in one class since before the day from which on there are so many marks.
MOVER = f"""with sixth as (select m.student, m.since, g.school_class from group_membership m
        join study_group g on g.id = m.study_group join school_class c on c.id = g.school_class
        where m.is_roster and m.until is null and c.grade_level = 6),
    marked as (select s.student, s.since, s.school_class, l.on_date,
            row_number() over (partition by s.student order by l.on_date desc, a.id) as n
        from sixth s join mark a on a.student = s.student join work w on w.id = a.work
        join lesson l on l.id = w.lesson)
    select student, on_date as day, (select min(o.school_class) from sixth o
        where o.school_class <> marked.school_class) as to_class from marked where n = {MARKS}
        and since < on_date and not exists (select 1 from movement v where v.student = marked.student
            and v.since >= on_date and v.undone_at is null)
    order by on_date desc, student limit 1"""
OF_THIRTY = f"""select g.school_class from study_group g join group_membership m on m.study_group = g.id
    where g.is_roster and m.until is null and not exists (select 1 from group_membership o
        join account a on a.person = o.student where o.study_group = g.id and a.login like 'student%')
    group by 1 order by abs(count(*) - {SLIPS}), 1 limit 1"""


class Mover(msgspec.Struct, frozen=True):
    """Whom an order will move, from which day, where to."""

    student: int
    day: date
    to_class: int


class Desk(msgspec.Struct, frozen=True):
    """What the office's figures are about; `student` is somebody whose card is read."""

    mover: Mover
    slips_class: int
    student: int


async def make_desk(student: int) -> Desk:
    """Found in the school as it is."""
    mover = await DB.one(Mover, MOVER)
    assert mover is not None
    return Desk(mover, await DB.value(OF_THIRTY), student)


def office_visits(desk: Desk) -> list[Visit]:
    """The rows of the table."""
    secretary, head = ("secretary", "secretary"), ("headteacher", "head_teacher")
    return [
        Visit("notices, parent", "parent", "parent", "/notices", PAGE),
        Visit("notices, teacher", "teacher", "teacher", "/notices", PAGE),
        Visit("office", *secretary, "/office", PAGE),
        Visit("data checks", *secretary, "/office/checks", PAGE),
        Visit("people", *secretary, "/office/people", PAGE),
        Visit("people found by name", *secretary, "/office/people?q=%D0%B8%D0%B2", PAGE),
        Visit("person card, pupil", *secretary, f"/office/people/{desk.student}", PAGE),
        Visit("orders of the year", *secretary, "/office/movements", PAGE),
        Visit("reports", *head, "/reports", PAGE),
        Visit("class list with contacts", *secretary, "/reports/office.class_list?contacts=yes", PAGE),
        Visit("report cards of a class", *head, "/reports/journal.report_card", PAGE),
        Visit("class summary sheet", *head, "/reports/journal.class_summary", PAGE),
        Visit("attendance of a class", *head, "/reports/journal.attendance", PAGE),
        Visit("journal page", *head, "/reports/journal.page", PAGE),
    ]


def move_ms(desk: Desk) -> tuple[float, float]:
    """(ms of the request that carries an order out, of the one that takes it back); the middle of some."""
    browser, mover = Visitor("secretary", "secretary"), desk.mover
    card, day = f"/office/people/{mover.student}", mover.day.isoformat()
    path = f"{card}/movements/new?kind=move"
    form = {"order_number": "1-п", "order_date": day, "since": day, "school_class": str(mover.to_class)}
    moved, undone = [], []
    for _ in range(TIMES):
        found = AGREED.search(browser.send(path, form)[2].decode())
        assert found is not None
        moved.append(_ms(browser, path, form | {"agreed": found[1]}))
        change = UNDO.search(browser.get(card).decode())
        assert change is not None
        undone.append(_ms(browser, change[1], {"next": card}))
    return median(moved), median(undone)


def _ms(browser: Visitor, path: str, form: dict[str, str]) -> float:
    started = time.perf_counter()
    status = browser.send(path, form)[0]
    took = (time.perf_counter() - started) * 1000
    assert status == 303, (path, status)
    return took


def slips_seconds(desk: Desk) -> float:
    """The whole request: new passwords for a class, hashed, written, told, and their PDF."""
    browser, times = Visitor("secretary", "secretary"), []
    form = {"whom": "pupils", "school_class": str(desk.slips_class), "reach": "all", "paper": "pdf"}
    for _ in range(TIMES):
        started = time.perf_counter()
        body = browser.send("/office/slips", form)[2]
        times.append(time.perf_counter() - started)
        assert body.startswith(b"%PDF"), body[:200]
    return median(times)
