"""How changes of classes, load, lists, calendar and rules are taken back: by the services that make them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, time, timedelta
from typing import Any

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _
from intranet.school import founding, places, settings
from intranet.school.calendar import bells, exceptions, terms
from intranet.school.calendar.year_dates import Span
from intranet.school.classes import cards, groups, subjects, succession, teaching
from modules.office.permissions import (
    EDIT_CALENDAR,
    EDIT_CLASS,
    EDIT_LOAD,
    EDIT_REFERENCE,
    EDIT_SCHOOL,
    EDIT_SETTINGS,
)
from modules.office.queries.changes import Change, later_change
from modules.office.service import school_now
from modules.office.service.undo import undoes


def day(text: str) -> date:
    """A date of an entry."""
    return date.fromisoformat(text)


def optional_day(text: str | None) -> date | None:
    """A date of an entry, or none."""
    return day(text) if text else None


def times_of(values: dict[str, str]) -> dict[int, tuple[time, time]]:
    """ "08:30-09:15" by number."""
    pairs = {int(number): text.split("-") for number, text in values.items()}
    return {n: (time.fromisoformat(starts), time.fromisoformat(ends)) for n, (starts, ends) in pairs.items()}


def spans_of(values: list[str]) -> list[Span]:
    """ "2026-09-01/2026-10-23" in order."""
    return [Span(*map(day, text.split("/"))) for text in values]


async def last_told(actor: Viewer, change: Change) -> Mapping[str, object]:
    """What the newest entry about the same thing says of the same values; `since` is no value of it."""
    keys = [key for key in change.after if key != "since"]
    later = await later_change(actor, change, keys)
    found = change.after if later is None else later.after
    return {key: found.get(key, change.after[key]) for key in keys}


@undoes("school.calendar.add", permission=EDIT_CALENDAR)
async def drop_days(actor: Viewer, change: Change) -> None:
    """The days are like others again."""
    await exceptions.remove_special_days(actor, change.subject_id or 0)


@undoes("school.calendar.change", permission=EDIT_CALENDAR, now=last_told)
async def restore_days(actor: Viewer, change: Change) -> None:
    """The days before."""
    days = msgspec.convert(change.before, exceptions.SpecialDays)
    await exceptions.change_special_days(actor, change.subject_id or 0, days)


@undoes("school.calendar.remove", permission=EDIT_CALENDAR)
async def put_days(actor: Viewer, change: Change) -> None:
    """The days are special again."""
    days = msgspec.convert(change.before, exceptions.SpecialDays)
    await exceptions.add_special_days(actor, change.before["year"], days)


@undoes("school.bells.add", permission=EDIT_CALENDAR)
async def drop_bells(actor: Viewer, change: Change) -> None:
    """While no lesson was held by them."""
    await bells.remove_bells(actor, change.subject_id or 0)


@undoes("school.bells.remove", permission=EDIT_CALENDAR)
async def put_bells(actor: Viewer, change: Change) -> None:
    """The same set anew."""
    sort = msgspec.convert(change.before, bells.BellSort)
    await bells.add_bells(actor, change.before["year"], sort, times_of(change.before["times"]))


@undoes("school.bells.change", permission=EDIT_CALENDAR, now=last_told)
async def restore_bells(actor: Viewer, change: Change) -> None:
    """The times before, from the same day."""
    since = day(change.after["since"])
    await bells.change_bells(actor, change.subject_id or 0, times_of(change.before["times"]), since)


@undoes("school.terms.set", permission=EDIT_CALENDAR, now=last_told)
async def restore_terms(actor: Viewer, change: Change) -> None:
    """The dates before."""
    await terms.set_terms(actor, change.subject_id or 0, spans_of(change.before["terms"]))


@undoes("school.year.set", permission=EDIT_CALENDAR, now=last_told)
async def restore_year(actor: Viewer, change: Change) -> None:
    """The dates before."""
    names = ("begins", "teaching_until", "ends", "week_parity_anchor")
    await terms.set_year(actor, change.subject_id or 0, *(day(change.before[name]) for name in names))


@undoes(
    "school.class.scheme", permission=EDIT_CLASS, now=school_now.scheme_now, later=school_now.later_scheme
)
async def restore_scheme(actor: Viewer, change: Change) -> None:
    """The scheme before."""
    scheme, subject = change.before["scheme"], change.before["subject"]
    await terms.follow_scheme(actor, change.subject_id or 0, scheme, subject)


@undoes("school.class.change", permission=EDIT_CLASS, now=last_told)
async def restore_class(actor: Viewer, change: Change) -> None:
    """The card before, from the same day."""
    card = msgspec.convert(change.before, cards.ClassCard)
    await cards.change_class(actor, change.subject_id or 0, card, day(change.after["since"]))


@undoes(
    "school.class_teacher.set",
    permission=EDIT_CLASS,
    now=school_now.leader_now,
    later=school_now.later_leader,
)
async def restore_leader(actor: Viewer, change: Change) -> None:
    """Who led the class before leads it from the same day."""
    since, before = day(change.after["since"]), change.before.get("teacher")
    if before:
        await teaching.set_class_teacher(actor, change.subject_id or 0, before, since)
    else:
        await cards.end_class_teacher(actor, change.subject_id or 0, since - timedelta(1))


@undoes(
    "school.class_teacher.end", permission=EDIT_CLASS, now=school_now.end_now, later=school_now.later_leader
)
async def keep_leader(actor: Viewer, change: Change) -> None:
    """The class teacher goes on."""
    since = day(change.after["until"]) + timedelta(1)
    await teaching.set_class_teacher(actor, change.subject_id or 0, change.before["teacher"], since)


@undoes(
    "school.groups.divide", permission=EDIT_CLASS, now=school_now.groups_now, later=school_now.later_groups
)
async def restore_groups(actor: Viewer, change: Change) -> None:
    """Everybody where they were, from the same day."""
    before, after = change.before["groups"], change.after["groups"]
    choice: dict[int, int | None] = {one: None for together in after.values() for one in together}
    choice |= {one: int(group) for group, together in before.items() for one in together}
    since, ident = day(change.after["since"]), change.subject_id or 0
    if change.subject == "school_class":
        await groups.divide_class(actor, ident, {int(group) for group in {**before, **after}}, choice, since)
    else:
        await groups.set_members(actor, ident, [one for one, group in choice.items() if group], since)


@undoes(
    "school.assignment.add",
    permission=EDIT_LOAD,
    now=school_now.assignment_now,
    later=school_now.later_assignment,
)
async def drop_assignment(actor: Viewer, change: Change) -> None:
    """It was recorded by mistake."""
    await teaching.remove_assignment(actor, change.after["assignment"])


@undoes(
    "school.assignment.hours",
    permission=EDIT_LOAD,
    now=school_now.assignment_now,
    later=school_now.later_assignment,
)
async def restore_hours(actor: Viewer, change: Change) -> None:
    """The hours before."""
    await teaching.set_hours(actor, change.subject_id or 0, change.before["hours_quarters"])


@undoes(
    "school.assignment.end",
    permission=EDIT_LOAD,
    now=school_now.assignment_now,
    later=school_now.later_assignment,
)
async def restore_end(actor: Viewer, change: Change) -> None:
    """The last day before, or none."""
    await teaching.end_assignment(actor, change.subject_id or 0, optional_day(change.before["until"]))


@undoes(
    "school.teacher.replace", permission=EDIT_LOAD, now=school_now.handed_now, later=school_now.later_handed
)
async def hand_back(actor: Viewer, change: Change) -> None:
    """The teacher before takes the same journals from the same day."""
    after = change.after
    had = change.before.get("load", {}).values()
    if any(one[0] == after["successor"] for taught in had for one in taught):
        raise DomainError(
            _("У преемника в этих журналах была и своя нагрузка: верните учителя на странице нагрузки.")
        )
    await succession.replace_teacher(
        actor, after["successor"], change.subject_id or 0, day(after["since"]), after["journals"]
    )


Renaming = Callable[[Viewer, int, str], Awaitable[None]]


def _named(action: str, rename: Renaming, permission: Any) -> None:
    """The inverse of a change of name."""

    async def restore(actor: Viewer, change: Change) -> None:
        await rename(actor, change.subject_id or 0, change.before["name"])

    undoes(action, permission=permission, now=last_told)(restore)


_named("school.group.rename", groups.rename_group, EDIT_CLASS)
_named("school.building.rename", places.rename_building, EDIT_REFERENCE)


def _added(action: str, remove: Callable[[Viewer, int], Awaitable[None]], permission: Any) -> None:
    """The inverse of adding: away, while nothing hangs on it."""

    async def drop(actor: Viewer, change: Change) -> None:
        await remove(actor, change.subject_id or 0)

    undoes(action, permission=permission)(drop)


_added("school.group.add", groups.remove_group, EDIT_CLASS)
_added("school.building.add", places.remove_building, EDIT_REFERENCE)
_added("school.room.add", places.remove_room, EDIT_REFERENCE)
_added("school.subject.add", subjects.remove_subject, EDIT_REFERENCE)
_added("school.class.add", cards.remove_class, EDIT_CLASS)
_added("school.scheme.add", terms.remove_scheme, EDIT_CALENDAR)


@undoes("school.room.change", permission=EDIT_REFERENCE, now=last_told)
async def restore_room(actor: Viewer, change: Change) -> None:
    """The room before."""
    was = change.before
    await places.change_room(actor, change.subject_id or 0, was["building"], was["number"], was["parallel"])


@undoes("school.subject.change", permission=EDIT_REFERENCE, now=last_told)
async def restore_subject(actor: Viewer, change: Change) -> None:
    """The names before."""
    await subjects.change_subject(
        actor, change.subject_id or 0, change.before["name"], change.before["short"]
    )


@undoes("school.setting.set", permission=EDIT_SETTINGS, now=last_told)
async def restore_rule(actor: Viewer, change: Change) -> None:
    """The value before, from the same day."""
    rule = settings.LESSON_REQUIRED
    if rule.key not in change.before:
        raise DomainError(_("Это правило меняют на его собственной странице."))
    await settings.save_setting(actor, rule, change.before[rule.key], day(change.after["since"]))


@undoes("school.card.change", permission=EDIT_SCHOOL, now=last_told)
async def restore_school(actor: Viewer, change: Change) -> None:
    """The card before."""
    await founding.change_school(actor, *(change.before[name] for name in founding.CARD_FIELDS))
