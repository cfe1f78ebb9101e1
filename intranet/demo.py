"""`intranet demo`: a filled school in one command, on PostgreSQL of its own.

The demo stands on a Tuesday, Wednesday or Thursday of term: today if it is one, else the latest such
day. At every start the school's clock begins at 13:00 of that day and runs on.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import shutil
import socket
import time
import urllib.request
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import cast
from urllib.error import URLError

import asyncpg
import click

from intranet import mail_sink, server
from intranet.installation import DEMO, embedded, opened, remember_demo
from intranet.kit import clock
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from intranet.school import founding
from intranet.school.calendar.days import DayKind
from intranet.school.calendar.year_dates import year_dates
from intranet.school.facts import TermKind
from intranet.settings import Settings, from_environment

PASSWORD = "parta-demo-2026"
NAME = "Школа № 24"
SENDER = "school24@example.com"
SIZES = ("empty", "small", "school", "complex")


def demo_day(today: date) -> date:
    """The latest Tuesday-Thursday of teaching on or before `today`."""
    day = today
    while not (day.isoweekday() in (2, 3, 4) and _is_taught(day)):
        day -= timedelta(days=1)
    return day


def _is_taught(day: date) -> bool:
    year = year_dates(day)
    in_term = any(term.begins <= day <= term.ends for term in year.terms[TermKind.QUARTER])
    return in_term and not any(
        free.kind == DayKind.HOLIDAY and free.begins <= day <= free.ends for free in year.exceptions
    )


def _moment(wish: str | None) -> datetime:
    if wish is None:
        return clock.local(demo_day(clock.real_now().date()), 13)
    found = datetime.fromisoformat(wish)
    return clock.local(found.date(), found.hour or 13, found.minute)


async def _fill(settings: Settings, size: str, moment: datetime) -> list[tuple[str, str]]:
    identity_demo = importlib.import_module("identity.demo")
    async with opened(settings):
        day = moment.date()
        if size == "empty":
            await founding.found_school(system_actor("demo"), NAME, day)
            return list(await identity_demo.fill(None))
        school = await importlib.import_module("intranet.school.demo").fill(size, day)
        for name in settings.modules:
            module = importlib.import_module(f"modules.{name}.module").MODULE
            if module.demo is not None:
                await module.demo(school, day)
        return list(await identity_demo.fill(school))


async def _analyse(owner_url: str) -> None:
    """Let PostgreSQL look at what was loaded, so that the first pages are planned as all later ones."""
    connection = await asyncpg.connect(owner_url)
    try:
        await connection.execute("analyze")
    finally:
        await connection.close()


def _prepare(data: Path, size: str, date_wish: str | None) -> list[tuple[str, str]]:
    note = data / "demo.json"
    if note.exists():
        known = json.loads(note.read_text())
        if date_wish:
            remember_demo(data, known["size"], _moment(date_wish), known["accounts"])
        return [tuple(pair) for pair in known["accounts"]]
    moment = _moment(date_wish)
    os.environ["PARTA_DEMO_CLOCK"] = moment.isoformat()
    click.echo(f"Заполняю школу ({size})…")
    accounts = asyncio.run(_fill(from_environment(), size, moment))
    asyncio.run(_analyse(from_environment().owner_url))
    remember_demo(data, size, moment, accounts)
    return accounts


def _wait_ready(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=2)
        except (URLError, OSError):
            time.sleep(0.05)
        else:
            return
    raise click.ClickException("Сервер не ответил за минуту.")


def _free(port: int) -> None:
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise click.ClickException(f"Порт {port} занят: укажите другой, например --port {port + 1}.")


def _make_room(data: Path, reset: bool) -> None:
    """Wipe a demo that is not wanted any more, or one whose first fill was cut short; nothing else."""
    ours = {"postgres", "demo.json", "secret.key", "files", "logs", "mail", "secrets",
            "esia"}  # fmt: skip
    found = {path.name for path in data.iterdir()} if data.exists() else set()
    if not found or ("demo.json" in found and not reset):
        return
    if found - ours:
        raise click.ClickException(f"В папке {data} лежит не только демо: выберите другую.")
    shutil.rmtree(data)


def _start_clock(data: Path) -> str:
    """Where the school's clock begins now: its moment, never before the newest row."""
    moment = datetime.fromisoformat(json.loads((data / "demo.json").read_text())["clock"])

    async def newest() -> datetime | None:
        async with opened(from_environment()):
            return cast("datetime | None", await DB.value("select max(at) from audit_entry"))

    last = asyncio.run(newest())
    return max(moment, last + timedelta(seconds=1) if last else moment).isoformat()


def _set_post(port: int) -> int:
    """Letters of a demo go to its own mail server, which keeps them in `mail/`; gives that server's port."""
    mail_port = mail_sink.free_port()
    os.environ["PARTA_SMTP"] = f"smtp://{mail_sink.HOST}:{mail_port}"
    os.environ["PARTA_MAIL_FROM"] = SENDER
    os.environ.setdefault("PARTA_ORIGIN", f"http://127.0.0.1:{port}")
    return mail_port


def _tell(port: int, accounts: list[tuple[str, str]], letters: Path, state_service: str) -> None:
    click.echo(f"\n  Школа открыта: http://127.0.0.1:{port}/\n  Пароль для всех: {PASSWORD}\n")
    for login, title in accounts:
        click.echo(f"    {login:<12} {title}")
    click.echo(f"\n  Кнопка «Госуслуги» ведёт в эмулятор: {state_service}")
    click.echo(f"  Письма школы ложатся в {letters}\n  Остановить: Ctrl-C")


@click.command(help="Демонстрационная школа: ставит, заполняет и открывает её одной командой.")
@click.option("--port", default=8000, show_default=True)
@click.option("--data", type=click.Path(path_type=Path), default=DEMO, help="Где хранить данные.")
@click.option("--size", type=click.Choice(SIZES), default="small", show_default=True)
@click.option("--date", "date_wish", help="День (и час) школы: 2026-11-19 или 2026-11-19T08:30.")
@click.option("--reset", is_flag=True, help="Начать заново, прежние данные стереть.")
def demo(port: int, data: Path, size: str, date_wish: str | None, reset: bool) -> None:
    """Install, fill, serve, print the address and the accounts; stop cleanly on Ctrl-C."""
    data = data.resolve()
    _free(port)
    _make_room(data, reset)
    with embedded(data) as urls:
        os.environ.update(DATABASE_URL=urls.app, DATABASE_OWNER_URL=urls.owner, PARTA_DATA=str(data))
        os.environ["PARTA_WORKER"] = "inside"
        accounts = _prepare(data, size, date_wish)
        os.environ["PARTA_DEMO_CLOCK"] = _start_clock(data)
        mail_port = _set_post(port)
        gosuslugi = importlib.import_module("identity.esia.demo")
        with gosuslugi.running(data) as state_service, mail_sink.mail_sink(data / "mail", mail_port):
            process = server.start("127.0.0.1", port, 1)
            _wait_ready(port)
            _tell(port, accounts, data / "mail", state_service)
            code = server.wait(process)
    raise SystemExit(code)
