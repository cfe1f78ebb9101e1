"""The office's papers about the pupils: orders, consents, whom to call; written by COPY like everything.

Most pupils have consents and contacts, some lack one; one consent is withdrawn just before the demo's day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.demo.build import Plan
from intranet.school.demo.model import Guardian, Student
from intranet.school.demo.naming import adult_name
from intranet.school.demo.writing import BEFORE, Offsets, Row, came_to_school, copy, order_of
from intranet.school.people.consents import withdraw_consent
from intranet.school.people.names import Sex, full_name

# What share of the pupils has it.
CONSENTS = {"publication": 0.9, "photo": 0.75, "third_party": 0.6}
RELATIONS = {Sex.FEMALE: ("бабушка", "тётя", "соседка"), Sex.MALE: ("дедушка", "дядя")}
NOTES = ("", "", "", "после 15:00", "живёт в соседнем доме")
CONTACTS = (0, 1, 1, 1, 2, 2)
REASONS = ("transfer", "moved_away", "family_education")
WITHDRAWN = timedelta(days=8)
# The memberships an order has closed, as they stood, so that it can be taken back.
REMEMBER = """update movement v set before = coalesce((
        select jsonb_agg(jsonb_build_object('id', m.id, 'study_group', m.study_group,
            'is_roster', m.is_roster, 'since', m.since, 'until', null) order by m.id)
        from group_membership m join study_group g on g.id = m.study_group
        where m.student = v.student and (v.kind = 'leave' and m.until = v.since
            or v.kind = 'move' and m.until = v.since - 1 and g.school_class = v.from_class)), '[]')
    where v.kind in ('move', 'leave')"""
OF_CLASS = """select c.id from consent c join group_membership m on m.student = c.person and m.until is null
    join study_group g on g.id = m.study_group
    where g.school_class = $1 and m.is_roster and c.kind = 'publication' and c.person <> all($2::int[])
    order by c.person desc limit 1"""


async def write_records(
    rng: Random, plan: Plan, begins: date, day: date, at: Offsets, secretary: int
) -> None:
    """All of it, as it stands on `day`."""
    await copy(
        "movement",
        ("student", "kind", "order_number", "order_date", "since", "from_class", "to_class", "reason",
         "made_by", "made_at"),
        [
            (at.person + student.human.id, *row, secretary, clock.local(min(row[2], day), 12))
            for student in plan.families.students for row in _orders(student, begins, at)
        ],
    )  # fmt: skip
    await DB.execute(REMEMBER)
    await copy(
        "emergency_contact", ("child", "ordinal", "name", "relation", "phone", "note"),
        [row for student in plan.families.students for row in _contacts(rng, student, at)],
    )  # fmt: skip
    await copy(
        "consent", ("person", "kind", "since", "document", "signed_by", "recorded_at"),
        list(_consents(rng, plan, day, at)),
    )  # fmt: skip


Order = tuple[str, str, date, date, int | None, int | None, str]


def _orders(student: Student, begins: date, at: Offsets) -> Iterator[Order]:
    """What was ordered about a pupil, by date; classes of other years are not known."""
    now = at.school_class + student.school_class.id
    first = at.school_class + student.came_from.id if student.came_from else now
    came, number = came_to_school(student, begins), student.human.id
    yield "enrol", order_of(student), came - BEFORE, came, None, first if came >= begins else None, ""
    if moved := student.moved_on:
        yield "move", f"{1 + number % 40}-п", moved - BEFORE, moved, first, now, ""
    if left := student.until:
        yield "leave", f"{1 + number % 40}-в", left - BEFORE, left, now, None, REASONS[number % len(REASONS)]


def _contacts(rng: Random, student: Student, at: Offsets) -> Iterator[Row]:
    for ordinal in range(1, rng.choice(CONTACTS) + 1):
        sex = Sex.FEMALE if rng.random() < 0.7 else Sex.MALE
        phone = f"+7975{5_000_000 + 2 * student.human.id + ordinal:07d}"
        yield (
            at.person + student.human.id, ordinal, full_name(*adult_name(rng, sex)),
            rng.choice(RELATIONS[sex]), phone, rng.choice(NOTES),
        )  # fmt: skip


def _consents(rng: Random, plan: Plan, day: date, at: Offsets) -> Iterator[Row]:
    """A parent signs in the first days, or when the child comes."""
    signers: dict[int, Guardian] = {}
    for link in plan.families.guardians:
        if link.is_legal and not link.restriction:
            signers.setdefault(link.child.human.id, link)
    for student in plan.families.students:
        signer = signers.get(student.human.id)
        since = max(student.since, min(day, student.since + timedelta(days=rng.randrange(12))))
        for kind, share in CONSENTS.items():
            if signer and rng.random() < share:
                paper = f"согласие от {since:%d.%m.%Y}"
                yield (at.person + student.human.id, kind, since, paper, at.person + signer.human.id,
                       clock.local(min(since, day), 12))  # fmt: skip


async def withdraw_one(secretary: int, day: date, school_class: int, cast: list[int]) -> None:
    """One of the class has withdrawn a consent; the secretary has written it down."""
    consent = await DB.value(OF_CLASS, school_class, cast)
    await withdraw_consent(Viewer(secretary, "secretary", day), consent, day - WITHDRAWN)
