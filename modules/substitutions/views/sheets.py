"""The papers for outages: which there are, when they were made, and each as a file."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath

from intranet.kit import audit, shelf
from intranet.kit.access import Viewer
from intranet.kit.errors import NotFound
from intranet.kit.i18n import _
from intranet.kit.shelf import Paper
from intranet.kit.web import Answer, Download, Page, download, page
from modules.substitutions.permissions import SHEETS
from modules.substitutions.queries.sheets import pupils_on_paper, readable_classes
from modules.substitutions.service.sheets import STAFF_ROOM
from modules.substitutions.views.days import day_in

PATH = "/substitutions/sheets"
PDF = "application/pdf"


class SheetLink(msgspec.Struct, frozen=True):
    """A paper to take."""

    title: str
    path: str
    made_at: datetime


class SheetDay(msgspec.Struct, frozen=True):
    """A day's papers, the staff room's first."""

    day: date
    links: list[SheetLink]


def class_of(paper: Paper) -> int | None:
    """The class a paper's name ends with: "7Б (12).pdf"."""
    ident = paper.name.removesuffix(").pdf").rpartition("(")[2]
    return int(ident) if ident.isdecimal() else None


def links_of(day: date, classes: set[int]) -> list[SheetLink]:
    """The papers of a day that are for somebody who reads these classes."""
    found: list[SheetLink] = []
    for paper in shelf.papers_of(day):
        ident = class_of(paper)
        if paper.name == STAFF_ROOM:
            found.insert(0, SheetLink(_("Учительская"), f"{PATH}/{day}/staff", paper.made_at))
        elif ident in classes:
            title = paper.name.rpartition(" (")[0]
            found.append(SheetLink(title, f"{PATH}/{day}/classes/{ident}", paper.made_at))
    return found


@page(PATH, permission=SHEETS)
async def show_sheets(viewer: NamedDependency[Viewer]) -> Answer:
    """The days there are papers of, the last first."""
    classes = await readable_classes(viewer)
    days = [SheetDay(day, links_of(day, classes)) for day in shelf.days()]
    return Page("substitutions/sheets.html", days=[one for one in days if one.links])


def _file(day: date, found: list[Paper], title: str = "") -> Answer:
    if not found:
        raise NotFound
    title = title or found[0].name.rpartition(" (")[0]
    return Download(shelf.body_of(day, found[0]), filename=f"{title}, {day}.pdf", media_type=PDF)


@download(PATH + "/{sheet_day:str}/staff", permission=SHEETS)
async def get_staff_sheet(viewer: NamedDependency[Viewer], sheet_day: FromPath[str]) -> Answer:
    """The staff room's paper."""
    day = day_in(sheet_day)
    found = [paper for paper in shelf.papers_of(day) if paper.name == STAFF_ROOM]
    return _file(day, found, _("Учительская"))


@download(PATH + "/{sheet_day:str}/classes/{class_id:int}", permission=SHEETS)
async def get_class_sheet(
    viewer: NamedDependency[Viewer], sheet_day: FromPath[str], class_id: FromPath[int]
) -> Answer:
    """A class's paper; 404 for a class whose names the viewer may not read."""
    day = day_in(sheet_day)
    pupils = await pupils_on_paper(viewer, class_id, day)
    audit.looked_at(viewer, "substitutions.sheet", pupils)
    return _file(day, [paper for paper in shelf.papers_of(day) if class_of(paper) == class_id])


HANDLERS = (show_sheets, get_staff_sheet, get_class_sheet)
