"""What an administrator sets for an OpenID Connect provider."""

from __future__ import annotations

import msgspec


class ClaimNames(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which claim says what; empty: it is not read. ESIA gateways name them in their own ways."""

    subject: str = "sub"
    surname: str = "family_name"
    name: str = "given_name"
    patronymic: str = "middle_name"
    born: str = "birthdate"
    snils: str = ""
    email: str = "email"
    email_verified: str = "email_verified"
    groups: str = ""
    confirmed: str = ""
    label: str = "preferred_username"


class OidcConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`issuer` as the provider names itself. `secret_file`: a file's name in the data folder's `secrets`.

    `hosts`: other hosts its endpoints may live on. `allow_private`: it stands in the school's own network.
    """

    issuer: str
    client_id: str
    secret_file: str = ""
    auth_method: str = "client_secret_basic"  # client_secret_post, none
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    algorithms: tuple[str, ...] = ("RS256", "PS256", "ES256", "EdDSA")
    claims: ClaimNames = ClaimNames()
    hosts: tuple[str, ...] = ()
    allow_private: bool = False
    ca_file: str = ""
    seconds: float = 8.0
    use_userinfo: bool = False
    signs_out_there: bool = True
