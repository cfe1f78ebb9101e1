"""`intranet directory ...`: directories read from the command line, as the system actor "cli"."""

from __future__ import annotations

import click
import msgspec

from identity.door import registry
from identity.ldap import jobs, queries  # noqa: F401 - jobs: the worker, a command too, runs them
from intranet.commands import database_command
from intranet.kit import clock
from intranet.kit.access import system_actor
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _

CLI = "cli"
ABORTED = 3


@click.argument("slug")
@click.option("--full", "is_full", is_flag=True, help="Всех, а не только изменения.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Показать, что изменится, и ничего не менять.")
@click.option("--json", "is_json", is_flag=True, help="Ответить одним объектом JSON.")
async def _sync(slug: str, is_full: bool, is_dry: bool, is_json: bool) -> int:
    """Прочитать каталог. Код 3: чтение прервано, ничего не изменено."""
    from identity.ldap.sync import sync

    try:
        report = await sync(system_actor(CLI), slug, is_full=is_full, is_dry=is_dry)
    except NotFound as error:
        raise DomainError(_("Каталога %(slug)s нет: смотрите intranet directory list.", slug=slug)) from error
    if is_json:
        click.echo(msgspec.json.encode(report).decode())
    else:
        for one in report.planned:
            click.echo("\t".join((one["what"], one["who"], one["login"], one["why"])))
        click.echo(
            " ".join(f"{name}={count}" for name, count in {"read": report.read, **report.counts}.items())
        )
    if report.aborted:
        click.echo(_("Прервано, ничего не изменено: %(why)s", why=report.aborted), err=True)
    return ABORTED if report.aborted else 0


@click.argument("slug")
@click.argument("login")
@click.argument("person", type=int)
async def _link(slug: str, login: str, person: int) -> None:
    """Сказать, чья это запись каталога: номер человека — в адресе его карточки."""
    actor = system_actor(CLI)
    try:
        await queries.link_entry(actor, await queries.entry_named(actor, slug, login), person)
    except NotFound as error:
        raise DomainError(_("Такой записи каталога или такого человека нет.")) from error
    click.echo(_("%(login)s: привязано.", login=login))


async def _list() -> None:
    """Каталоги: имя, включён ли, адрес, последнее чтение и чем кончилось."""
    for row in await registry.all_providers():
        if row.kind != "ldap":
            continue
        runs = await queries.last_runs(system_actor(CLI), row.slug, 1)
        when = f"{clock.to_local(runs[0].started_at):%Y-%m-%d %H:%M}" if runs else "-"
        outcome = (runs[0].aborted or "ok") if runs else "-"
        state = "on" if row.is_enabled else "off"
        click.echo(f"{row.slug}\t{state}\t{row.config.get('url', '')}\t{when}\t{outcome}")


COMMANDS = (
    click.Group(
        "directory",
        help="Каталоги LDAP и Active Directory.",
        commands=[
            database_command("sync")(_sync),
            database_command("link")(_link),
            database_command("list")(_list),
        ],
    ),
)
