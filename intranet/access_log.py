"""`intranet access-log --person 17`: who looked at somebody's data, and whom somebody looked at.

The log is JSON, a line a look, ids of people only; the last year of it lies in PARTA_DATA/logs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
import msgspec

from intranet.settings import from_environment


class Look(msgspec.Struct, frozen=True, rename={"at": "timestamp", "what": "event"}):
    """One line of the log."""

    at: str
    what: str
    viewer: int | None
    hat: str
    people: list[int]


def looks(folder: Path) -> Iterator[Look]:
    """Every look, oldest day first; a line cut short by a crash is passed over."""
    for file in [*sorted(folder.glob("access.log.*")), folder / "access.log"]:
        for line in file.read_text().splitlines() if file.exists() else ():
            try:
                yield msgspec.json.decode(line, type=Look)
            except msgspec.DecodeError:
                continue


@click.command("access-log", help="Кто смотрел данные человека и на чьи данные смотрел он сам.")
@click.option("--person", type=int, required=True, help="Номер человека (user list покажет).")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="С какого дня.")
@click.option("--json", "as_json", is_flag=True, help="По строке JSON на просмотр.")
@click.option("--data", type=click.Path(path_type=Path), help="Папка демо; иначе PARTA_DATA.")
def access_log(person: int, since: date | None, as_json: bool, data: Path | None) -> None:
    """Print the looks, oldest first."""
    folder = (data or from_environment().data) / "logs"
    first = f"{since:%Y-%m-%d}" if since else ""
    for look in looks(folder):
        if look.at < first or person not in (look.viewer, *look.people):
            continue
        if as_json:
            click.echo(json.dumps(msgspec.to_builtins(look), ensure_ascii=False))
        else:
            whom = "смотрел(а) сам(а)" if look.viewer == person else f"смотрел(а) {look.viewer}"
            click.echo(f"{look.at[:19]}  {look.what:<18} {whom} ({look.hat}), людей: {len(look.people)}")
