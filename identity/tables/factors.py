"""What somebody shows besides a password: a code from a phone, a passkey, a recovery code from paper."""

from piccolo.columns import BigInt, Bytea, ForeignKey, Serial, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from identity.tables.accounts import Account
from intranet.kit.db import DB


class Factor(Table, db=DB):
    """A second factor. TOTP: `secret` sealed, `last_step` the last one taken (a code works once).

    Passkey: credential id, public key (COSE) and signature counter, as WebAuthn names them.
    One that was never shown once (`confirmed_at` null) opens nothing and is asked of nobody.
    """

    id: Serial
    account = ForeignKey(Account, null=False, on_delete=OnDelete.cascade, index=True)
    kind = Varchar(length=10)
    title = Varchar(length=60, default="")
    secret = Bytea(null=True, default=None)
    last_step = BigInt(default=0)
    credential_id = Bytea(null=True, default=None)
    public_key = Bytea(null=True, default=None)
    sign_count = BigInt(default=0)
    created_at = Timestamptz()
    confirmed_at = Timestamptz(null=True, default=None)
    last_at = Timestamptz(null=True, default=None)

    factor_kind = Check("kind in ('totp', 'passkey')")
    factor_credential_once = Unique(["credential_id"])


class RecoveryCode(Table, db=DB):
    """One of ten codes on paper for the day the phone is lost; keyed hash, single use."""

    id: Serial
    account = ForeignKey(Account, null=False, on_delete=OnDelete.cascade, index=True)
    code_hash = Bytea()
    made_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)

    recovery_code_once = Unique(["account", "code_hash"])
