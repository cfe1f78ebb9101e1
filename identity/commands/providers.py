"""`intranet providers ...`: the ways in from a file, and whether they work, as the system actor "cli"."""

from __future__ import annotations

from pathlib import Path

import click

from identity.administration import (  # directories: the worker, a command too, runs its job
    directories,  # noqa: F401
    files,
    probing,
    providers,
)
from intranet.commands import database_command
from intranet.kit.access import system_actor
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _

CLI = "cli"


def _text_of(file: Path) -> str:
    try:
        return file.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise DomainError(_("Файл не читается: %(why)s", why=str(error))) from error


@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
async def _apply(file: Path) -> None:
    """Сделать входы такими, как в файле TOML: сначала проверяет всё, потом пишет."""
    for slug, what in await files.apply_file(system_actor(CLI), _text_of(file)):
        click.echo(f"{slug}\t{what}")


async def _list() -> None:
    """Все способы входа: имя, вид, включён ли, откуда, название."""
    for one in await providers.listed():
        click.echo(f"{one.slug}\t{one.kind}\t{'on' if one.is_enabled else 'off'}\t{one.origin}\t{one.title}")


@click.argument("slug")
async def _test(slug: str) -> int:
    """Проверить, работает ли вход: строка на каждую проверку; код 1, если что-то не так."""
    try:
        row = await providers.provider_named(slug)
    except NotFound as error:
        raise DomainError(_("Входа %(slug)s нет: смотрите intranet providers list.", slug=slug)) from error
    found = await probing.probe(row)
    for one in found:
        click.echo(f"{'+' if one.is_right else '-'}\t{one.what}\t{one.advice}".rstrip("\t"))
    return 0 if all(one.is_right for one in found) else 1


async def _export() -> None:
    """Напечатать все способы входа файлом TOML, без секретов."""
    click.echo(await files.export_file(), nl=False)


COMMANDS = (
    click.Group(
        "providers",
        help="Способы входа.",
        commands=[
            database_command("apply")(_apply),
            database_command("list")(_list),
            database_command("test")(_test),
            database_command("export")(_export),
        ],
    ),
)
