"""`intranet`: every command of the house; modules bring theirs by their manifests."""

from __future__ import annotations

import asyncio
import importlib
import sys
from pathlib import Path

import click

from intranet import migrate as migration
from intranet.access_log import access_log
from intranet.demo import demo
from intranet.installation import database
from intranet.kit import clock
from intranet.kit.module import install
from intranet.kit.worker import work_alone
from intranet.school.facts import school_card
from intranet.server import serve as run_server
from intranet.settings import from_environment


@click.group(help="Школьный интранет: сервер, данные, пользователи.")
def intranet() -> None:
    """The group everything hangs on."""


@intranet.command(
    help="Обслуживать школу (DATABASE_URL, PARTA_DATA и другие переменные: docs/operations.md)."
)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True)
@click.option("--data", type=click.Path(path_type=Path), help="Папка демо; иначе берётся DATABASE_URL.")
def serve(host: str, port: int, workers: int, data: Path | None) -> None:
    """Granian over the app until a signal."""
    with database(data):
        raise SystemExit(run_server(host, port, workers))


@intranet.command(help="Выполнять задания очереди до SIGTERM.")
@click.option("--data", type=click.Path(path_type=Path), help="Папка демо; иначе берётся DATABASE_URL.")
def worker(data: Path | None) -> None:
    """Jobs, in a process of their own."""
    with database(data) as settings:
        importlib.import_module("litestar_app").create_app(settings)
        asyncio.run(work_alone(settings.database_url, use_school_zone))


@intranet.command(help="Привести базу к текущей версии (DATABASE_OWNER_URL).")
def migrate() -> None:
    """Migrations and rights."""
    settings = from_environment()
    if not settings.database_url:
        raise click.ClickException("Укажите DATABASE_URL.")
    asyncio.run(migration.migrate(settings.owner_url, settings.database_url))
    click.echo("База готова.")


async def use_school_zone() -> None:
    """A worker's hours are the school's: what is today, and when evening comes."""
    clock.use_zone((await school_card()).timezone)


def _groups() -> None:
    identity = importlib.import_module("identity")
    names = from_environment().modules
    modules = [importlib.import_module(f"modules.{name}.module").MODULE for name in names]
    install(modules)  # what a command changes, the modules hear of as they do in the app
    commands = list(getattr(identity, "COMMANDS", ()))
    for command in [*commands, *(command for module in modules for command in module.commands)]:
        intranet.add_command(command)


def main() -> None:
    """The entry of bin/intranet and bin/demo."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    intranet.add_command(demo)
    intranet.add_command(access_log)
    _groups()
    intranet(prog_name="bin/intranet")


if __name__ == "__main__":
    main()
