"""Writing what a list of people has planned: by COPY and unnest, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from intranet.kit import crypto
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school import bulk
from intranet.school.people import names
from intranet.school.people.service import PersonCard
from intranet.school.service import set_class_teacher
from modules.office.lists.groups import group_key
from modules.office.planning.family import Enrolled, ExternalCode, Joined, Link, PeoplePlan
from modules.office.planning.known import Frame, Group
from modules.office.planning.people import Draft
from modules.office.planning.staff import StaffPlan
from modules.office.service.imports.import_names import write_names
from modules.office.service.imports.import_progress import Progress

UPDATE_PEOPLE = """update person p set surname = u.surname, name = u.name, patronymic = u.patronymic,
        name_key = u.name_key, sort_key = u.sort_key, sex = u.sex, born = u.born, phone = u.phone,
        email = u.email, snils_sealed = coalesce(u.sealed, p.snils_sealed),
        snils_print = coalesce(u.print, p.snils_print)
    from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::date[],
                $9::text[], $10::text[], $11::bytea[], $12::bytea[])
        as u(id, surname, name, patronymic, name_key, sort_key, sex, born, phone, email, sealed, print)
    where p.id = u.id"""
FORGET_CODES = """delete from external_id x using unnest($1::int[], $2::text[], $3::text[])
    as u(person, system, key) where x.person = u.person and x.system = u.system and x.key = u.key"""
UPDATE_ENROLMENTS = """update enrolment e set since = u.since, order_number = u.number, order_date = u.day,
        personal_file = u.file
    from unnest($1::int[], $2::date[], $3::text[], $4::date[], $5::text[]) as u(id, since, number, day, file)
    where e.id = u.id"""
END_MEMBERSHIPS = """with u as (select * from unnest($1::int[], $2::date[]) as u(id, until)),
    gone as (delete from group_membership m using u where m.id = u.id and m.since > u.until)
    update group_membership m set until = u.until from u where m.id = u.id and m.since <= u.until"""
MOVE_STARTS = """update group_membership m set since = u.since
    from unnest($1::int[], $2::date[]) as u(id, since) where m.id = u.id"""
UPDATE_LINKS = """update guardianship g set kind = u.kind, is_legal = u.is_legal, basis = u.basis
    from unnest($1::int[], $2::text[], $3::bool[], $4::text[]) as u(id, kind, is_legal, basis)
    where g.id = u.id"""


async def write_people(actor: Viewer, plan: PeoplePlan, progress: Progress) -> None:
    """Cards, codes, enrolments, groups and links of a list."""
    await _add_people(plan.people.new, progress)
    await _update_people(plan.people.changed)
    await _write_codes(plan.codes)
    await _write_enrolments(plan.enrolments)
    assert plan.frame is not None
    await add_groups(actor, plan.frame, plan.frame.new_groups)
    await _write_memberships(plan)
    await _write_links(plan.links)
    await progress.reach(0.9)


async def _add_people(new: Sequence[Draft], progress: Progress) -> None:
    step = 200
    for start in range(0, len(new), step):
        part = new[start : start + step]
        ids = await bulk.insert_people(map(_card, part))
        for draft, ident in zip(part, ids, strict=True):
            draft.id = ident
        await progress.reach(0.3 + 0.5 * (start + len(part)) / len(new))


def _card(draft: Draft) -> PersonCard:
    surname, name, patronymic = draft.full
    return PersonCard(
        surname=surname, name=name, patronymic=patronymic, sex=draft.sex, born=draft.born,
        phone=draft.phone, email=draft.email, snils=draft.snils,
    )  # fmt: skip


async def _update_people(changed: Sequence[Draft]) -> None:
    if changed:
        rows = [(draft.id, *_columns(draft)) for draft in changed]
        await DB.execute(UPDATE_PEOPLE, *(list(column) for column in zip(*rows, strict=True)))


def _columns(draft: Draft) -> tuple[object, ...]:
    sealed = (crypto.seal(draft.snils), draft.print) if draft.snils else (None, None)
    return (
        *draft.full, names.name_key(*draft.full), names.sort_key(*draft.full), draft.sex, draft.born,
        draft.phone, draft.email, *sealed,
    )  # fmt: skip


async def _write_codes(codes: Sequence[ExternalCode]) -> None:
    old = [(one.person.id, one.system, one.old) for one in codes if one.old]
    if old:
        await DB.execute(FORGET_CODES, *(list(column) for column in zip(*old, strict=True)))
    rows = [(one.system, one.key, one.value, one.person.id) for one in codes]
    await DB.copy("external_id", ("system", "key", "value", "person"), rows)


async def _write_enrolments(enrolments: Iterable[Enrolled]) -> None:
    rows = [
        (one.id, one.student.id, one.since, one.order_number, one.order_date, one.personal_file)
        for one in enrolments
    ]
    await bulk.insert_enrolments([row[1:] for row in rows if not row[0]])
    known = [(row[0], *row[2:]) for row in rows if row[0]]
    if known:
        await DB.execute(UPDATE_ENROLMENTS, *(list(column) for column in zip(*known, strict=True)))


async def add_groups(actor: Viewer, frame: Frame, new: Sequence[Group]) -> None:
    """Parts of classes; their ids take the place of the drafts'."""
    rows = [(frame.year.id, one.school_class, False, one.name, group_key(one.name)) for one in new]
    columns = ("year", "school_class", "is_roster", "name", "key")
    for group, ident in zip(new, await bulk.insert_rows("study_group", columns, rows), strict=True):
        group.id = ident


async def _write_memberships(plan: PeoplePlan) -> None:
    await _by_two(END_MEMBERSHIPS, plan.ends)
    await _by_two(MOVE_STARTS, plan.moved_since)
    await bulk.insert_memberships([_membership(one) for one in plan.joins])


async def _by_two(statement: str, days: dict[int, date]) -> None:
    if days:
        await DB.execute(statement, list(days), list(days.values()))


def _membership(one: Joined) -> tuple[int, bool, int, date, date | None]:
    return one.group.id, one.is_roster, one.student.id, one.since, None


async def _write_links(links: Sequence[Link]) -> None:
    new = [
        (one.guardian.id, one.child.id, one.kind, one.is_legal, one.basis, one.since)
        for one in links if not one.id
    ]  # fmt: skip
    await bulk.insert_guardianships(new)
    changed = [(one.id, one.kind, one.is_legal, one.basis) for one in links if one.id]
    if changed:
        await DB.execute(UPDATE_LINKS, *(list(column) for column in zip(*changed, strict=True)))


async def write_staff(actor: Viewer, plan: StaffPlan, progress: Progress) -> None:
    """People as above; posts, subjects, own classes."""
    await write_people(actor, plan, progress)
    subjects = await write_names(actor, plan.subjects)
    assert plan.frame is not None
    yesterday = {one.ends.id: min(one.since, plan.frame.today) for one in plan.posts if one.ends}
    await DB.execute(END_POSTS, list(yesterday), list(yesterday.values()))
    posts = [(one.person.id, one.title, one.since) for one in plan.posts]
    await DB.copy("staff_post", ("person", "title", "since"), posts)
    pairs = [(draft.id, subjects.get(one, one)) for draft, one in plan.teaches]
    await DB.execute_many(TEACHES, pairs)
    for one in plan.leads:
        await set_class_teacher(actor, one.school_class, one.teacher.id, one.since)


END_POSTS = """with u as (select * from unnest($1::int[], $2::date[]) as u(id, day)),
    gone as (delete from staff_post p using u where p.id = u.id and p.since >= u.day)
    update staff_post p set until = u.day - 1 from u where p.id = u.id and p.since < u.day"""
TEACHES = """insert into teacher_subject (teacher, subject) values ($1, $2)
    on conflict (teacher, subject) do nothing"""
