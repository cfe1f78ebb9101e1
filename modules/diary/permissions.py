"""Who may open a diary: the pupil and the legal representatives; whose, `children_of` says."""

from __future__ import annotations

from intranet.kit.access import ReadPermission, hats
from intranet.kit.i18n import lazy
from intranet.school.access import Hat

VIEW = ReadPermission(
    "diary.view", hats(Hat.STUDENT, Hat.PARENT), lazy("видеть дневник: уроки, задания, отметки, пропуски")
)
