"""From an entry to a person of a directory: stable ids, names, states, logins, keys of DNs."""

from __future__ import annotations

import uuid

import ldap.dn
from ldap.filter import escape_filter_chars

from identity.door.providers import DirectoryRecord
from identity.ldap.config import LdapConfig
from identity.ldap.connection import Entry
from identity.ldap.troubles import DirectoryError, Trouble
from intranet.kit import clock
from intranet.school.people.names import clean

OBJECT_GUID = "objectguid"
DISABLED = 0x2  # ADS_UF_ACCOUNTDISABLE
FILETIME_ZERO, NEVER = 11644473600, (0, 0x7FFFFFFFFFFFFFFF)
CONTROL, EXPIRES, PRIMARY_GROUP, SID = "userAccountControl", "accountExpires", "primaryGroupID", "objectSid"
POLICY_LOCKED = "pwdAccountLockedTime"
FOR_EVER = "000001010000Z"  # ppolicy: locked by an administrator until unlocked


def person_attributes(config: LdapConfig) -> list[str]:
    """What is read of a person."""
    names = config.attributes
    wanted = [names.stable_id, names.login, names.surname, names.name, names.patronymic, names.email,
              names.number]  # fmt: skip
    more = [CONTROL, EXPIRES, PRIMARY_GROUP, SID] if config.is_ad else [POLICY_LOCKED]
    return [name for name in wanted if name] + more


def stable_id(config: LdapConfig, entry: Entry) -> str:
    """The id that no renaming changes, as text; "" when it cannot be seen.

    An objectGUID is little-endian bytes (MS-DTYP 2.3.4).
    """
    name = config.attributes.stable_id
    if name.lower() != OBJECT_GUID:
        return entry.text(name).lower()[:64]
    raw = entry.raw(name)
    return str(uuid.UUID(bytes_le=raw)) if len(raw) == 16 else ""


def is_active(config: LdapConfig, entry: Entry) -> bool:
    """Whether the directory lets this account in at all; a lock after wrong passwords passes by itself."""
    if not config.is_ad:
        return entry.text(POLICY_LOCKED) != FOR_EVER
    if entry.number(CONTROL) & DISABLED:
        return False
    expires = entry.number(EXPIRES)
    return expires in NEVER or expires / 10**7 - FILETIME_ZERO > clock.real_now().timestamp()


def record(config: LdapConfig, entry: Entry, groups: tuple[str, ...] = ()) -> DirectoryRecord:
    """The person; DirectoryError without a stable id."""
    found, names = stable_id(config, entry), config.attributes
    if not found:
        raise DirectoryError(Trouble.NO_STABLE_ID)
    return DirectoryRecord(
        stable_id=found, dn=entry.dn, login=entry.text(names.login), is_active=is_active(config, entry),
        surname=clean(entry.text(names.surname))[:100], name=clean(entry.text(names.name))[:100],
        patronymic=clean(entry.text(names.patronymic))[:100], email=entry.text(names.email)[:200],
        number=clean(entry.text(names.number))[:100], groups=groups,
    )  # fmt: skip


def dn_key(dn: str) -> str:
    """A DN to compare by: parsed, lower case, written one way; itself when it is none."""
    try:
        return str(ldap.dn.dn2str(ldap.dn.str2dn(dn.lower())))
    except ldap.DECODING_ERROR:
        return dn.lower()


def login_filter(config: LdapConfig, login: str) -> str:
    """The filter that finds one person by what was typed; nothing in it can be more than a value."""
    return f"(&{config.user_filter}({config.attributes.login}={escape_filter_chars(login, 1)}))"


def primary_group_sid(entry: Entry) -> bytes:
    """The SID of the primary group, which `memberOf` leaves out: the domain's with another last number."""
    sid, last = entry.raw(SID), entry.number(PRIMARY_GROUP)
    return sid[:-4] + last.to_bytes(4, "little") if len(sid) >= 12 and last else b""
