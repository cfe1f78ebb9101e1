"""What people agree to at their first sign-in: the text by version, and who accepted which, when."""

from piccolo.columns import ForeignKey, Integer, Serial, Text, Timestamptz
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from identity.tables.accounts import Account
from intranet.kit.db import DB


class PolicyText(Table, db=DB):
    """One version of the rules of use; the highest is in force, and none is ever changed."""

    id: Serial
    version = Integer()
    text = Text()
    published_at = Timestamptz()
    published_by = Integer(null=True, default=None)

    policy_text_version = Unique(["version"])


class PolicyAcceptance(Table, db=DB):
    """Somebody read and accepted a version."""

    id: Serial
    account = ForeignKey(Account, null=False, on_delete=OnDelete.cascade)
    policy = ForeignKey(PolicyText, null=False, on_delete=OnDelete.restrict)
    accepted_at = Timestamptz()

    policy_acceptance_once = Unique(["account", "policy"])
