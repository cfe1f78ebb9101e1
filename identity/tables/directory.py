"""A directory as the school last saw it, its runs, and which group gives which hat."""

from piccolo.columns import (
    JSONB,
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    ForeignKey,
    Integer,
    Serial,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from identity.tables.accounts import Account, IdentityProvider
from intranet.kit.db import DB
from intranet.school.tables.people import Person


class DirectoryEntry(Table, db=DB):
    """One person of a directory by its stable id (objectGUID, entryUUID), linked to ours or not yet.

    Missing once is marked; missing for long is suspended, later archived; nothing is deleted.
    """

    id: Serial
    provider = ForeignKey(IdentityProvider, null=False, on_delete=OnDelete.cascade)
    stable_id = Varchar(length=64)
    dn = Text(default="")
    login_key = Varchar(length=120, default="", index=True)
    surname = Varchar(length=100, default="")
    name = Varchar(length=100, default="")
    patronymic = Varchar(length=100, default="")
    email = Varchar(length=200, default="")
    number = Varchar(length=100, default="", help_text="employeeNumber: our external id")
    attrs_hash = Bytea(null=True, default=None)
    groups = JSONB(default="[]")
    is_active = Boolean(default=True)
    account = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.set_null)
    person = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null)
    seen_run = BigInt(default=0)
    missing_since = Timestamptz(null=True, default=None)
    missing_runs = SmallInt(default=0)
    suspended_at = Timestamptz(null=True, default=None)
    archived_at = Timestamptz(null=True, default=None)

    directory_entry_once = Unique(["provider", "stable_id"])
    directory_entry_named = Check("stable_id <> ''")


class DirectoryRun(Table, db=DB):
    """One reading of a directory: what it found, what it did or, dry, would have done, why it stopped."""

    id = BigSerial(primary_key=True)
    provider = ForeignKey(IdentityProvider, null=False, on_delete=OnDelete.cascade, index=True)
    mode = Varchar(length=10)
    is_dry = Boolean(default=False)
    started_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)
    counts = JSONB(default="{}")
    planned = JSONB(default="[]", help_text="the dry run's list: who, what, why")
    aborted = Varchar(length=200, default="")
    cursor = Varchar(length=200, default="")

    directory_run_mode = Check("mode in ('full', 'changes')")


class GroupHat(Table, db=DB):
    """Whoever is in this group of a provider wears this hat: the only way a claim gives a right."""

    id: Serial
    provider = ForeignKey(IdentityProvider, null=False, on_delete=OnDelete.cascade)
    group_key = Varchar(length=300)
    hat = Varchar(length=20)
    makes_person = Boolean(default=False, help_text="staff whom the register does not know yet are entered")

    group_hat_once = Unique(["provider", "group_key", "hat"])


class MappedHat(Table, db=DB):
    """A grant that came from a group, so that leaving the group takes back just that."""

    id: Serial
    provider = ForeignKey(IdentityProvider, null=False, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.cascade)
    hat = Varchar(length=20)
    granted = Integer(help_text="id of the row of granted_hat")

    mapped_hat_once = Unique(["provider", "person", "hat"])
