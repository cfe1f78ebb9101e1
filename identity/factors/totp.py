"""Codes of an app (RFC 6238: 6 digits, 30 seconds, SHA-1): the secret is sealed, a code works once.

One step before and after the right one is taken, for clocks that differ; the step taken is remembered by the
same statement that takes it, so of two equal codes at once one is refused. Real time.
"""

from __future__ import annotations

import hmac

import msgspec
import pyotp
import segno
from markupsafe import Markup

from intranet.kit import clock, crypto
from intranet.kit.db import DB

DIGITS, SECONDS, AROUND = 6, 30, 1
CONFIRMED = "select id, secret from factor where account = $1 and kind = 'totp' and confirmed_at is not null"
PENDING = "select id, secret from factor where account = $1 and kind = 'totp' and confirmed_at is null"
TAKE = "update factor set last_step = $2, last_at = $3 where id = $1 and last_step < $2 returning id"


class Sealed(msgspec.Struct):
    """A secret as it is kept."""

    id: int
    secret: bytes


def new_secret() -> str:
    """160 bits in base32."""
    return pyotp.random_base32()


def address_of(secret: str, login: str, school: str) -> str:
    """What the QR code says to the app (otpauth://)."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=school or "Parta")


def picture_of(address: str) -> Markup:
    """The QR code as an SVG element: black on white in every theme, no style attributes."""
    made = segno.make(address, error="m", micro=False)
    return Markup(made.svg_inline(dark="#000", light="#fff", border=3, omitsize=True, svgclass="qr"))  # noqa: S704 - our own drawing


def grouped(secret: str) -> str:
    """The secret as it is typed by hand, in groups of four."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def code_now(secret: str) -> str:
    """The code an app shows at this moment."""
    return pyotp.TOTP(secret).at(clock.real_now())


def folded(code: str) -> str:
    """A code as it was meant: without spaces and dashes; empty when it is none."""
    digits = "".join(letter for letter in code if letter not in " -\u00a0")
    return digits if len(digits) == DIGITS and digits.isascii() and digits.isdecimal() else ""


def step_of(secret: str, code: str) -> int | None:
    """The step this code belongs to, now or one around; compared in constant time."""
    made = pyotp.TOTP(secret)
    now = made.timecode(clock.real_now())
    found = None
    for step in range(now - AROUND, now + AROUND + 1):
        if hmac.compare_digest(made.generate_otp(step), code):
            found = step
    return found


async def take(sealed: Sealed, code: str) -> bool:
    """Take a folded code of this secret, once."""
    step = step_of(crypto.unseal(sealed.secret), code)
    return step is not None and await DB.value(TAKE, sealed.id, step, clock.real_now()) is not None


async def take_code(account: int, code: str) -> bool:
    """Take a code of one of this account's apps."""
    typed = folded(code)
    if not typed:
        return False
    for sealed in await DB.rows(Sealed, CONFIRMED, account):
        if await take(sealed, typed):
            return True
    return False


async def secret_of(account: int) -> str | None:
    """The secret of this account's first app, for a demo that plays the telephone."""
    found = await DB.rows(Sealed, CONFIRMED + " order by id", account)
    return crypto.unseal(found[0].secret) if found else None


async def pending(account: int) -> Sealed | None:
    """The secret that was shown to this account and not confirmed yet."""
    return await DB.one(Sealed, PENDING, account)
