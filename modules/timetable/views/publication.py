"""Publishing a draft: what it does is shown first, then done exactly so."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath

from intranet.kit.access import Viewer
from intranet.kit.agreed import carry_out
from intranet.kit.errors import DomainError
from intranet.kit.forms import read_form
from intranet.kit.i18n import _, ngettext
from intranet.kit.web import Answer, Page, Redirect, action, page
from modules.timetable.forms.drafts import PublishForm
from modules.timetable.permissions import DRAFTS, EDIT
from modules.timetable.planning.checks import check
from modules.timetable.queries.drafts import VersionRow, versions_of_year
from modules.timetable.queries.plan import plan_of
from modules.timetable.service.publishing import Publication, publish_draft
from modules.timetable.views.findings import kinds_of

Asked = Request[Any, Any, Any]
PATH = "/timetable/drafts/{draft_id:int}/publication"


def publication_words(done: Publication | None) -> list[str]:
    """What publishing does, in sentences."""
    if done is None:
        return []
    put = done.put
    said = [
        (put.added, ngettext("%(n)s строка расписания новая", "%(n)s строк расписания новых", put.added)),
        (put.removed, ngettext("%(n)s строка уйдёт", "%(n)s строк уйдут", put.removed)),
        *_lesson_words(put.lessons.inserted, put.lessons.updated, put.lessons.cancelled, put.lessons.deleted),
    ]
    return [words for n, words in said if n] or [_("Ничего не изменится: уроки уже стоят так.")]


def _lesson_words(inserted: int, updated: int, cancelled: int, deleted: int) -> list[tuple[int, str]]:
    kept = ngettext(
        "%(n)s урок с записями станет отменённым: записи останутся",
        "%(n)s уроков с записями станут отменёнными: записи останутся", cancelled,
    )  # fmt: skip
    return [
        (inserted, ngettext("%(n)s урок появится", "%(n)s уроков появятся", inserted)),
        (updated, ngettext("%(n)s урок изменится", "%(n)s уроков изменятся", updated)),
        (cancelled, kept),
        (deleted, ngettext("%(n)s урок исчезнет", "%(n)s уроков исчезнут", deleted)),
    ]


def _ends(versions: list[VersionRow], since: Any) -> tuple[VersionRow | None, VersionRow | None]:
    """The version that ends the day before, and the next one, before which the new one ends."""
    before = next((row for row in reversed(versions) if row.since < since and row.is_on(since)), None)
    return before, next((row for row in versions if row.since > since), None)


async def _page(
    viewer: Viewer, draft: int, form: PublishForm, done: Publication | None = None, status: int = 200
) -> Answer:
    plan = await plan_of(viewer, draft)
    kinds = kinds_of(check(plan))
    before, after = _ends(await versions_of_year(viewer, plan.draft.year), plan.draft.since)
    return Page(
        "timetable/publication.html", status=status, draft=plan.draft, form=form, kinds=kinds, before=before,
        after=after, clashes=sum(one.count for one in kinds if one.is_clash),
        warnings=sum(one.count for one in kinds if not one.is_clash), told=publication_words(done),
    )  # fmt: skip


@page(PATH, permission=DRAFTS)
async def show_publication(viewer: NamedDependency[Viewer], draft_id: FromPath[int]) -> Answer:
    """From when it will be in force, what it replaces, what is still wrong."""
    return await _page(viewer, draft_id, PublishForm())


@action(PATH, permission=EDIT)
async def publish(request: Asked, viewer: NamedDependency[Viewer], draft_id: FromPath[int]) -> Answer:
    """First what it does to lessons; done when that was agreed to."""
    form = await read_form(PublishForm, request)
    with_clashes = bool(form.with_clashes.data)
    try:
        done = await carry_out(
            lambda: publish_draft(viewer, draft_id, with_clashes=with_clashes), form.agreed.data or ""
        )
    except DomainError as error:
        form.add_error(error)
        return await _page(viewer, draft_id, form, status=422)
    if done is None:
        return Redirect("/timetable/drafts?saved=true")
    form.agreed.data = done.key
    return await _page(viewer, draft_id, form, done)


HANDLERS: list[Any] = [show_publication, publish]
