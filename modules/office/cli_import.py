"""`intranet import ...`: a list from the command line, as the system actor "cli"; JSON for scripts.

Exit codes: 0 clean, 1 some rows refused, 2 the whole file refused. Unknown subjects and rooms become new
unless --strict.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from intranet.commands import database_command
from intranet.kit.access import system_actor
from intranet.kit.i18n import _
from intranet.kit.sheets import LIMITS, FileRefused
from modules.office.lists.reading import ListKind
from modules.office.planning.foreign.names import CREATE, YES
from modules.office.planning.foreign.plan import ForeignPlan, left_words
from modules.office.planning.outcome import NEW, SKIP, Plan
from modules.office.planning.timetable import Wishes
from modules.office.service.imports.import_progress import Tell
from modules.office.service.imports.imports import import_list

CLI = "cli"
CLEAN, ROWS_REFUSED, FILE_REFUSED = 0, 1, 2


@click.argument("kind", type=click.Choice([kind.value for kind in ListKind]), metavar="СПИСОК")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="ФАЙЛ")
@click.option("--dry-run", "is_dry", is_flag=True, help="Только проверить, ничего не записывать.")
@click.option("--json", "is_json", is_flag=True, help="Ответ для программ.")
@click.option("--strict", "is_strict", is_flag=True, help="Отклонять незнакомые предметы и кабинеты.")
@click.option(
    "--create-missing",
    "creates",
    is_flag=True,
    help="Заводить учителей, классы и группы из файла другой программы, которых в школе нет.",
)
@click.option(
    "--from",
    "from_day",
    type=click.DateTime(["%Y-%m-%d", "%d.%m.%Y"]),
    help="С какого дня действует расписание.",
)
async def _import(
    kind: str, file: Path, is_dry: bool, is_json: bool, is_strict: bool,
    from_day: datetime | None, creates: bool = False,
) -> int:  # fmt: skip
    """Загрузить список: students, parents, staff, load или timetable (xlsx, xls, ods, csv).

    Расписание — ещё и файл aSc Timetables (xml) или Untis (GPU001.TXT).
    """
    answers = {CREATE: YES} if creates else {}
    wishes = Wishes(answers, from_day.date() if from_day else None, is_strict)
    try:
        with _bar(is_json) as tell:
            plan = await import_list(
                system_actor(CLI), ListKind(kind), file.name, _content(file), wishes, is_dry=is_dry, tell=tell
            )
    except FileRefused as refusal:
        return _refused(refusal, is_json)
    click.echo(json.dumps(_answer(plan), ensure_ascii=False) if is_json else _words(plan, is_dry))
    return ROWS_REFUSED if plan.found.errors else CLEAN


def _content(file: Path) -> bytes:
    """Not more than is needed to see that it is too much."""
    with file.open("rb") as opened:
        return opened.read(LIMITS.file_bytes + 1)


@contextmanager
def _bar(is_json: bool) -> Iterator[Tell | None]:
    """A progress bar on a terminal, nothing elsewhere."""
    if is_json or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, file=sys.stderr, show_eta=False) as bar:

        async def tell(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield tell


def _answer(plan: Plan) -> dict[str, Any]:
    counts = plan.counts
    return {
        "accepted": counts.accepted,
        "created": counts.created,
        "changed": counts.changed,
        "unchanged": counts.unchanged,
        "refused": [asdict(error) for error in plan.found.errors],
        "whole_file": None,
    }


def _refused(refusal: FileRefused, is_json: bool) -> int:
    if is_json:
        nothing = {"accepted": 0, "created": 0, "changed": 0, "unchanged": 0, "refused": []}
        click.echo(json.dumps({**nothing, "whole_file": refusal.kind.value}, ensure_ascii=False))
    else:
        click.echo(refusal.message, err=True)
    return FILE_REFUSED


def _words(plan: Plan, is_dry: bool) -> str:
    counts = plan.counts
    lines = [
        _("Проверка, ничего не записано.") if is_dry else _("Записано."),
        _("Новых строк: %(n)s", n=counts.created),
        _("Изменённых: %(n)s", n=counts.changed),
        _("Без изменений: %(n)s", n=counts.unchanged),
        _("Отклонено: %(n)s", n=counts.refused),
    ]
    where = _("строка %(row)s")
    lines += [
        "  " + ", ".join(filter(None, (where % {"row": error.row}, error.column))) + f": {error.message}"
        for error in plan.found.errors
    ]
    if new := [question.text for question in plan.questions if question.given == NEW]:
        lines.append(_("Заведено новое: %(names)s", names=", ".join(new)))
    if isinstance(plan, ForeignPlan):
        lines += _foreign_words(plan)
    return "\n".join(lines)


def _foreign_words(plan: ForeignPlan) -> list[str]:
    """What a foreign timetable brought, and what of it was left out and why."""
    made = plan.made
    lines = [
        _("Заведено учителей: %(n)s", n=len(made.people)),
        _("Заведено классов: %(n)s", n=len(made.classes)),
        _("Заведено групп: %(n)s", n=len(made.groups) + len(made.cross)),
    ]
    lines += [
        _("Пропущено: %(what)s — %(n)s", what=left_words(left), n=count)
        for left, count in plan.left.most_common()
    ]
    if out := [one.text for one in plan.questions if one.given == SKIP]:
        lines.append(_("Не сопоставлено: %(names)s", names=", ".join(out)))
    return lines


COMMANDS: tuple[click.Command, ...] = (database_command("import")(_import),)
