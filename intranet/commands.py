"""How a command of the line is written: `@database_command("verify")` over an async function.

It gets `--data DIR`, a reachable database, an open pool, and exit codes for scripts: the function's
int is the exit code; a DomainError is its sentence on standard error and exit code 2.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import click

from intranet.installation import database, opened
from intranet.kit.errors import DomainError
from intranet.settings import Settings

Body = Callable[..., Awaitable[int | None]]


async def _inside(settings: Settings, body: Body, options: dict[str, Any]) -> int:
    async with opened(settings):
        return await body(**options) or 0


def database_command(name: str, **kwargs: Any) -> Callable[[Body], click.Command]:
    """Make a click command of an async function; its docstring is the help."""

    def make(body: Body) -> click.Command:
        def run(data: Path | None, **options: Any) -> None:
            with database(data) as settings:
                try:
                    code = asyncio.run(_inside(settings, body, options))
                except DomainError as error:
                    click.echo(error.message, err=True)
                    code = 2
            raise SystemExit(code)

        where = click.Path(path_type=Path)
        option = click.Option(["--data"], type=where, help="Папка демо; иначе берётся DATABASE_URL.")
        given: list[click.Parameter] = getattr(body, "__click_params__", [])[::-1]
        return click.Command(name, params=[*given, option], callback=run, help=body.__doc__, **kwargs)

    return make
