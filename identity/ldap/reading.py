"""Everybody of a directory, or everybody who changed since a cursor, with their groups; all or an error.

Cursor: Active Directory counts changes in `uSNChanged`, each controller by itself, so the controller's name
is part of it; OpenLDAP's `modifyTimestamp` is the directory's own time. A cursor of another controller is
worth nothing: then everybody is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from identity.door.providers import DirectoryRecord
from identity.ldap import entries
from identity.ldap.config import LdapConfig
from identity.ldap.connection import Connection, Entry
from identity.ldap.groups import Graph, read_graph
from identity.ldap.troubles import DirectoryError, Trouble
from identity.ldap.tunnel import Deadline

USN, MODIFIED = "uSNChanged", "modifyTimestamp"
ROOT = ["highestCommittedUSN", "dnsHostName"]


@dataclass(frozen=True)
class Reading:
    """`is_full`: whoever is not in `records` is not in the directory. `groups`: everybody's, by stable id.

    Who is put into a group is not changed by it, so groups are read of everybody each time.
    """

    records: tuple[DirectoryRecord, ...]
    groups: Mapping[str, tuple[str, ...]]
    cursor: str
    is_full: bool


def read(config: LdapConfig, cursor: str, deadline: Deadline) -> Reading:
    """The people; without a (fitting) cursor all of them."""
    with Connection(config, deadline) as service:
        service.bind_service()
        mark = _mark(service)
        since = _since(config, cursor, mark)
        graph = read_graph(service)
        found = list(_people(service, since))
        records = tuple(entries.record(config, one, graph.groups_of(one)) for one in found)
        _check_once(records)
        groups = _groups(service, graph) if since else {one.stable_id: one.groups for one in records}
        return Reading(records, groups, _next(config, cursor, mark, found), not since)


def _groups(service: Connection, graph: Graph) -> dict[str, tuple[str, ...]]:
    config = service.config
    attributes = [config.attributes.stable_id, entries.PRIMARY_GROUP, entries.SID]
    found = service.search(config.base, "subtree", config.user_filter, attributes)
    return {entries.stable_id(config, one): graph.groups_of(one) for one in found}


def _mark(service: Connection) -> str:
    """Active Directory: "controller usn" before anything is read."""
    if not service.config.is_ad:
        return ""
    root = service.first("", ROOT)
    if root is None:
        raise DirectoryError(Trouble.SEARCH, "rootdse")
    return f"{root.text(ROOT[1])[:150]} {root.text(ROOT[0])}"


def _since(config: LdapConfig, cursor: str, mark: str) -> str:
    """The filter of what changed; "" for everybody."""
    if not cursor:
        return ""
    if not config.is_ad:
        return f"({MODIFIED}>={cursor})" if cursor[:14].isdigit() else ""
    host, _space, usn = cursor.partition(" ")
    return f"({USN}>={int(usn) + 1})" if usn.isdigit() and host == mark.partition(" ")[0] else ""


def _people(service: Connection, since: str) -> list[Entry]:
    config = service.config
    wanted = f"(&{config.user_filter}{since})" if since else config.user_filter
    attributes = [*entries.person_attributes(config), MODIFIED]
    return list(service.search(config.base, "subtree", wanted, attributes))


def _check_once(records: tuple[DirectoryRecord, ...]) -> None:
    if len({one.stable_id for one in records}) != len(records):
        raise DirectoryError(Trouble.PARTIAL, "one stable id twice")


def _next(config: LdapConfig, cursor: str, mark: str, found: list[Entry]) -> str:
    if config.is_ad:
        return mark
    return max([cursor, *(one.text(MODIFIED) for one in found)])
