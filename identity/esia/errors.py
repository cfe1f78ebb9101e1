"""What ESIA says when it refuses: "ESIA-00nnnn" in a description, OAuth's short words beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from identity.door.providers import ProofRefused, Refusal

NUMBER = re.compile(r"ESIA-\d{6}")
WORD = re.compile(r"[a-z_]{1,40}")
# 007014: a parameter is missing; 007053: signature, hash, system or certificate; 007005: not this client
OURS = frozenset({"ESIA-007014", "ESIA-007053", "ESIA-007005"})
OUR_WORDS = frozenset({
    "invalid_request", "invalid_client", "invalid_scope", "unauthorized_client", "unsupported_response_type",
    "unsupported_grant_type",
})  # fmt: skip
THEIR_WORDS = frozenset({"server_error", "temporarily_unavailable"})


def refusal_of(answer: Mapping[str, Any], where: str) -> ProofRefused:
    """The refusal an error answer means; only its number or word is kept."""
    number = NUMBER.search(str(answer.get("error_description", "")))
    word = WORD.fullmatch(str(answer.get("error", "")))
    detail = " ".join(filter(None, (where, number and number[0], word and word[0])))
    if number and number[0] in OURS:
        return ProofRefused(Refusal.MISCONFIGURED, detail)
    if word and word[0] == "access_denied":
        return ProofRefused(Refusal.DENIED, detail)
    if word and word[0] in OUR_WORDS:
        return ProofRefused(Refusal.MISCONFIGURED, detail)
    if word and word[0] in THEIR_WORDS:
        return ProofRefused(Refusal.UNAVAILABLE, detail)
    return ProofRefused(Refusal.FOREIGN, detail)
