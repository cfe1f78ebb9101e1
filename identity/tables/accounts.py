"""Accounts and what opens them: passwords of this house, identities of other systems, recovery by e-mail.

One person has at most one account and as many external identities as ways in. Passwords and tokens are
stored as hashes only; a slip's last day is a date of the school, all else is real time.
"""

from piccolo.columns import (
    JSONB,
    Boolean,
    Bytea,
    Date,
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

from intranet.kit.db import DB
from intranet.school.tables.people import Person


class IdentityProvider(Table, db=DB):
    """Who proves identity: the passwords of this house (`local`), OIDC, ESIA, a directory.

    `config` is the kind's own (identity/<kind>/config.py) and holds no secret: it names files of the data
    folder's `secrets`. `changed_at` tells every process that its copy is old.
    """

    id: Serial
    slug = Varchar(length=40)
    kind = Varchar(length=10)
    is_enabled = Boolean(default=True)
    trust = Varchar(length=10, default="school", help_text="how far its claims are believed")
    config = JSONB(default="{}")
    title = Varchar(length=80, default="", help_text="the words on its button")
    ordinal = SmallInt(default=0)
    min_age = SmallInt(null=True, default=None, help_text="pupils enter from this age on, by our register")
    hats = JSONB(default="[]", help_text="whoever holds none of these may not enter; empty: everybody")
    origin = Varchar(length=10, default="page", help_text="page, or file: then the page only shows it")
    changed_at = Timestamptz(null=True, default=None)

    identity_provider_slug = Unique(["slug"])
    identity_provider_kind = Check("kind in ('local', 'oidc', 'esia', 'ldap')")
    identity_provider_trust = Check("trust in ('none', 'school', 'state')")


class Account(Table, db=DB):
    """A person's way in. `login_key` is the login folded; `last_hat` is put on at the next sign-in.

    `provider` is who checks this account's password: this house, or a directory.
    """

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


class ExternalIdentity(Table, db=DB):
    """Who this account is elsewhere: (provider, issuer, subject), never a name, a login or an address.

    `label` is what its owner knows it by, masked where it is personal.
    """

    id: Serial
    account = ForeignKey(Account, null=False, on_delete=OnDelete.cascade, index=True)
    provider = ForeignKey(IdentityProvider, null=False, on_delete=OnDelete.restrict)
    issuer = Varchar(length=300)
    subject = Varchar(length=255)
    linked_by = Varchar(length=10)
    linked_at = Timestamptz()
    assurance = Varchar(length=20, default="")
    label = Varchar(length=120, default="")
    last_at = Timestamptz(null=True, default=None)

    external_identity_once = Unique(["provider", "issuer", "subject"])
    external_identity_by = Check("linked_by in ('code', 'snils', 'admin', 'sync', 'self')")
    external_identity_named = Check("subject <> '' and issuer <> ''")


class LocalCredential(Table, db=DB):
    """The argon2id hash of a password. A first-entry one, from a slip, opens only its replacement."""

    id: Serial
    account = ForeignKey(Account, null=False, on_delete=OnDelete.cascade)
    phc = Text()
    is_first_entry = Boolean(default=False)
    expires_on = Date(null=True, default=None, help_text="the slip's last day")
    changed_at = Timestamptz()
    issued_by = Integer(null=True, default=None, help_text="the person who printed the slip")
    issued_hat = Varchar(length=20, default="", help_text="under which hat: it opens no more than that gives")

    local_credential_one = Unique(["account"])
    local_credential_slip_ends = Check("is_first_entry or expires_on is null")


class Recovery(Table, db=DB):
    """A letter that lets its reader set a new password: single use, an hour."""

    id: Serial
    account = ForeignKey(Account, null=False, on_delete=OnDelete.cascade, index=True)
    token_hash = Bytea()
    asked_at = Timestamptz()
    expires_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)

    recovery_token_once = Unique(["token_hash"])
