"""The manifest."""

from __future__ import annotations

from intranet.kit.i18n import _, lazy
from intranet.kit.module import Informer, Module, NavItem
from modules.reports import jobs
from modules.reports.permissions import FILES, VIEW, WHOLE
from modules.reports.views import HANDLERS

JOBS = (jobs.make_whole,)
# Files in the making, files that are ready: of this person under this hat.
MINE = """array(select count(*) filter (where p.state in ('waiting', 'running'))::int
        from paper p where p.person = $1 and p.hat = $3
    union all select count(*)::int from paper p where p.person = $1 and p.hat = $3 and p.state = 'done'
        and $2::date is not null)"""


def say_files(counts: list[int]) -> tuple[str, bool] | None:
    """ "готовится 1", "готово 2"; nothing without files."""
    moving, ready = counts
    if moving:
        return _("готовится %(n)s", n=moving), True
    return (_("готово %(n)s", n=ready), False) if ready else None


MODULE = Module(
    name="reports",
    title=lazy("Отчёты"),
    handlers=tuple(HANDLERS),
    nav=(
        NavItem(
            lazy("Отчёты"), "/reports", "chart-line", VIEW, 60, Informer(MINE, say_files),
            sub=((lazy("Все отчёты"), "/reports", VIEW), (lazy("Мои файлы"), "/reports/files", FILES)),
        ),
    ),
    permissions=(VIEW, WHOLE, FILES),
)  # fmt: skip
