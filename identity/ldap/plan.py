"""What one reading of a directory changes here, decided before anything is written.

Missing once is a mark. Missing for so many full sweeps and so many hours, or shut in the directory, is
suspended; after many days archived; back again is back. An account that lives by another password than the
directory's is never shut by it, and one that opens by another way too only when the directory says so. A
reading that would shut too many, or that is empty, decides nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from identity.door.providers import DirectoryRecord
from identity.ldap.config import LdapConfig

ALWAYS_ALLOWED = 2  # so few may leave at once even where two are more than the share
LEAST_SHARE = 0.5  # a reading with fewer than this of the people known is not believed


class What(StrEnum):
    """What happens to somebody."""

    NEW = "new"  # seen for the first time, nobody of ours yet
    LINK = "link"  # is somebody of ours, by number
    MAKE = "make"  # is entered as a new person, by group
    CHANGE = "change"
    RENAME = "rename"
    GROUPS = "groups"
    MISSING = "missing"
    SUSPEND = "suspend"
    ARCHIVE = "archive"
    BACK = "back"
    KEPT = "kept"  # gone there, but opens by another way here


class Known(msgspec.Struct):
    """An entry as the school last saw it, with the account it belongs to.

    `is_directorys`: this directory checks the account's password. `has_other`: it opens by another way too.
    """

    id: int
    stable_id: str
    dn: str
    login_key: str
    surname: str
    name: str
    attrs_hash: bytes | None
    groups: list[str]
    is_active: bool
    missing_since: datetime | None
    missing_runs: int
    suspended_at: datetime | None
    archived_at: datetime | None
    account: int | None = None
    person: int | None = None
    status: str = ""
    is_directorys: bool = False
    has_other: bool = False


@dataclass(frozen=True)
class Step:
    """One thing to do; `why` is a code: number, group, missing, disabled."""

    what: What
    stable_id: str
    known: Known | None = None
    record: DirectoryRecord | None = None
    why: str = ""
    person: int | None = None

    def shown(self) -> dict[str, str]:
        """As a run keeps it for the administrator."""
        one = self.record or self.known
        name = f"{one.surname} {one.name}".strip() if one else ""
        login = self.record.login if self.record else self.known.login_key if self.known else ""
        return {"what": str(self.what), "who": name or login, "login": login, "why": self.why}


@dataclass
class Plan:
    """Steps in the order of doing; `aborted` says why none of them is done."""

    steps: list[Step] = field(default_factory=list)
    aborted: str = ""

    def count(self) -> dict[str, int]:
        """How many of each."""
        told: dict[str, int] = {}
        for step in self.steps:
            told[str(step.what)] = told.get(str(step.what), 0) + 1
        return told

    def of(self, *kinds: What) -> list[Step]:
        """The steps of these kinds."""
        return [step for step in self.steps if step.what in kinds]


def fingerprint(one: DirectoryRecord) -> bytes:
    """Tells whether anything but the groups has changed."""
    values = (one.dn, one.login, one.is_active, one.surname, one.name, one.patronymic, one.email, one.number)
    return hashlib.sha256(msgspec.json.encode(values)).digest()


def compare(
    config: LdapConfig,
    known: Mapping[str, Known],
    records: Sequence[DirectoryRecord],
    groups: Mapping[str, tuple[str, ...]],
    now: datetime,
    *,
    is_full: bool,
) -> Plan:
    """The plan, links aside."""
    plan, seen = Plan(), {one.stable_id for one in records}
    for record in records:
        plan.steps += _present(config, known.get(record.stable_id), record, now)
    for one in known.values():
        plan.steps += _regrouped(one, groups)
        if is_full and one.stable_id not in seen:
            plan.steps += _absent(config, one, now)
    plan.aborted = _valve(config, known, plan, len(records), is_full=is_full)
    return plan


def _present(config: LdapConfig, one: Known | None, record: DirectoryRecord, now: datetime) -> list[Step]:
    if one is None:
        return [Step(What.NEW, record.stable_id, record=record)]
    steps = []
    if one.dn != record.dn or one.login_key != record.login.casefold():
        steps.append(Step(What.RENAME, one.stable_id, one, record))
    elif one.attrs_hash != fingerprint(record):
        steps.append(Step(What.CHANGE, one.stable_id, one, record))
    if not record.is_active:
        return steps + _shut(config, one, "disabled", now, record)
    if one.missing_since is not None or one.suspended_at is not None:
        steps.append(Step(What.BACK, one.stable_id, one, record))
    return steps


def _absent(config: LdapConfig, one: Known, now: datetime) -> list[Step]:
    runs, since = one.missing_runs + 1, one.missing_since or now
    marked = [Step(What.MISSING, one.stable_id, one)]
    if runs < config.missing_sweeps or now - since < timedelta(hours=config.missing_hours):
        return marked
    return marked + _shut(config, one, "missing", now, None)


def _shut(
    config: LdapConfig, one: Known, why: str, now: datetime, record: DirectoryRecord | None
) -> list[Step]:
    """What becomes of an account whose entry is gone or shut."""
    if one.account is None or one.archived_at is not None:
        return []
    if one.suspended_at is not None:
        is_time = now - one.suspended_at >= timedelta(days=config.archive_days)
        return [Step(What.ARCHIVE, one.stable_id, one, record, why)] if is_time else []
    if not one.is_directorys or (one.has_other and why == "missing"):
        return [Step(What.KEPT, one.stable_id, one, record, why)]
    return [Step(What.SUSPEND, one.stable_id, one, record, why)] if one.status == "active" else []


def _regrouped(one: Known, groups: Mapping[str, tuple[str, ...]]) -> list[Step]:
    found = groups.get(one.stable_id)
    return [Step(What.GROUPS, one.stable_id, one)] if found is not None and list(found) != one.groups else []


def _valve(config: LdapConfig, known: Mapping[str, Known], plan: Plan, read: int, *, is_full: bool) -> str:
    """Why this reading is not believed; "" when it is."""
    here = [one for one in known.values() if one.missing_since is None]
    if is_full and not read:
        return "empty"
    if is_full and len(here) > ALWAYS_ALLOWED and read < len(here) * LEAST_SHARE:
        return f"partial {read} of {len(here)}"
    ours = [one for one in known.values() if one.is_directorys and one.status == "active"]
    gone = {step.stable_id for step in plan.of(What.SUSPEND, What.MISSING)} & {one.stable_id for one in ours}
    share = len(ours) * config.most_suspended_percent // 100
    most = min(config.most_suspended, max(ALWAYS_ALLOWED, share))
    return f"too many {len(gone)} of {len(ours)}" if len(gone) > most else ""
