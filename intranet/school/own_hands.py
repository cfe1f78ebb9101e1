"""Nobody who keeps the school's lists gives rights to oneself: a colleague writes it down.

Under the secretary's or the administrator's hat every list can be written, so a right of one's own is asked
of somebody else, and two people know of it. The command line and the system are nobody and may everything.
"""

from __future__ import annotations

from collections.abc import Container
from datetime import date

from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _
from intranet.school.access import Hat

KEEPERS = (Hat.SECRETARY, Hat.ADMINISTRATOR)


def is_oneself(actor: Viewer, person: int, hats: Container[str] = KEEPERS) -> bool:
    """Whether the actor, wearing one of these hats, is this person."""
    return actor.person_id == person and actor.hat in hats


def check_other(
    actor: Viewer, person: int, *, field: str | None = None, hats: Container[str] = KEEPERS
) -> None:
    """DomainError (field) if the actor would give a right to oneself under one of these hats."""
    if is_oneself(actor, person, hats):
        raise DomainError(_("Себе это записать нельзя: попросите другого сотрудника."), field=field)


def is_longer(until: date | None, than: date | None) -> bool:
    """Whether a last day (None: without end) is later than another."""
    return than is not None and (until is None or until > than)
