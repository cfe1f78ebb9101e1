"""What of the journal which hat may use; whose journal it is, the queries decide."""

from __future__ import annotations

from intranet.kit.access import ReadPermission, WritePermission, hats
from intranet.school.access import Hat

VIEW = ReadPermission("journal.view", hats(Hat.TEACHER, Hat.HEAD_TEACHER, Hat.DIRECTOR))
EDIT = WritePermission("journal.edit", hats(Hat.TEACHER))
MINE = ReadPermission("journal.mine", hats(Hat.TEACHER))
