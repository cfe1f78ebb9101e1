"""The statements below the services of people."""

from __future__ import annotations

from intranet.kit.db import DB

PERSON_COLUMNS = (
    "surname", "name", "patronymic", "name_key", "sort_key", "sex", "born", "phone", "email",
    "snils_sealed", "snils_print",
)  # fmt: skip
INSERT_PERSON = """insert into person (surname, name, patronymic, name_key, sort_key, sex, born, phone, email,
        snils_sealed, snils_print, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning id"""
UPDATE_PERSON = """update person set surname = $2, name = $3, patronymic = $4, name_key = $5, sort_key = $6,
        sex = $7, born = $8, phone = $9, email = $10,
        snils_sealed = coalesce($11, snils_sealed), snils_print = coalesce($12, snils_print)
    where id = $1"""
ROSTER = """select g.id as study_group, y.begins, y.ends from study_group g
    join academic_year y on y.id = g.year where g.school_class = $1 and g.is_roster"""
CLASS_OF = """select g.school_class, m.since, m.until from group_membership m
    join study_group g on g.id = m.study_group
    where m.student = $1 and m.is_roster and m.since <= $2 and (m.until is null or m.until >= $2)
    for update of m"""
HAS_SNILS = "select exists (select 1 from person where id = $1 and snils_print = $2)"
ENROLLED_FROM = """select exists (select 1 from enrolment
    where student = $1 and (until is null or until >= $2))"""
CLOSE_ENROLMENT = """update enrolment set until = $2
    where student = $1 and since <= $2 and (until is null or until >= $2)"""
# A membership that would start after its end never was: it goes.
CLOSE_GROUPS = """
    with ended as (select m.id, m.since from group_membership m join study_group g on g.id = m.study_group
                   where m.student = $1 and (m.until is null or m.until > $2)
                     and ($3::int is null or g.school_class = $3)),
         gone as (delete from group_membership where id in (select id from ended where since > $2))
    update group_membership set until = $2 where id in (select id from ended where since <= $2)"""


async def taken_snils(print_: bytes, person: int | None) -> bool:
    """Whether somebody else has the number with this fingerprint."""
    found: bool = await DB.value(
        "select exists (select 1 from person where snils_print = $1 and id is distinct from $2)",
        print_, person,
    )  # fmt: skip
    return found
