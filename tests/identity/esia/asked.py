"""Requests to the emulator, built here from the letter of IDENTITY 1.2 and wrong where a test wants it."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

from identity.esia.openssl import certificate_hash, openssl
from intranet.kit import clock
from tests.identity.esia.conftest import CALLBACK, Emulator

AC, TE = "/aas/oauth2/v2/ac", "/aas/oauth2/v3/te"


def stamp(shift: float = 0) -> str:
    moment = clock.real_now().timestamp() + shift
    return clock.real_now().fromtimestamp(moment, clock.real_now().tzinfo).strftime("%Y.%m.%d %H:%M:%S +0000")


async def sign(folder: Path, text: str, key: str = "client-gost.key") -> str:
    raw = await openssl("dgst", "-md_gost12_256", "-sign", str(folder / key), given=text.encode())
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


async def request(emulator: Emulator, code: str = "", **more: str) -> dict[str, str]:
    """The parameters of a right request; `more` replaces some after it was signed."""
    given = {
        "client_id": "SCHOOL", "scope": "openid fullname", "timestamp": stamp(), "state": str(uuid4()),
        "redirect_uri": CALLBACK,
        "client_certificate_hash": await certificate_hash((emulator.folder / "client-gost.crt").read_bytes()),
    }  # fmt: skip
    given |= {key[1:]: value for key, value in more.items() if key.startswith("_")}  # _x: before signing
    names = ("client_id", "scope", "timestamp", "state", "redirect_uri")
    given["client_secret"] = await sign(emulator.folder, "".join(given[name] for name in names) + code)
    if code:
        given |= {"code": code, "grant_type": "authorization_code", "token_type": "Bearer"}
    else:
        given |= {"response_type": "code", "access_type": "online"}
    return given | {key: value for key, value in more.items() if not key.startswith("_")}


def came_back(emulator: Emulator, given: dict[str, str], path: str = AC) -> dict[str, str]:
    answer = emulator.http.get(path, params=given)
    assert answer.status_code == 302, answer.text
    assert answer.headers["location"].startswith(CALLBACK)
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def exchange(emulator: Emulator, given: dict[str, str], path: str = TE) -> tuple[int, dict[str, Any]]:
    answer = emulator.http.post(path, data=given)
    return answer.status_code, answer.json()


async def code_of(emulator: Emulator, persona: str = "adult", **more: str) -> str:
    emulator.order(persona)
    return came_back(emulator, await request(emulator, **more))["code"]


def part_of(token: str, place: int) -> dict[str, Any]:
    part = token.split(".")[place]
    return dict(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))))


async def cms(folder: Path, text: str, name: str = "client-gost") -> str:
    key, signer = (str(folder / f"{name}.{kind}") for kind in ("key", "crt"))
    raw = await openssl(
        "cms", "-sign", "-binary", "-signer", signer, "-inkey", key, "-md", "md_gost12_256",
        "-outform", "DER", "-nosmimecap", given=text.encode(),
    )  # fmt: skip
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


async def v1(
    emulator: Emulator, code: str = "", order: str = "", name: str = "client-gost"
) -> dict[str, str]:
    given = await request(emulator, code)
    del given["client_certificate_hash"]
    text = order or given["scope"] + given["timestamp"] + given["client_id"] + given["state"]
    return given | {"client_secret": await cms(emulator.folder, text, name)}
