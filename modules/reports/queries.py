"""Which reports a hat has, and what one of them says; the numbers are read by the module that owns them.

A report of another hat is Forbidden, an unknown one NotFound, and so is a value nobody offered. Only where
the form itself made a choice stale (another class was picked, its pupils are others) the first is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, urlencode

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.errors import Forbidden, NotFound
from intranet.kit.module import INSTALLED
from intranet.kit.report import Choice, Chosen, Param, Report, Sheet

WAS = "_of"  # what the form was rendered with


class ParamShown(msgspec.Struct, frozen=True):
    """A parameter with what may be chosen and what is."""

    name: str
    title: str
    choices: Sequence[Choice]
    value: str
    is_required: bool

    @property
    def said(self) -> str:
        """The chosen one's words; nothing for "all"."""
        return next((choice.title for choice in self.choices if choice.value == self.value), "")


class Group(msgspec.Struct, frozen=True):
    """The reports one module brings."""

    title: str
    reports: Sequence[Report]


def report_groups(viewer: Viewer) -> list[Group]:
    """The hat's reports, by the module that owns their numbers."""
    groups = [
        Group(str(module.title), [one for one in module.reports if one.permission.allows(viewer.hat)])
        for module in INSTALLED
    ]
    return [group for group in groups if group.reports]


def report_named(viewer: Viewer, name: str) -> Report:
    """The report; NotFound for an unknown name, Forbidden for one this hat never opens."""
    found = next((one for module in INSTALLED for one in module.reports if one.name == name), None)
    if found is None:
        raise NotFound
    if not found.permission.allows(viewer.hat):
        raise Forbidden
    return found


def _first(param: Param, choices: Sequence[Choice]) -> str:
    return choices[0].value if choices and param.is_required else ""


async def choose(viewer: Viewer, report: Report, wanted: Mapping[str, str]) -> list[ParamShown]:
    """Every parameter of the report, each offered what those before it leave; NotFound for another value."""
    was = dict(parse_qsl(wanted.get(WAS, "")))
    chosen: dict[str, str] = {}
    made: list[ParamShown] = []
    for param in report.params:
        choices = await param.offer(viewer, chosen)
        is_stale = bool(was) and any(was.get(name, "") != value for name, value in chosen.items())
        value = _taken(param, choices, wanted.get(param.name, ""), is_stale=is_stale)
        chosen[param.name] = value
        made.append(ParamShown(param.name, str(param.title), choices, value, param.is_required))
    return made


def _taken(param: Param, choices: Sequence[Choice], value: str, *, is_stale: bool) -> str:
    if not value:
        return _first(param, choices)
    if value in {choice.value for choice in choices}:
        return value
    if is_stale:
        return _first(param, choices)
    raise NotFound


def chosen_of(params: Sequence[ParamShown]) -> Chosen:
    """What was chosen, by name; "" where there was nothing to choose."""
    return {param.name: param.value for param in params}


def address_of(params: Sequence[ParamShown]) -> str:
    """The same choice as a query of an address."""
    return urlencode({param.name: param.value for param in params if param.value})


async def sheet_of(viewer: Viewer, report: Report, params: Sequence[ParamShown]) -> Sheet:
    """What the report says of the choice."""
    return await report.load(viewer, chosen_of(params))
