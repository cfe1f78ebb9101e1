"""What stands between a stranger and a page: attempts, sessions, devices, throttles, what happened.

Tokens are stored as SHA-256; nonces, verifiers and claims sealed. Real time everywhere; `auth_event` is
append only.
"""

from piccolo.columns import (
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    DoublePrecision,
    ForeignKey,
    Serial,
    SmallInt,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from identity.tables.accounts import Account, ExternalIdentity, IdentityProvider
from intranet.kit.db import DB


class AuthSession(Table, db=DB):
    """One browser signed in as one person in one hat; `token_hash` is SHA-256 of the cookie.

    `proved_at`: when the person last proved who it is; `gate`: what must be done before anything else;
    `provider`, `identity`, `idp_sid`, `id_token`: by what other system, for ending both together.
    """

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
    proved_at = Timestamptz(null=True, default=None)
    gate = Varchar(length=10, default="")
    factor = Varchar(length=10, default="", help_text="the second factor that was shown: totp, passkey, code")
    is_shared = Boolean(default=False, help_text="a machine that others use too")
    provider = ForeignKey(IdentityProvider, null=True, default=None, on_delete=OnDelete.set_null)
    identity = ForeignKey(ExternalIdentity, null=True, default=None, on_delete=OnDelete.set_null)
    idp_sid = Varchar(length=255, default="")
    id_token = Bytea(null=True, default=None, help_text="sealed; for the provider's own sign-out")

    auth_session_token_once = Unique(["token_hash"])


class AuthFlow(Table, db=DB):
    """One attempt that takes several pages: away to a provider and back, a school code, a second factor.

    Bound to one browser by a cookie (`browser_hash`). `secret` is sealed JSON: nonce, verifier, what came
    back, what was proved. A stage is left once only, by an UPDATE that names it.
    """

    id = BigSerial(primary_key=True)
    state_hash = Bytea()
    browser_hash = Bytea(index=True)
    provider = ForeignKey(IdentityProvider, null=True, default=None, on_delete=OnDelete.cascade)
    purpose = Varchar(length=10, default="enter")
    stage = Varchar(length=10)
    account = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.cascade)
    session = BigInt(null=True, default=None, help_text="the session that asked: to link, to prove again")
    secret = Bytea(null=True, default=None)
    next_path = Varchar(length=500, default="/")
    is_shared = Boolean(default=False)
    attempts = SmallInt(default=0)
    created_at = Timestamptz()
    expires_at = Timestamptz(index=True)

    auth_flow_state_once = Unique(["state_hash"])
    auth_flow_purpose = Check("purpose in ('enter', 'link', 'again', 'leave')")
    auth_flow_stage = Check("stage in ('away', 'back', 'code', 'factor', 'done')")


class KnownDevice(Table, db=DB):
    """A browser in which this account has been signed in before, by a cookie of its own."""

    id = BigSerial(primary_key=True)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.cascade)
    device_hash = Bytea()
    agent = Varchar(length=80, default="")
    first_at = Timestamptz()
    last_at = Timestamptz()

    known_device_once = Unique(["account", "device_hash"])


class LogoutToken(Table, db=DB):
    """A provider's order to end sessions that was carried out: it works once."""

    id: Serial
    provider = ForeignKey(IdentityProvider, null=False, on_delete=OnDelete.cascade)
    jti_hash = Bytea()
    expires_at = Timestamptz()

    logout_token_once = Unique(["provider", "jti_hash"])


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
    provider = Varchar(length=40, default="", help_text="slug of the way that was tried")
