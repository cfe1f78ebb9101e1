"""Every table of identity, by what it is about.

Constraints only SQL can say are in the migrations beside it.
"""

from identity.tables.accounts import Account, ExternalIdentity, IdentityProvider, LocalCredential, Recovery
from identity.tables.directory import DirectoryEntry, DirectoryRun, GroupHat, MappedHat
from identity.tables.doors import AuthEvent, AuthFlow, AuthSession, AuthThrottle, KnownDevice, LogoutToken
from identity.tables.factors import Factor, RecoveryCode
from identity.tables.invitations import AccessRequest, ContactProof, EntryCode, LinkReview
from identity.tables.policy import PolicyAcceptance, PolicyText

TABLES = [
    IdentityProvider, Account, ExternalIdentity, LocalCredential, Recovery,
    AuthSession, AuthThrottle, AuthEvent, AuthFlow, KnownDevice, LogoutToken,
    Factor, RecoveryCode,
    EntryCode, AccessRequest, ContactProof, LinkReview,
    DirectoryEntry, DirectoryRun, GroupHat, MappedHat,
    PolicyText, PolicyAcceptance,
]  # fmt: skip

__all__ = ["TABLES"]
