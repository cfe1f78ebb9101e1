"""Accounts, the passwords of this house, sessions, throttles and what happened at the door.

One person has at most one account. Tokens and passwords are stored as hashes only. Sessions and
throttles keep real time; a slip's last day is a date of the school. `auth_event` is append only.
"""

from piccolo.columns import (
    JSONB,
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    Date,
    DoublePrecision,
    ForeignKey,
    Integer,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from intranet.kit.db import DB
from intranet.school.tables.people import Person


class IdentityProvider(Table, db=DB):
    """Who proves identity: the passwords of this house (`local`), later OIDC, ESIA, LDAP."""

    id: Serial
    slug = Varchar(length=40)
    kind = Varchar(length=10)
    is_enabled = Boolean(default=True)
    trust = Varchar(length=10, default="school", help_text="how far its claims are believed")
    config = JSONB(default="{}")

    identity_provider_slug = Unique(["slug"])
    identity_provider_kind = Check("kind in ('local', 'oidc', 'esia', 'ldap')")
    identity_provider_trust = Check("trust in ('none', 'school', 'state')")


class Account(Table, db=DB):
    """A person's way in. `login_key` is the login folded; `last_hat` is put on at the next sign-in."""

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    provider = ForeignKey(IdentityProvider, null=False, on_delete=OnDelete.restrict)
    login = Varchar(length=60)
    login_key = Varchar(length=60)
    status = Varchar(length=10, default="active")
    last_hat = Varchar(length=20, default="")
    created_at = Timestamptz()

    account_one_a_person = Unique(["person"])
    account_login_once = Unique(["login_key"])
    account_status = Check("status in ('active', 'suspended', 'archived')")


class LocalCredential(Table, db=DB):
    """The argon2id hash of a password. A first-entry one, from a slip, opens only its replacement."""

    id: Serial
    account = ForeignKey(Account, null=False, on_delete=OnDelete.cascade)
    phc = Text()
    is_first_entry = Boolean(default=False)
    expires_on = Date(null=True, default=None, help_text="the slip's last day")
    changed_at = Timestamptz()
    issued_by = Integer(null=True, default=None, help_text="the person who printed the slip")

    local_credential_one = Unique(["account"])
    local_credential_slip_ends = Check("is_first_entry or expires_on is null")


class AuthSession(Table, db=DB):
    """One browser signed in as one person in one hat; `token_hash` is SHA-256 of the cookie."""

    id = BigSerial(primary_key=True)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.cascade, index=True)
    token_hash = Bytea()
    hat = Varchar(length=20)
    created_at = Timestamptz()
    last_seen_at = Timestamptz()
    idle_until = Timestamptz()
    ends_at = Timestamptz()
    revoked_at = Timestamptz(null=True, default=None)
    reason = Varchar(length=20, default="")
    ip = Varchar(length=45, default="")
    agent = Varchar(length=80, default="")

    auth_session_token_once = Unique(["token_hash"])


class AuthThrottle(Table, db=DB):
    """Failed attempts of one login or one address; `key` is a keyed hash: it may be a mistyped password."""

    id = BigSerial(primary_key=True)
    kind = Varchar(length=10)
    key = Bytea()
    level = DoublePrecision(default=0.0)
    until = Timestamptz()
    touched_at = Timestamptz(index=True)

    auth_throttle_once = Unique(["kind", "key"])


class AuthEvent(Table, db=DB):
    """What happened at the door, without tokens and passwords: append only."""

    id = BigSerial(primary_key=True)
    at = Timestamptz()
    account = BigInt(null=True, default=None)
    person = BigInt(null=True, default=None)
    session = BigInt(null=True, default=None)
    kind = Varchar(length=30)
    detail = Varchar(length=100, default="")
    ip = Varchar(length=45, default="")
    agent = Varchar(length=80, default="")
