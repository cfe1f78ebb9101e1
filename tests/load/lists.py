"""The long writes: a list of 1,200 pupils with 1,600 parents, a year's lessons for 48 classes."""

from __future__ import annotations

import asyncio
import csv
import json
import os
import shutil
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from intranet import demo
from intranet.installation import embedded, opened
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from intranet.school import demo as invented
from intranet.school.calendar.year_dates import year_dates
from intranet.school.founding import found_school
from intranet.settings import ROOT, from_environment

PUPILS, PARENTS, LETTERS = 1200, 1600, "АБВГД"
CLASSES = [f"{1 + n % 10}{LETTERS[n // 10]}" for n in range(48)]
HEAD = ("Фамилия", "Имя", "Отчество", "Дата рождения", "Пол", "Класс", "Мать (Ф.И.О.)", "Отец (Ф.И.О.)")
ONES = ("Алекс", "Бор", "Вадим", "Глеб", "Денис", "Егор", "Захар", "Игнат", "Кирилл", "Лаврентий")


def _surname(n: int) -> str:
    ends = f"{'аеиоу'[n // 20 % 5]}{'бвгдж'[n // 4 % 5]}{'аеио'[n % 4]}{'клмн'[n // 1000]}ов"
    return ONES[n // 100 % 10] + ends


def write_list(file: Path) -> None:
    """The pupils' sheet; the first 400 have a father beside the mother."""
    with file.open("w", newline="", encoding="utf-8-sig") as opened_file:
        rows = csv.writer(opened_file, delimiter=";")
        rows.writerow(HEAD)
        for n in range(PUPILS):
            surname, title = _surname(n), CLASSES[n % 48]
            born = date(2026 - 7 - int(title[:-1]), 1, 1) + timedelta(days=n % 300)
            father = f"{surname} Пётр Олегович" if n < PARENTS - PUPILS else ""
            rows.writerow(
                [surname, "Иван", "Петрович", f"{born:%d.%m.%Y}", "м", title,
                 f"{surname}а Анна Львовна", father]
            )  # fmt: skip


def _command(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "intranet.cli", *arguments], cwd=ROOT, capture_output=True)


def import_seconds(folder: Path) -> tuple[float, dict[str, int]]:
    """(seconds of `intranet import students`, its counts) into an empty school with 48 classes."""
    shutil.rmtree(folder, ignore_errors=True)
    with embedded(folder) as urls:
        os.environ.update(DATABASE_URL=urls.app, DATABASE_OWNER_URL=urls.owner, PARTA_DATA=str(folder))
        demo._prepare(folder, "empty", None)
        _command("classes", "add", *CLASSES, "--data", str(folder)).check_returncode()
        write_list(folder / "pupils.csv")
        started = time.perf_counter()
        told = _command("import", "students", str(folder / "pupils.csv"), "--json", "--data", str(folder))
        seconds = time.perf_counter() - started
    answer = json.loads(told.stdout)
    shutil.rmtree(folder)
    return seconds, {name: answer[name] for name in ("accepted", "created")} | {
        "refused": len(answer["refused"])
    }


async def _lessons(day: date) -> tuple[float, int]:
    async with opened(from_environment()):
        dates = year_dates(day)
        plan = invented.build("school", dates.begins.year, invented.SEED)
        year = await found_school(system_actor("bench"), plan.name, day)
        async with DB.transaction():
            people = await invented.write_people(plan, dates.begins)
            at = await invented.write_classes(plan, year, dates.begins, people)
        started = time.perf_counter()
        async with DB.transaction():
            await invented.write_timetable(plan, year, dates.begins, at)
        return time.perf_counter() - started, await DB.value("select count(*) from lesson")


def lessons_seconds(folder: Path) -> tuple[float, int]:
    """(seconds in which a timetable becomes a year of dated lessons, how many)."""
    shutil.rmtree(folder, ignore_errors=True)
    with embedded(folder) as urls:
        os.environ.update(DATABASE_URL=urls.app, DATABASE_OWNER_URL=urls.owner, PARTA_DATA=str(folder))
        found = asyncio.run(_lessons(date(2026, 11, 19)))
    shutil.rmtree(folder)
    return found
