"""A recorded change of a card in words: what was done, and each value before and after.

Ids of people and classes become names; ids of
rows are nobody's business and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.i18n import _, lazy
from intranet.school.access import HAT_TITLES
from intranet.school.people import consents, guardians
from modules.office.queries.changes import Change, changes_of, named_in
from modules.office.service.undo import may_undo
from modules.office.views.done_words import done_words

FIELDS: dict[str, Any] = {
    "surname": lazy("фамилия"), "name": lazy("имя"), "patronymic": lazy("отчество"), "sex": lazy("пол"),
    "born": lazy("дата рождения"), "phone": lazy("телефон"), "email": lazy("почта"), "snils": lazy("СНИЛС"),
    "guardian": lazy("представитель"), "kind": lazy("кем приходится"), "basis": lazy("основание"),
    "is_legal": lazy("законный представитель"), "since": lazy("с"), "until": lazy("по"),
    "restricted_since": lazy("ограничен с"), "restriction": lazy("документ суда"),
    "adult_consent_since": lazy("читает с согласия ученика с"), "is_mailed": lazy("получает письма"),
    "relation": lazy("кем приходится"), "note": lazy("примечание"), "title": lazy("должность"),
    "consent_kind": lazy("на что"), "document": lazy("документ"), "signed_by": lazy("подписал"),
    "hat": lazy("роль"), "class": lazy("класс"), "order": lazy("приказ"), "last_day": lazy("последний день"),
    "reason": lazy("причина"), "order_date": lazy("дата приказа"),
}  # fmt: skip
PEOPLE, CLASSES = ("guardian", "signed_by"), ("class", "from_class", "to_class")
DATE = re.compile(r"\d{4}-\d\d-\d\d")


class ToldChange(msgspec.Struct, frozen=True):
    """A change as a history shows it."""

    change: Change
    done: str
    lines: list[str]
    may_undo: bool


async def told_changes(viewer: Viewer, person: int, most: int) -> list[ToldChange]:
    """The last changes of somebody's card in words. Two statements."""
    changes = await changes_of(viewer, person, most)
    titles = await named_in(viewer, sorted(_ids(changes, PEOPLE)), sorted(_ids(changes, CLASSES)))
    return [
        ToldChange(change, done_words(change), _lines(change, titles), _has_button(viewer, change))
        for change in changes
    ]


def _ids(changes: Iterable[Change], keys: tuple[str, ...]) -> set[int]:
    return {
        values[key]
        for change in changes
        for values in (change.before, change.after)
        for key in keys
        if isinstance(values.get(key), int)
    }


def _has_button(viewer: Viewer, change: Change) -> bool:
    """An old СНИЛС is kept nowhere, so that such a change is never taken back."""
    return may_undo(viewer, change) and "snils" not in change.after


def _lines(change: Change, titles: dict[tuple[str, int], str]) -> list[str]:
    """ "телефон: пусто → +79121112233", each value of the change once."""
    unsaid = ("kind",) if change.action.startswith("school.movement") else ()
    keys = [key for key in FIELDS if (key in change.before or key in change.after) and key not in unsaid]
    lines = []
    for key in keys:
        before = _said(key, change.before.get(key), titles)
        after = _said(key, change.after.get(key), titles)
        if before or after:
            lines.append(f"{FIELDS[key]}: {_both(before, after, change, key)}")
    return lines


def _both(before: str, after: str, change: Change, key: str) -> str:
    """What changed, before and after; what was added, removed or stayed is said once."""
    if not change.after:
        return before
    if key not in change.before or before == after or key == "snils":
        return after
    return f"{before or _('пусто')} → {after or _('пусто')}"


def _said(key: str, value: object, titles: dict[tuple[str, int], str]) -> str:
    """One value in words: names for ids, 17.11.2026 for dates, yes and no."""
    match value:
        case None | "" | list():
            return ""
        case bool():
            return _("изменён") if key == "snils" else _("да") if value else _("нет")
        case int() if key in PEOPLE:
            return titles.get(("person", value), "")
        case int() if key in CLASSES:
            return titles.get(("class", value), "")
        case str() if DATE.fullmatch(value):
            return f"{date.fromisoformat(value):%d.%m.%Y}"
    return _word(key, str(value))


def _word(key: str, text: str) -> str:
    words = {
        "kind": guardians.KIND_TITLES, "consent_kind": consents.KIND_TITLES, "hat": HAT_TITLES, "sex": SEXES,
    }.get(key, {})  # fmt: skip
    return str(words.get(text, text))


SEXES: dict[str, Any] = {"m": lazy("мужской"), "f": lazy("женский")}
