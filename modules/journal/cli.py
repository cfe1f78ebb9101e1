"""`intranet journal verify` and `seal`: the chain of every journal, checked link by link."""

from __future__ import annotations

import click

from intranet.commands import database_command
from intranet.kit.access import system_actor
from intranet.kit.i18n import _
from modules.journal.queries.chain import Flaw, flaws_of, flaws_of_seals, heads_of
from modules.journal.queries.records import flaws_of_records
from modules.journal.service import seal_ledgers

CLI = "cli"


def words_of(flaw: Flaw) -> str:
    """What is wrong and where, in one line."""
    where = {"journal": flaw.journal, "seq": flaw.seq}
    match flaw.kind:
        case "tampered":
            return _("Журнал %(journal)s: запись %(seq)s изменена после того, как её сделали.", **where)
        case "missing":
            return _("Журнал %(journal)s: нет записи %(seq)s, цепочка разорвана.", **where)
        case "head":
            return _("Журнал %(journal)s: конец цепочки не сходится у записи %(seq)s.", **where)
        case "record":
            return _("Журнал %(journal)s: отметка или пропуск изменены в обход журнала.", **where)
    return _("Печать за %(day)s не сходится с журналами.", day=flaw.day)


async def _verify() -> int:
    """Проверить все журналы: 0 — записи целы, 1 — найдено изменённое или пропавшее."""
    viewer = system_actor(CLI)
    heads = await heads_of(viewer)
    flaws: list[Flaw] = []
    for head in heads:
        flaws += await flaws_of(viewer, head)
    flaws += await flaws_of_seals(viewer)
    flaws += await flaws_of_records(viewer)
    for flaw in flaws:
        click.echo(words_of(flaw))
    if not flaws:
        links = sum(head.links for head in heads)
        click.echo(_("Журналов: %(n)s, записей: %(links)s. Всё цело.", n=len(heads), links=links))
    return 1 if flaws else 0


async def _seal() -> None:
    """Запечатать концы всех цепочек за сегодня (то же делает ночное задание)."""
    click.echo(_("Запечатано журналов: %(n)s.", n=await seal_ledgers(system_actor(CLI))))


COMMANDS = (
    click.Group(
        "journal",
        help="Журналы: проверка записей.",
        commands=[database_command("verify")(_verify), database_command("seal")(_seal)],
    ),
)
