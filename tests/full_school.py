"""The school of the cast with one of everything a page can show: `fill(world)`, then `grow(world)`."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from intranet.kit import clock, crypto, shelf
from intranet.kit.db import DB
from modules.substitutions.service.sheets import STAFF_ROOM
from tests.conftest import NOW
from tests.doors import make_account
from tests.factories import FIRST, TODAY, World, insert
from tests.full_substitutions import hang_on_substitutions
from tests.objects_of_the_planner import hang_on_planner
from tests.papers import finished_paper

LINK = "t" * 43
WEEKLY = """insert into work (lesson, type, weight_tenths) select l.id, t.id, 10 from lesson l, work_type t
    where t.code = 'ОТВ' and l.on_date <= $1 on conflict do nothing"""
MARKED = """insert into mark (work, student, value, points, weight_tenths, work_type_name, hat, set_at)
    select w.id, m.student, '4', 4, 10, 'Ответ', 'teacher', now() from work w join lesson l on l.id = w.lesson
    join group_membership m on m.study_group = l.study_group
    on conflict do nothing"""
ABSENT = """insert into attendance (lesson, student, code, hat, set_at)
    select l.id, m.student, 'ILLNESS', 'teacher', now() from lesson l
    join group_membership m on m.study_group = l.study_group where l.on_date = $1 on conflict do nothing"""
SET = """insert into homework (lesson, due_lesson, text, set_at) select a.id, b.id, 'п. 4, № 1-8', now()
    from lesson a join lesson b on b.journal = a.journal and b.on_date = a.on_date + 1
    on conflict do nothing"""
PEOPLE = """with fresh as (
        insert into person (surname, name, patronymic, name_key, sort_key, sex, born)
        select 'Пупкин', 'Иван' || n, 'Петрович', n::text, n::text, 'm', '2013-01-01'
        from generate_series(1, 28) n returning id),
    school as (insert into enrolment (student, since) select id, '2026-09-01' from fresh)
    insert into group_membership (study_group, is_roster, student, since)
    select $1, true, id, '2026-09-01' from fresh"""


async def fill(world: World) -> None:
    """Every lesson till today has marks; yesterday everybody was ill; homework for each next day."""
    await DB.execute(WEEKLY, TODAY)
    await DB.execute(MARKED)
    await DB.execute(ABSENT, TODAY.replace(day=TODAY.day - 1))
    await DB.execute(SET)
    if not world.batch:
        world.batch = await insert(
            "import_batch", kind="staff", file_name="staff.csv", made_by_hat="secretary", made_at=NOW
        )
        world.rows["name_id"] = await insert(
            "foreign_name", system="asc", kind="teacher", key="A1", text="Ли"
        )
        await hang_on_card(world)
        await hang_on_notices(world)
        await hang_on_school(world)
        await hang_on_entry(world)
        await hang_on_account(world)
        await hang_on_substitutions(world)
        await hang_on_planner(world)
        await hang_on_views(world)
        world.paper = await finished_paper(world, "svetlana", "secretary")


async def hang_on_card(world: World) -> None:
    """One of each that a card shows: whom to call, a consent, a post, a granted hat, a change."""
    pupil = world.people["dasha"]
    world.rows |= {
        "contact_id": await insert(
            "emergency_contact", child=pupil, name="Орлова Нина", phone="+79120000000"
        ),
        "consent_id": await insert("consent", person=pupil, kind="photo", since=FIRST, recorded_at=NOW),
        "post_id": await insert("staff_post", person=pupil, title="вожатая", since=FIRST),
        "grant_id": await DB.value("select id from granted_hat where hat = 'director'"),
        "link_id": await DB.value("select id from guardianship where child = $1", pupil),
    }
    await insert(
        "audit_entry", at=NOW, person=world.people["anna"], hat="secretary", subject="person",
        action="school.guardianship.add", subject_id=pupil, after={"guardian": world.people["anna"]},
    )  # fmt: skip


async def hang_on_notices(world: World) -> None:
    """An announcement that Анна was told, and a letter about it that has not gone."""
    body = {"title": "Собрание", "body": "В четверг.", "audience": {"kind": "parents", "ids": []}}
    made = await insert("announcement", **body, made_by_hat="secretary", published_at=NOW)
    notice = await insert(
        "notice", kind="notices.announcement", event_key=f"announcement:{made}", path="",
        words={"announcement": made, "title": "Собрание"}, made_by_hat="secretary", made_at=NOW,
    )  # fmt: skip
    letter = await insert("letter", person=world.people["anna"], send_after=NOW)
    receipt = await insert(
        "receipt", notice=notice, person=world.people["anna"], hat="parent", letter=letter,
        children=[world.people["dasha"]],
    )  # fmt: skip
    world.rows |= {"receipt_id": receipt, "announcement_id": made}


async def hang_on_school(world: World) -> None:
    """A part of 7Б and a special day, and an id of each list the office keeps."""
    seventh = world.classes["7Б"]
    part = await insert("study_group", year=world.year, school_class=seventh, name="англ. 1", key="англ1")
    day = await insert(
        "calendar_exception", year=world.year, kind="holiday", begins=TODAY, ends=TODAY, title="Праздник"
    )
    world.rows |= {
        "group_id": part, "exception_id": day, "year_id": world.year, "schedule_id": world.bells,
        "scheme_id": world.scheme, "room_id": world.rooms["31"], "subject_id": world.subjects["Алгебра"],
        "teacher_id": world.people["elena"],
        "request_id": await insert(
            "access_request", made_at=NOW, source="online", surname="Осипова", name="Нина",
            child_surname="Орлова", child_name="Дарья", class_name="7Б", kind="other",
        ),
        "assignment_id": await DB.value("select id from assignment order by id limit 1"),
    }  # fmt: skip


async def hang_on_entry(world: World) -> None:
    """A way in that is off, somebody who is not known for certain, a group that gives a hat."""
    config = {"url": "ldaps://dc.example", "base": "dc=x", "bind_dn": "cn=x", "secret_file": "dc.password"}
    way = await insert(
        "identity_provider", slug="network", kind="ldap", title="Network", is_enabled=False, config=config
    )
    await insert("group_hat", provider=way, group_key="zavuch", hat="head_teacher")
    facts = crypto.seal('{"names": ["Орлова", "Анна", "Сергеевна"], "snils": "", "born": "1984-01-05"}')
    doubt = await insert(
        "link_review", provider=way, issuer="https://id.example", subject="1", facts=facts,
        reason="no_number", asked_at=NOW, last_at=NOW, candidates=[world.people["anna"]],
    )  # fmt: skip
    config = {"issuer": "https://id.example", "client_id": "parta"}
    await insert("identity_provider", slug="district", kind="oidc", title="District", config=config)
    world.rows |= {"doubt_id": doubt, "way": "network", "slug": "district"}


async def hang_on_account(world: World) -> None:
    """A link for a new password of Борис, and one that confirms an address of Елена."""
    later, hashed = clock.real_now() + timedelta(hours=1), hashlib.sha256(LINK.encode()).digest()
    boris, elena = [await make_account(world.people[one], one) for one in ("boris", "elena")]
    await DB.execute("update person set email = 'boris@example.com' where id = $1", world.people["boris"])
    await insert("recovery", account=boris, token_hash=hashed, asked_at=NOW, expires_at=later)
    await insert(
        "contact_proof", account=elena, kind="email", value="elena@example.com", proof_hash=hashed,
        asked_at=NOW, expires_at=later,
    )  # fmt: skip
    world.rows |= {"recovery": LINK, "proof": LINK}


async def hang_on_views(world: World) -> None:
    """A calendar link of Даша, and the papers of today."""
    token = hashlib.sha256(LINK.encode()).digest()
    await insert("calendar_feed", person=world.people["dasha"], hat="student", token_hash=token, made_at=NOW)
    if await DB.value("select id from account where person = $1", world.people["dasha"]) is None:
        await make_account(world.people["dasha"], "dasha")
    papers = {f"{title} ({ident}).pdf": b"%PDF-" for title, ident in world.classes.items()}
    shelf.put_day(TODAY, papers | {STAFF_ROOM: b"%PDF-"})
    world.rows |= {"feed_file": f"{LINK}.ics", "sheet_day": f"{TODAY}"}


async def grow(world: World) -> None:
    """28 more pupils in 7Б, with everything recorded of the others."""
    await DB.execute(PEOPLE, world.groups["7Б"])
    await fill(world)
