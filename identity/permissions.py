"""Who may do what with the ways in, besides one's own: requests for access."""

from __future__ import annotations

from intranet.kit.access import ReadPermission, WritePermission, hats
from intranet.kit.i18n import lazy
from intranet.school.access import Hat

ISSUERS = hats(Hat.TEACHER, Hat.SECRETARY, Hat.ADMINISTRATOR)

REQUESTS = ReadPermission("identity.requests", ISSUERS, lazy("видеть заявления на доступ"))
DECIDE = WritePermission(
    "identity.requests.decide",
    ISSUERS,
    lazy("записывать заявления на доступ, давать доступ или отказывать; учитель — в своём классе"),
)
