"""The queue of letters: what has not gone and why, trying again, a test letter."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromQuery

from intranet.kit import mail
from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError
from intranet.kit.forms import number_in, posted, read_form
from intranet.kit.i18n import _
from intranet.kit.web import Answer, Page, Redirect, action, page
from modules.notices.forms import TrialForm
from modules.notices.permissions import MANAGE_QUEUE, QUEUE
from modules.notices.queries.queue import counts_of, open_letters
from modules.notices.service.delivery import REASONS
from modules.notices.service.queue import retry_letters, send_now, send_trial

Asked = Request[Any, Any, Any]


def _state_words() -> dict[str, tuple[str, str]]:
    """State -> (words, kind of tag)."""
    return {
        "waiting": (_("ждёт"), ""), "sending": (_("уходит"), ""), "failed": (_("не ушло"), "warn"),
        "bounced": (_("адрес не принимает"), "bad"), "sent": (_("ушло"), "good"),
        "dropped": (_("не нужно"), ""),
    }  # fmt: skip


async def _queue_page(viewer: Viewer, status: int = 200, **more: Any) -> Answer:
    shown: dict[str, Any] = {"form": TrialForm(), "error": "", "again": None, "answer": ""} | more
    return Page(
        "notices/queue.html", status=status, counts=await counts_of(viewer),
        letters=await open_letters(viewer), states=_state_words(), missing=mail.missing(),
        server=mail.server_name(), sender=mail.sender(), reasons={one: _(one) for one in REASONS}, **shown,
    )  # fmt: skip


@page("/notices/queue", permission=QUEUE)
async def show_queue(viewer: NamedDependency[Viewer], again: FromQuery[int | None] = None) -> Answer:
    """Letters by state, and those that have not gone; `again`: so many were just set going."""
    return await _queue_page(viewer, again=again)


@action("/notices/queue/retries", permission=MANAGE_QUEUE)
async def retry(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """Try the ticked letters again."""
    ticked = [number_in(str(one)) for one in (await posted(request)).getlist("letter")]
    try:
        again = await retry_letters(viewer, [one for one in ticked if one is not None])
    except DomainError as error:
        return await _queue_page(viewer, 422, error=error.message)
    return Redirect(f"/notices/queue?again={again}")


@action("/notices/queue/departures", permission=MANAGE_QUEUE)
async def send_all(viewer: NamedDependency[Viewer]) -> Answer:
    """Send what waits for the evening or the morning now."""
    return Redirect(f"/notices/queue?again={await send_now(viewer)}")


@action("/notices/queue/trials", permission=MANAGE_QUEUE)
async def send_test(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """Send one letter and show what the server answered; nothing is kept, so the answer is a page."""
    form = await read_form(TrialForm, request)
    if not form.validate():
        return await _queue_page(viewer, 422, form=form)
    try:
        answer = await send_trial(viewer, form.address.data or "")
    except DomainError as error:
        form.add_error(error)
        return await _queue_page(viewer, 422, form=form)
    return await _queue_page(viewer, form=form, answer=answer)


HANDLERS: list[Any] = [show_queue, retry, send_all, send_test]
