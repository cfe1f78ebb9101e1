"""What an administrator sets for a directory: LDAP or Active Directory (Samba)."""

from __future__ import annotations

import msgspec


class AttributeNames(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which attribute says what. `stable_id` is never a name: objectGUID, entryUUID."""

    stable_id: str = "entryUUID"
    login: str = "uid"
    surname: str = "sn"
    name: str = "givenName"
    patronymic: str = ""
    email: str = "mail"
    number: str = "employeeNumber"


class LdapConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`url`: ldaps://host or ldap://host (then StartTLS, always). `flavour`: openldap, ad.

    `suffixes`: what people may type after @ or before \\ of their login. `secret_file`, `ca_file`: names in
    the data folder's `secrets`. `issuer` names the directory in links; empty: its base. `free_binds` wrong
    passwords in `lockout_minutes` reach it, fewer than it locks at. `staleness` of the sync: missing for so
    many full sweeps and hours = suspended.
    """

    url: str
    base: str
    bind_dn: str
    secret_file: str
    flavour: str = "openldap"
    ca_file: str = ""
    user_filter: str = "(objectClass=inetOrgPerson)"
    group_base: str = ""
    attributes: AttributeNames = AttributeNames()
    suffixes: tuple[str, ...] = ()
    issuer: str = ""
    seconds: float = 4.0
    threads: int = 6
    free_binds: int = 4
    lockout_minutes: int = 30
    missing_sweeps: int = 2
    missing_hours: int = 24
    archive_days: int = 90
    most_suspended: int = 50
    most_suspended_percent: int = 10

    @property
    def named(self) -> str:
        """The issuer of its identities."""
        return self.issuer or self.base.lower()

    @property
    def is_ad(self) -> bool:
        """Active Directory or Samba."""
        return self.flavour == "ad"
