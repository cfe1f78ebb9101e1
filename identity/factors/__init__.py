"""Second factors: a code from an app, a passkey, a recovery code from paper; and proving again who one is.

Rules: a code works once; a passkey answers a challenge that this browser was given, once; recovery codes are
kept as keyed hashes. Wrong codes are counted per attempt and per account. Every change is told to the person.
"""
