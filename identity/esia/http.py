"""Asking ESIA: the configured host only, one deadline, no redirects (intranet/kit/outgoing.py)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from identity.door.providers import ProofRefused, Refusal
from identity.esia.config import DirectConfig
from intranet.kit import outgoing, secrets


async def ask(
    config: DirectConfig, path: str, *, form: Mapping[str, str] | None = None, bearer: str = ""
) -> outgoing.Answered:
    """The answer, whatever its status; UNAVAILABLE when there is none in time."""
    headers = {"accept": "application/json"} | ({"authorization": f"Bearer {bearer}"} if bearer else {})
    try:
        ca = secrets.secret_bytes(config.ca_file) if config.ca_file else None
        way = outgoing.client(seconds=config.seconds, allow_private=config.allow_private, ca=ca)
        async with way as http:
            method, url = "GET" if form is None else "POST", config.host + path
            return await outgoing.fetch(http, method, url, data=form, headers=headers)
    except outgoing.Unreachable as error:
        raise ProofRefused(Refusal.UNAVAILABLE, f"{_plain(path)} {error.reason}") from error
    except outgoing.Unallowed as error:
        raise ProofRefused(Refusal.MISCONFIGURED, f"{_plain(path)} {error.reason}") from error
    except (secrets.NoSecretError, ValueError, OSError) as error:
        raise ProofRefused(Refusal.MISCONFIGURED, "ca_file") from error


def _plain(path: str) -> str:
    """The path without the person's number."""
    return path.rstrip("0123456789").rstrip("/").rsplit("/", 1)[-1]


def json_of(answer: outgoing.Answered, what: str) -> dict[str, Any]:
    """The JSON object in an answer; INCOMPLETE for anything else."""
    try:
        return msgspec.json.decode(answer.body, type=dict[str, Any])
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise ProofRefused(Refusal.INCOMPLETE, f"{what} is no JSON object") from error
