"""What a directory's refusal means: Active Directory's `data XXX`, OpenLDAP's password policy.

People are told as little as about a wrong password, except what only the right password brings to light; the
code goes to the journal. Sources: IDENTITY 1b (run on Samba), draft-behera-ldap-password-policy.
"""

from __future__ import annotations

import re

from identity.door.providers import Failure, FailureKind

DATA = re.compile(r"\bdata ([0-9a-f]{3,4})\b", re.IGNORECASE)
AD_STATES = {
    "525": FailureKind.BAD,  # no such user
    "52e": FailureKind.BAD,  # wrong password
    "530": FailureKind.DISABLED,  # not at this hour
    "531": FailureKind.DISABLED,  # not from here
    "532": FailureKind.MUST_CHANGE,  # the password is too old
    "533": FailureKind.DISABLED,
    "701": FailureKind.DISABLED,  # the account has expired
    "773": FailureKind.MUST_CHANGE,  # to be changed at the next sign-in
    "775": FailureKind.LOCKED,
}
POLICY_STATES = {0: FailureKind.MUST_CHANGE, 1: FailureKind.LOCKED, 2: FailureKind.MUST_CHANGE}


def failure_of(message: str, policy: int | None) -> Failure:
    """The refusal of a bind."""
    if policy in POLICY_STATES:
        return Failure(POLICY_STATES[policy], detail=f"policy {policy}")
    found = DATA.search(message)
    code = found.group(1).lower() if found else ""
    return Failure(AD_STATES.get(code, FailureKind.BAD), detail=code or "bind")
