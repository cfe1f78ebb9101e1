"""The list of reports, one report, and the same as a file."""

from __future__ import annotations

from typing import Any, NamedTuple

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.answers import Site
from intranet.kit.charts import bars_of
from intranet.kit.errors import MustProveAgain
from intranet.kit.forms import posted
from intranet.kit.i18n import lazy
from intranet.kit.report import Report, Sheet
from intranet.kit.sheets import XLSX
from intranet.kit.web import Answer, Download, Page, Redirect, action, download, is_fresh, page
from intranet.school.access import Hat
from modules.reports.formats.files import (
    CSV,
    PDF,
    csv_file,
    may_be_printed,
    name_of,
    pdf_of,
    xlsx_file,
)
from modules.reports.formats.page_table import page_table
from modules.reports.permissions import VIEW, WHOLE
from modules.reports.queries import (
    ParamShown,
    address_of,
    choose,
    report_groups,
    report_named,
    sheet_of,
)
from modules.reports.service.whole import ask_whole

Asked = Request[Any, Any, Any]
OWN_ONLY = (Hat.TEACHER, Hat.GUEST_STAFF)  # "every class" of theirs are the few they teach
ALL_AT_ONCE = {"class": lazy("Все классы сразу"), "journal": lazy("Все журналы класса сразу")}
ALL = lazy("Все сразу")


class Shown(NamedTuple):
    """A report, what was chosen, what it says."""

    report: Report
    params: list[ParamShown]
    sheet: Sheet

    @property
    def words(self) -> list[str]:
        """What was chosen, for the name of a file."""
        return [param.said for param in self.params]


async def _shown(request: Asked, viewer: Viewer, name: str, kind: str) -> Shown:
    """Load the report as the address asks and write into the access log whom it shows."""
    report = report_named(viewer, name)
    params = await choose(viewer, report, dict(request.query_params))
    sheet = await sheet_of(viewer, report, params)
    audit.looked_at(viewer, f"report.{report.name}.{kind}", sheet.people)
    return Shown(report, params, sheet)


@page("/reports", permission=VIEW)
async def show_reports(viewer: NamedDependency[Viewer]) -> Answer:
    """Every report of the hat."""
    return Page("reports/list.html", groups=report_groups(viewer))


@page("/reports/{report:str}", permission=VIEW)
async def show_report(request: Asked, viewer: NamedDependency[Viewer], report: FromPath[str]) -> Answer:
    """What a report says of what was chosen."""
    shown = await _shown(request, viewer, report, "page")
    whole = next((one for one in shown.params if one.name == shown.report.whole), None)
    return Page(
        "reports/report.html",
        report=shown.report,
        params=shown.params,
        sheet=shown.sheet,
        tables=[page_table(table) for table in shown.sheet.tables if table.rows],
        bars=bars_of(shown.sheet.chart) if shown.sheet.chart else (),
        is_empty=not any(table.rows for table in shown.sheet.tables),
        query=address_of(shown.params),
        all_words=ALL_AT_ONCE.get(shown.report.whole, ALL) if whole and len(whole.choices) > 1 else "",
    )


@download("/reports/{report:str}/xlsx", permission=VIEW)
async def save_xlsx(request: Asked, viewer: NamedDependency[Viewer], report: FromPath[str]) -> Answer:
    """The report for a spreadsheet."""
    shown = await _shown(request, viewer, report, "xlsx")
    body = await xlsx_file(shown.sheet, shown.report.layout, Site.name)
    return Download(
        body, filename=name_of(shown.report, shown.words, viewer.day, "xlsx"), media_type=XLSX
    )  # fmt: skip


@download("/reports/{report:str}/pdf", permission=VIEW)
async def save_pdf(request: Asked, viewer: NamedDependency[Viewer], report: FromPath[str]) -> Answer:
    """The report on paper."""
    shown = await _shown(request, viewer, report, "pdf")
    may_be_printed(shown.sheet)
    body = await pdf_of([shown.sheet], shown.report.layout, Site.name)
    return Download(body, filename=name_of(shown.report, shown.words, viewer.day, "pdf"), media_type=PDF)


@download("/reports/{report:str}/csv", permission=VIEW)
async def save_csv(request: Asked, viewer: NamedDependency[Viewer], report: FromPath[str]) -> Answer:
    """The report's rows for another program."""
    shown = await _shown(request, viewer, report, "csv")
    body = await csv_file(shown.sheet)
    return Download(body, filename=name_of(shown.report, shown.words, viewer.day, "csv"), media_type=CSV)


@action("/reports/{report:str}/whole", permission=WHOLE)
async def order_whole(request: Asked, viewer: NamedDependency[Viewer], report: FromPath[str]) -> Answer:
    """Ask for every class at once; the file will lie in one's own files.

    Whoever sees the whole school proves again who it is.
    """
    if viewer.hat not in OWN_ONLY and not is_fresh(request.auth, is_write=True):
        raise MustProveAgain
    sent = await posted(request)
    await ask_whole(viewer, report, {key: str(values[0]) for key, values in sent.items()})
    return Redirect("/reports/files")


HANDLERS: list[Any] = [show_reports, show_report, save_xlsx, save_pdf, save_csv, order_whole]
