"""A report of every class (or journal) at once: asked for on its page, made by a worker, audited.

Taking much at once is what a stolen account would do (FEATURES E): each run is in the audit with what was
chosen, and a person has only a few in the making.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from intranet.kit import audit, i18n, papers
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.documents import Tell
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.kit.report import Choice, Report, Sheet
from intranet.school.facts import school_card
from modules.reports.formats.files import pdf_file, pdf_of
from modules.reports.queries import ParamShown, choose, chosen_of, report_named, sheet_of

MAKER = "reports.whole"


async def ask_whole(actor: Viewer, name: str, wanted: Mapping[str, str]) -> UUID:
    """Ask for the report of every choice of its `whole` parameter; the paper's token.

    NotFound where the report has none or nothing to choose from, DomainError with too many in the making.
    """
    report = report_named(actor, name)
    if not report.whole:
        raise NotFound
    params = await choose(actor, report, wanted)
    if not next(param for param in params if param.name == report.whole).choices:
        raise NotFound
    chosen = dict(chosen_of(params))
    payload = {"report": report.name, "chosen": chosen, "lang": i18n.LANG.get()}
    async with DB.transaction():
        token = await papers.ask(actor, MAKER, payload, title_of(report, params))
        await audit.record(actor, MAKER, "report", None, after={"report": report.name, "chosen": chosen})
    return token


def title_of(report: Report, params: list[ParamShown]) -> str:
    """ "Сводная ведомость класса: все, I четверть"."""
    before, after = _around(report, params)
    said = [one.said for one in before] + [_("все")] + [one.said for one in after if one.is_required]
    return f"{report.title}: {', '.join(words for words in said if words)}"


def _around(report: Report, params: list[ParamShown]) -> tuple[list[ParamShown], list[ParamShown]]:
    place = next(n for n, param in enumerate(params) if param.name == report.whole)
    return params[:place], params[place + 1 :]


async def make_whole(actor: Viewer, payload: Any, tell: Tell) -> papers.MadeFile:
    """The worker's part: load every sheet, set them, name the file."""
    report = report_named(actor, payload["report"])
    with i18n.speaking(payload["lang"]):
        sheets, skipped = await _load(actor, report, payload["chosen"], tell)
        if not sheets:
            raise DomainError(_("Во всём выбранном пока нечего печатать: ни в одном списке нет строк."))
        loads = len(sheets) + len(skipped)

        async def told(done: int, total: int) -> None:
            await tell(loads * total + done * loads, 2 * loads * total)

        school = (await school_card()).name
        body = await pdf_of([sheet for _title, sheet in sheets], report.layout, school, told)
        made = pdf_file(body, report, [_("все")], actor.day)
        remark = (
            _("Нет в файле, потому что в них пусто: %(names)s.", names=", ".join(skipped)) if skipped else ""
        )
        return papers.MadeFile(made.body, made.name, made.media_type, remark)


async def _load(
    viewer: Viewer, report: Report, chosen: Mapping[str, str], tell: Tell
) -> tuple[list[tuple[str, Sheet]], list[str]]:
    """The sheet of every choice that has rows, and the words of those that have none."""
    sheets: list[tuple[str, Sheet]] = []
    skipped: list[str] = []
    choices = await _choices(viewer, report, chosen)
    for number, choice in enumerate(choices):
        sheet = await _sheet(viewer, report, chosen, choice)
        if sheet is None or not any(table.rows for table in sheet.tables):
            skipped.append(choice.title)
        else:
            audit.looked_at(viewer, f"report.{report.name}.whole", sheet.people)
            sheets.append((choice.title, sheet))
        await tell(number + 1, 2 * len(choices))
    return sheets, skipped


async def _choices(viewer: Viewer, report: Report, chosen: Mapping[str, str]) -> list[Choice]:
    params = await choose(viewer, report, {**chosen, **_without_later(report)})
    return list(next(param for param in params if param.name == report.whole).choices)


def _without_later(report: Report) -> dict[str, str]:
    names = [param.name for param in report.params]
    return dict.fromkeys(names[names.index(report.whole) + 1 :], "")


async def _sheet(viewer: Viewer, report: Report, chosen: Mapping[str, str], choice: Choice) -> Sheet | None:
    """The sheet of one choice with the rest as chosen; None where it has no such term."""
    optional = {param.name: "" for param in report.params if not param.is_required}
    try:
        params = await choose(viewer, report, {**chosen, **optional, report.whole: choice.value})
        return await sheet_of(viewer, report, params)
    except NotFound:
        return None
