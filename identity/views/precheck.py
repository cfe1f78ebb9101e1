"""Whom the state's sign-in would not recognise, by class, with the way to mend it."""

from __future__ import annotations

from typing import Annotated, Any

from litestar.di import NamedDependency
from litestar.params import QueryParameter

from identity.administration import precheck
from identity.permissions import PRECHECK
from intranet.kit.access import Viewer
from intranet.kit.i18n import _
from intranet.kit.web import Answer, Page, page

ClassNumber = Annotated[int | None, QueryParameter(name="class", ge=0, le=2**31 - 1)]


def reason_words() -> dict[str, str]:
    """What stands in the way, for a person."""
    return {
        "no_snils": _("нет СНИЛС"), "no_born": _("нет даты рождения"),
        "namesake": _("есть полный тёзка"), "closed": _("вход закрыт"), "young": _("младше 14 лет"),
        "granted": _("выданная роль: свяжет в профиле"),
    }  # fmt: skip


@page("/office/entry/precheck", permission=PRECHECK)
async def show_precheck(viewer: NamedDependency[Viewer], school_class: ClassNumber = None) -> Answer:
    """Counts of every class and of the staff; `class` (0: staff) lists who is missing what."""
    people = await precheck.everybody(viewer)
    rows = precheck.by_class(people)
    chosen = next((row for row in rows if row.id == school_class), None)
    return Page(
        "identity/administration/precheck.html", rows=rows, reasons=precheck.by_reason(people),
        words=reason_words(), chosen=chosen,
        found=precheck.of_class(viewer, people, chosen.id) if chosen else [],
    )  # fmt: skip


HANDLERS: list[Any] = [show_precheck]
