"""Who may do what with notices: everybody reads the own, the school's heads and office write to people.

A class teacher writes to the own class only; that is the service's rule, the hat opens the page.
"""

from __future__ import annotations

from intranet.kit.access import ReadPermission, WritePermission, hats
from intranet.kit.i18n import lazy
from intranet.school.access import Hat

EVERYBODY = hats(*Hat)
WRITERS = hats(Hat.SECRETARY, Hat.HEAD_TEACHER, Hat.DIRECTOR, Hat.ADMINISTRATOR, Hat.TEACHER)
RULERS = hats(Hat.ADMINISTRATOR, Hat.HEAD_TEACHER)
POSTMEN = hats(Hat.ADMINISTRATOR)

VIEW = ReadPermission(
    "notices.view", EVERYBODY, lazy("Читать свои оповещения и знать, о чём приходят письма")
)
MARK_READ = WritePermission("notices.read", EVERYBODY, lazy("Отмечать свои оповещения прочитанными"))
SWITCH = WritePermission("notices.switch", EVERYBODY, lazy("Выбирать, о чём получать письма"))
ANNOUNCEMENTS = ReadPermission(
    "notices.announcements",
    WRITERS,
    lazy("Видеть объявления и скольким они ушли; учитель — только свои"),
)
ANNOUNCE = WritePermission(
    "notices.announce",
    WRITERS,
    lazy("Публиковать и снимать объявления; учитель — своему классу"),
)
KINDS = ReadPermission("notices.kinds", RULERS, lazy("Видеть, о чём и когда школа пишет письма"))
SET_KINDS = WritePermission("notices.kinds.set", RULERS, lazy("Решать, о чём и когда школа пишет письма"))
QUEUE = ReadPermission("notices.queue", POSTMEN, lazy("Видеть очередь писем: что не ушло и почему"))
MANAGE_QUEUE = WritePermission(
    "notices.queue.manage", POSTMEN, lazy("Отправлять письма заново и проверять почтовый сервер")
)
