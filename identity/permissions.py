"""Who looks after the ways in: the administrator; what the register says for certain, the secretary too.

Requests for access are answered by the class teacher as well, in the own class.
"""

from __future__ import annotations

from intranet.kit.access import ReadPermission, WritePermission, hats
from intranet.kit.i18n import lazy
from intranet.school.access import Hat

KEEPER = hats(Hat.ADMINISTRATOR)
CLERKS = hats(Hat.SECRETARY, Hat.ADMINISTRATOR)

PROVIDERS = ReadPermission("identity.providers", KEEPER, lazy("видеть, какими способами входят в школу"))
EDIT_PROVIDERS = WritePermission(
    "identity.providers.edit", KEEPER, lazy("настраивать, проверять, включать и выключать способы входа")
)
RULES = ReadPermission("identity.rules", KEEPER, lazy("видеть правила входа"))
EDIT_RULES = WritePermission("identity.rules.edit", KEEPER, lazy("менять правила входа"))
SESSIONS = ReadPermission("identity.sessions", KEEPER, lazy("видеть, кто сейчас вошёл и с какого устройства"))
END_SESSIONS = WritePermission("identity.sessions.end", KEEPER, lazy("заканчивать чужие сеансы"))
JOURNAL = ReadPermission("identity.journal", KEEPER, lazy("читать журнал входов и отказов"))
PRECHECK = ReadPermission("identity.precheck", CLERKS, lazy("видеть, кого не узнают Госуслуги и почему"))
DOUBTS = ReadPermission("identity.doubts", CLERKS, lazy("видеть, чей вход не удалось узнать точно"))
DECIDE = WritePermission(
    "identity.doubts.decide", CLERKS, lazy("решать, чей это вход, и привязывать его к человеку")
)
POLICY = ReadPermission(
    "identity.policy", hats(Hat.ADMINISTRATOR, Hat.DIRECTOR), lazy("видеть все версии правил пользования")
)
PUBLISH = WritePermission("identity.policy.publish", KEEPER, lazy("публиковать правила пользования"))
DIRECTORIES = ReadPermission("identity.directories", KEEPER, lazy("видеть сверки с каталогом школьной сети"))
SYNC = WritePermission("identity.directories.sync", KEEPER, lazy("запускать сверку с каталогом"))

ISSUERS = hats(Hat.TEACHER, Hat.SECRETARY, Hat.ADMINISTRATOR)

REQUESTS = ReadPermission("identity.requests", ISSUERS, lazy("видеть заявления на доступ"))
DECIDE_REQUESTS = WritePermission(
    "identity.requests.decide",
    ISSUERS,
    lazy("записывать заявления на доступ, давать доступ или отказывать; учитель — в своём классе"),
)
