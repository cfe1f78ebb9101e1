"""One's own long files: how far they are, and the files themselves."""

from __future__ import annotations

from typing import Any

from litestar.di import NamedDependency
from litestar.params import FromPath

from intranet.kit.access import Viewer
from intranet.kit.papers import paper_file, papers_of, token_in
from intranet.kit.web import Answer, Download, Fragment, Page, download, fragment, page
from modules.reports.permissions import FILES


@page("/reports/files", permission=FILES)
async def show_files(viewer: NamedDependency[Viewer]) -> Answer:
    """The files this person asked for under this hat."""
    return Page("reports/files.html", papers=await papers_of(viewer))


@fragment("/reports/files/_list", permission=FILES)
async def list_files(viewer: NamedDependency[Viewer]) -> Answer:
    """The same list alone, asked again while something is being made."""
    return Fragment("reports/_list.html", papers=await papers_of(viewer))


@download("/reports/files/{token:str}", permission=FILES)
async def take_file(viewer: NamedDependency[Viewer], token: FromPath[str]) -> Answer:
    """A finished file."""
    made = await paper_file(viewer, token_in(token))
    return Download(made.body, filename=made.name, media_type=made.media_type)


HANDLERS: list[Any] = [show_files, list_files, take_file]
