"""How a journal's row speaks of a pupil who came into the group or left it, on the screen and on paper.

Rules (DOMAIN 2.9): marks go along to the new group and count there; the old row stays, with the order, and
counts nothing any more.
"""

from __future__ import annotations

from intranet.kit.i18n import _
from intranet.kit.templating import date_digits
from intranet.school.facts import class_name
from modules.journal.averages import NOTHING, Parts
from modules.journal.queries.grid import GridCell, GridPupil, average_parts


def counted_parts(pupil: GridPupil, cells: list[GridCell]) -> Parts:
    """The term's parts of a pupil; nothing where they count in another group by now."""
    is_elsewhere = not pupil.is_counted and bool(pupil.brought or pupil.departure)
    return NOTHING if is_elsewhere else average_parts(pupil, cells)


def brought(pupil: GridPupil) -> str:
    """ "из 6А: 4 5, пропусков: 2"; empty for almost everybody."""
    found = []
    for group, marks, missed in pupil.brought:
        said = [marks or "", _("пропусков: %(n)s", n=missed) if missed else ""]
        found.append(_("из %(group)s: %(what)s", group=group, what=", ".join(filter(None, said))))
    return "; ".join(found)


def departed(pupil: GridPupil) -> str:
    """ "переведена в 6Б, приказ № 45"; a group left without an order says only until when."""
    gone = pupil.departure
    if gone is None:
        last = max(until for _since, until in pupil.stays if until is not None)
        return _("в группе до %(day)s", day=date_digits(last))
    if gone.kind == "move":
        to = class_name(gone.to_grade or 0, gone.to_letter or "")
        words = {"m": _("переведён в %(to)s", to=to), "f": _("переведена в %(to)s", to=to)}
        text = words.get(pupil.sex, _("переведён(а) в %(to)s", to=to))
    else:
        day = date_digits(gone.until)
        words = {"m": _("выбыл %(day)s", day=day), "f": _("выбыла %(day)s", day=day)}
        text = words.get(pupil.sex, _("выбыл(а) %(day)s", day=day))
    return _("%(what)s, приказ № %(number)s", what=text, number=gone.number) if gone.number else text
