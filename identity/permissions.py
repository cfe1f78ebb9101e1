"""Who sets how people enter: pages of the administrator under /office/entry."""

from __future__ import annotations

from intranet.kit.access import ReadPermission, WritePermission, hats
from intranet.kit.i18n import lazy
from intranet.school.access import Hat

POLICY = ReadPermission(
    "identity.policy", hats(Hat.ADMINISTRATOR, Hat.DIRECTOR), lazy("видеть все версии правил пользования")
)
PUBLISH = WritePermission(
    "identity.policy.publish", hats(Hat.ADMINISTRATOR), lazy("публиковать правила пользования")
)
