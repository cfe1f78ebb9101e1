"""What an administrator sets for ESIA ("Госуслуги"): through a gateway, or directly with a certificate."""

from __future__ import annotations

import msgspec

from identity.oidc.config import ClaimNames, OidcConfig

GATEWAY_CLAIMS = ClaimNames(
    subject="oid", surname="family_name", name="given_name", patronymic="middle_name", born="birthdate",
    snils="snils", email="email", email_verified="email_verified", confirmed="trusted", label="",
)  # fmt: skip


class SignerConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who signs requests.

    `kind`: openssl (GOST engine: development), command, http, rsa (emulator and tests only).

    Files are names in the data folder's `secrets`; `command` is a program with its arguments (message on
    standard input, signature on standard output); `reverse` turns the bytes around (CryptoPro's order).
    """

    kind: str
    key_file: str = ""
    certificate_file: str = ""
    cert_hash: str = ""  # upper-case hex; empty: computed of the certificate
    command: tuple[str, ...] = ()
    url: str = ""
    token_file: str = ""
    reverse: bool = False
    seconds: float = 5.0


class DirectConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The v2/ac + v3/te transport: an information system of one's own (IDENTITY 1)."""

    client_id: str
    signer: SignerConfig
    host: str = "https://esia.gosuslugi.ru"
    issuer: str = "http://esia.gosuslugi.ru/"
    scopes: tuple[str, ...] = ("openid", "fullname", "birthdate", "snils")
    scope_org: str = ""
    person_filter: str = "acc_not_kid"
    certificates: tuple[str, ...] = ()  # trusted signers of ESIA's tokens: names in `secrets`
    algorithms: tuple[str, ...] = ("RS256",)
    allow_private: bool = False
    ca_file: str = ""  # who signed the host's own certificate, when the machine does not know: in `secrets`
    seconds: float = 10.0


class EsiaConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the two transports, never both."""

    transport: str  # gateway, direct
    gateway: OidcConfig | None = None
    direct: DirectConfig | None = None
