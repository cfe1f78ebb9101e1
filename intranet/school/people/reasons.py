"""Why an order about a pupil was made: kept as a code with what was added to it, read in one's own language.

An order keeps `code` or `code: note`. Orders of before kept the words themselves: they are shown as they are.
"""

from __future__ import annotations

from typing import Any

from intranet.kit.i18n import lazy

OTHER = "other"
# Of leaving, as a person chooses them.
DEPARTURES: dict[str, Any] = {
    "transfer": lazy("перевод в другую школу"), "graduation": lazy("выпуск"),
    "family_education": lazy("семейное образование"), "moved_away": lazy("переезд"),
    "expulsion": lazy("отчисление"), "death": lazy("смерть"), OTHER: lazy("иное"),
}  # fmt: skip
# Of the order that carries a year into the next.
GRADUATION, NEXT_CLASS, AGAIN = "graduation", "next_class", "again"
TITLES = DEPARTURES | {
    NEXT_CLASS: lazy("перевод в следующий класс"), AGAIN: lazy("повторное обучение"),
}  # fmt: skip
POINT = ": "


def reason_of(code: str, note: str = "") -> str:
    """As an order keeps it; a note without a code stays a note."""
    return POINT.join(filter(None, (code, note)))


def reason_words(kept: str) -> str:
    """ "transfer: лицей № 2" -> "перевод в другую школу: лицей № 2"; "other: ..." in its own words."""
    code, _point, note = kept.partition(POINT)
    if code not in TITLES:
        return kept
    if code == OTHER and note:
        return note
    return reason_of(str(TITLES[code]), note)
