"""`intranet classes ...`: the office's own work from the command line, as the system actor "cli"."""

from __future__ import annotations

import click

from intranet.commands import database_command
from intranet.kit.access import system_actor
from intranet.kit.i18n import _
from intranet.school.service import add_classes

CLI = "cli"


@click.argument("names", nargs=-1, required=True, metavar="5А 7Б 10А")
async def _add(names: tuple[str, ...]) -> None:
    """Добавить классы текущего учебного года; те, что уже есть, останутся как были."""
    made = await add_classes(system_actor(CLI), " ".join(names))
    if made.created:
        click.echo(_("Добавлены: %(classes)s", classes=", ".join(made.created)))
    if made.existed:
        click.echo(_("Уже были: %(classes)s", classes=", ".join(made.existed)))


COMMANDS: tuple[click.Command, ...] = (
    click.Group("classes", help="Классы учебного года.", commands=[database_command("add")(_add)]),
)
