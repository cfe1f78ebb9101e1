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
HAS_SNILS = "select exists (select 1 from person where id = $1 and snils_print = $2)"


async def taken_snils(print_: bytes, person: int | None) -> bool:
    """Whether somebody else has the number with this fingerprint."""
    found: bool = await DB.value(
        "select exists (select 1 from person where snils_print = $1 and id is distinct from $2)",
        print_, person,
    )  # fmt: skip
    return found
