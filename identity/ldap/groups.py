"""Which groups somebody is in, through other groups too; never endless.

At a sign-in: Active Directory is asked by its rule "in chain", OpenLDAP walked upwards from the person. In a
sweep all groups are read once and walked here, with long `member` lists read range by range.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ldap.filter import escape_filter_chars

from identity.ldap.config import LdapConfig
from identity.ldap.connection import Connection, Entry
from identity.ldap.entries import dn_key, primary_group_sid

IN_CHAIN = "1.2.840.113556.1.4.1941"
MOST_GROUPS, MOST_LEVELS, MOST_RANGES = 500, 20, 1000
MEMBER_NAMES = ("member", "uniquemember")
AD_GROUPS, OPEN_GROUPS = (
    "(objectClass=group)",
    "(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames))",
)


def groups_of(connection: Connection, entry: Entry) -> tuple[str, ...]:
    """The DNs of one person's groups, nested ones included, sorted."""
    config = connection.config
    if config.is_ad:
        return tuple(sorted(_in_chain(connection, entry)))
    return tuple(sorted(_upwards(connection, entry.dn)))


def _base(config: LdapConfig) -> str:
    return config.group_base or config.base


def _in_chain(connection: Connection, entry: Entry) -> set[str]:
    found = _chained(connection, entry.dn)
    sid = primary_group_sid(entry)
    if sid:
        octets = "".join(f"\\{byte:02x}" for byte in sid)
        wanted = f"(&{AD_GROUPS}(objectSid={octets}))"
        for primary in connection.search(_base(connection.config), "subtree", wanted, ["1.1"], most=1):
            found |= {primary.dn} | _chained(connection, primary.dn)
    return found


def _chained(connection: Connection, dn: str) -> set[str]:
    wanted = f"(&{AD_GROUPS}(member:{IN_CHAIN}:={escape_filter_chars(dn)}))"
    return {one.dn for one in connection.search(_base(connection.config), "subtree", wanted, ["1.1"])}


def _upwards(connection: Connection, dn: str) -> set[str]:
    seen: dict[str, str] = {}
    level = [dn]
    for _ in range(MOST_LEVELS):
        above = [one.dn for below in level for one in _direct(connection, below)]
        level = [found for found in dict.fromkeys(above) if dn_key(found) not in seen]
        seen.update((dn_key(found), found) for found in level)
        if not level or len(seen) > MOST_GROUPS:
            break
    return set(seen.values())


def _direct(connection: Connection, dn: str) -> Iterable[Entry]:
    value = escape_filter_chars(dn)
    wanted = f"(&{OPEN_GROUPS}(|(member={value})(uniqueMember={value})))"
    return connection.search(_base(connection.config), "subtree", wanted, ["1.1"])


class Graph:
    """All groups of a directory, read once; `groups_of` walks upwards from anybody."""

    def __init__(self, parents: Mapping[str, set[str]], names: Mapping[str, str], sids: Mapping[bytes, str]):
        self._parents, self._names, self._sids = parents, names, sids

    def groups_of(self, entry: Entry) -> tuple[str, ...]:
        """The DNs of this person's groups, nested ones included, sorted."""
        primary = self._sids.get(primary_group_sid(entry))
        seen: set[str] = set()
        waiting = [*self._parents.get(dn_key(entry.dn), ()), *([primary] if primary else [])]
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting.extend(self._parents.get(one, ()))
        return tuple(sorted(self._names[one] for one in seen))


def read_graph(connection: Connection) -> Graph:
    """Every group with its members."""
    config = connection.config
    parents: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    sids: dict[bytes, str] = {}
    wanted = AD_GROUPS if config.is_ad else OPEN_GROUPS
    attributes = [*MEMBER_NAMES, "objectSid"] if config.is_ad else [*MEMBER_NAMES]
    for group in connection.search(_base(config), "subtree", wanted, attributes):
        key = dn_key(group.dn)
        names[key] = group.dn
        sids[group.raw("objectSid")] = key
        for member in members_of(connection, group):
            parents.setdefault(dn_key(member), set()).add(key)
    sids.pop(b"", None)
    return Graph(parents, names, sids)


def members_of(connection: Connection, group: Entry) -> list[str]:
    """Every member's DN; Active Directory gives 1500 at a time as `member;range=0-1499`."""
    found = [dn for name in MEMBER_NAMES for dn in group.texts(name)]
    ranged, last = _range_of(group)
    for _ in range(MOST_RANGES):
        found += group.texts(ranged) if ranged else []
        if not ranged or last is None:
            break
        more = connection.first(group.dn, [f"member;range={last + 1}-*"])
        if more is None:
            break
        group = more
        ranged, last = _range_of(group)
    return found


def _range_of(group: Entry) -> tuple[str, int | None]:
    """(the attribute's whole name, its last index; None when it is the last part)."""
    for name in group.values:
        if name.startswith("member;range="):
            last = name.rpartition("-")[2]
            return name, None if last == "*" else int(last)
    return "", None
