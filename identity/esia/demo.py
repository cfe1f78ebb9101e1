"""The emulator beside a demo school: its button, its people, its keys in the school's `secrets`.

Done at every start: the emulator's port may be another one, and a folder of an earlier version gets what it
lacks. The cast and the children of its parents have a СНИЛС and a birth date in the register, and the same in
the emulator, so that whoever is chosen there is found here.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import msgspec

from identity.esia.config import GATEWAY_CLAIMS, EsiaConfig
from identity.esia.emulator import files
from identity.esia.emulator.personas import Persona
from identity.esia.emulator.process import start
from identity.esia.emulator.world import Settings
from identity.oidc.config import OidcConfig
from intranet import mail_sink
from intranet.installation import opened
from intranet.kit import clock, crypto
from intranet.kit.db import DB
from intranet.school.people.snils import check_number
from intranet.settings import from_environment

SLUG, TITLE = "gosuslugi", "Войти через Госуслуги"
HATS, MIN_AGE, CHILD = ["student", "parent"], 14, 14
LOGINS = ["parent", "student", "student2", "teacher"]
SECRET = "esia-gateway.secret"
FIRST_OID = 1_000_100_000
PEOPLE = """with cast_ as (
        select p.id, a.login, array_position($1::text[], a.login::text) as place
        from account a join person p on p.id = a.person where a.login = any($1::text[])),
    every as (
        select id, login, place from cast_
        union select g.child, '', 100 from guardianship g join cast_ c on c.id = g.guardian
            where g.child not in (select id from cast_))
    select p.id, e.login, p.surname, p.name, p.patronymic, p.sex, p.born, p.snils_sealed
    from every e join person p on p.id = e.id order by e.place, p.id"""
SET_NUMBER = "update person set snils_sealed = $2, snils_print = $3 where id = $1 and snils_print is null"
SET_BORN = "update person set born = $2 where id = $1 and born is null"
PUT_PROVIDER = """insert into identity_provider
        (slug, kind, is_enabled, trust, config, title, ordinal, min_age, hats, origin, changed_at)
    values ($1, 'esia', true, 'state', $2, $3, 1, $4, $5, 'page', $6)
    on conflict (slug) do update set config = excluded.config, changed_at = excluded.changed_at
    returning id"""
# The same people at another port: who was linked stays linked.
MOVE_LINKS = """update external_identity x set issuer = $2 where provider = $1 and issuer <> $2
    and not exists (select 1 from external_identity y
        where y.provider = $1 and y.issuer = $2 and y.subject = x.subject)"""


class _Person(msgspec.Struct):
    id: int
    login: str
    surname: str
    name: str
    patronymic: str
    sex: str
    born: date | None
    snils_sealed: bytes | None


def number_of(person: int) -> str:
    """An invented СНИЛС whose check digits hold, another for each person."""
    digits = f"{100_000_000 + person * 7_919 % 800_000_000:09d}"
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]} {check_number(digits):02d}"


async def complete_register() -> list[_Person]:
    """The cast and its children, each with a number and a birth date."""
    async with DB.transaction():
        for one in await DB.rows(_Person, PEOPLE, LOGINS):
            if one.snils_sealed is None:
                number = number_of(one.id)
                await DB.execute(SET_NUMBER, one.id, crypto.seal(number), crypto.fingerprint(number))
            if one.born is None:
                await DB.execute(SET_BORN, one.id, date(1978 + one.id % 10, 1 + one.id % 12, 1 + one.id % 28))
    return await DB.rows(_Person, PEOPLE, LOGINS)


def _persona(one: _Person, day: date) -> Persona:
    assert one.born is not None
    assert one.snils_sealed is not None
    is_child = (day.year - one.born.year - ((day.month, day.day) < (one.born.month, one.born.day))) < CHILD
    title = f"логин {one.login}" if one.login else ("ребёнок до 14 лет" if is_child else "старший ребёнок")
    return Persona(
        f"school-{one.id}", title, FIRST_OID + one.id, one.surname, one.name, one.patronymic, one.born,
        one.sex.upper() or "F", crypto.unseal(one.snils_sealed), is_child=is_child,
    )  # fmt: skip


async def put_provider(base: str) -> None:
    """The button, leading to the emulator at this address."""
    issuer = f"{base}/gateway"
    gateway = OidcConfig(
        issuer=issuer, client_id=files.MNEMONIC, secret_file=SECRET, allow_private=True,
        scopes=("openid", "fullname", "birthdate", "snils"), claims=GATEWAY_CLAIMS,
    )  # fmt: skip
    config = msgspec.to_builtins(EsiaConfig(transport="gateway", gateway=gateway))
    async with DB.transaction():
        provider = await DB.value(
            PUT_PROVIDER, SLUG, config, TITLE, MIN_AGE, HATS, clock.real_now()
        )  # fmt: skip
        await DB.execute(MOVE_LINKS, provider, issuer)


async def prepare(data: Path, port: int) -> Settings:
    """Everything in its place for an emulator at this port; a process must be equipped and its pool open."""
    folder = data / "esia"
    await files.prepare(folder, "auto")
    await asyncio.to_thread(_share, folder, data / "secrets")
    people = [_persona(one, clock.today()) for one in await complete_register()]
    await asyncio.to_thread(_tell_people, folder, people)
    settings = Settings(str(folder), port, day=clock.today().isoformat())
    await put_provider(f"http://127.0.0.1:{port}")
    return settings


def _tell_people(folder: Path, people: list[Persona]) -> None:
    """Whole at once: a running emulator may be reading."""
    half = folder / "people.part"
    half.write_bytes(msgspec.json.encode(people))
    half.replace(folder / "people.json")


def _share(folder: Path, secrets: Path) -> None:
    """What an administrator would put into `secrets`: the gateway's word; for trying `direct`, keys too."""
    secrets.mkdir(mode=0o700, exist_ok=True)
    shutil.copy(folder / "gateway.secret", secrets / SECRET)
    for name in ("client-gost", "client-rsa", "token", "token-gost"):
        for kind in ("key", "crt"):
            source = folder / f"{name}.{kind}"
            if source.exists() and (kind == "crt" or name.startswith("client")):
                shutil.copy(source, secrets / f"esia-{name}.{kind}")


def _port(folder: Path) -> int:
    """The one of the last start if nobody has it, else a free one."""
    file = folder / "port"
    known = int(file.read_text()) if file.exists() and file.read_text().isdecimal() else 0
    with socket.socket() as probe:
        is_free = known and probe.connect_ex(("127.0.0.1", known)) != 0
    port = known if is_free else mail_sink.free_port()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.write_text(str(port))
    return port


@contextmanager
def running(data: Path) -> Iterator[str]:
    """The emulator while the block lasts; its address. The environment names the demo's database."""
    port = _port(data / "esia")

    async def ready() -> Settings:
        async with opened(from_environment()):
            return await prepare(data, port)

    process = start(asyncio.run(ready()))
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
