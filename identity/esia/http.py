"""Asking ESIA over https: one deadline for all of it, no redirects, no proxies, answers of bounded size."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from typing import Any

import httpx2
import msgspec

from identity.door.providers import ProofRefused, Refusal
from identity.esia.config import DirectConfig
from intranet.kit import secrets

LONGEST = 1 << 20


def _verification(config: DirectConfig) -> ssl.SSLContext | bool:
    if not config.ca_file:
        return True
    return ssl.create_default_context(cafile=str(secrets.secret_path(config.ca_file)))


async def ask(
    config: DirectConfig,
    path: str,
    *,
    form: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    bearer: str = "",
) -> httpx2.Response:
    """The answer of the configured host, whatever its status; UNAVAILABLE when there is none in time."""
    headers = {"accept": "application/json"} | ({"authorization": f"Bearer {bearer}"} if bearer else {})
    try:
        async with (
            asyncio.timeout(config.seconds),
            httpx2.AsyncClient(
                trust_env=False, timeout=config.seconds, verify=_verification(config)
            ) as client,
            client.stream(
                "GET" if form is None else "POST",
                config.host + path,
                data=form,
                params=query,
                headers=headers,
            ) as answer,
        ):
            return await _whole(answer)
    except (TimeoutError, httpx2.TransportError, ssl.SSLError) as error:
        raise ProofRefused(Refusal.UNAVAILABLE, f"{path} {type(error).__name__}") from error
    except secrets.NoSecretError as error:
        raise ProofRefused(Refusal.MISCONFIGURED, f"no file {error}") from error


async def _whole(answer: httpx2.Response) -> httpx2.Response:
    content = b""
    async for part in answer.aiter_bytes():
        content += part
        if len(content) > LONGEST:
            raise ProofRefused(Refusal.UNAVAILABLE, "answer too long")
    headers = {name: value for name, value in answer.headers.items() if name in ("date", "content-type")}
    return httpx2.Response(answer.status_code, headers=headers, content=content)


def json_of(answer: httpx2.Response, what: str) -> dict[str, Any]:
    """The JSON object in an answer; INCOMPLETE for anything else."""
    try:
        return msgspec.json.decode(answer.content, type=dict[str, Any])
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise ProofRefused(Refusal.INCOMPLETE, f"{what} is no JSON object") from error
