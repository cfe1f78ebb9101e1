"""Who may do what in the office: it looks after lists and ways in, and shows nobody's marks.

Head teacher and director read; a class teacher sees and serves the own class only (FEATURES A3).
"""

from __future__ import annotations

from intranet.kit.access import ReadPermission, WritePermission, hats
from intranet.school.access import Hat

CLERKS = hats(Hat.SECRETARY, Hat.ADMINISTRATOR)
READERS = CLERKS | hats(Hat.HEAD_TEACHER, Hat.DIRECTOR)
LEADERS = hats(Hat.TEACHER)

VIEW = ReadPermission("office.view", READERS)
CLASS = ReadPermission("office.class", READERS | LEADERS)
EDIT_CLASSES = WritePermission("office.classes.edit", CLERKS)
IMPORT = ReadPermission("office.import", CLERKS)
EDIT_IMPORT = WritePermission("office.import.edit", CLERKS)
SLIPS = ReadPermission("office.slips", CLERKS | LEADERS)
ISSUE = WritePermission("office.slips.issue", CLERKS | LEADERS)
OWN_CLASS = ReadPermission("office.own_class", LEADERS)
