"""A real Active Directory: Samba's domain controller, made once a run, on a loopback address; needs root."""

from __future__ import annotations

import base64
import ipaddress
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509

from tests.identity.ldap.pki import Authority
from tests.identity.ldap.slapd import wait_for

BASE = "DC=school,DC=test"
USERS = f"CN=Users,{BASE}"
ADMIN, ADMIN_SECRET = "Administrator@school.test", "Adm1n-Secret!"
SERVICE, SERVICE_SECRET = "svc@school.test", "Service-pass-1"
SECRET = "Directory-pass-1"
# Ports 389 and 636 cannot be chosen; an address can, so that several runs may go on at once.
ADDRESSES = [f"127.0.0.{n}" for n in range(77, 97)]
USER_FILTER = "(&(objectCategory=person)(objectClass=user)(employeeNumber=*))"
NORMAL, DISABLED, LONG_AGO = 512, 514, 131000000000000000
# login -> (surname, name, employeeNumber, userAccountControl, more lines)
CAST: dict[str, tuple[str, str, str, int, str]] = {
    "elena": ("Лебедева", "Елена", "T-1", NORMAL, ""),
    "olga": ("Семёнова", "Ольга", "T-2", NORMAL, ""),
    "irina": ("Фёдорова", "Ирина", "T-3", NORMAL, ""),
    "gone": ("Ушедший", "Иван", "T-4", DISABLED, ""),
    "late": ("Поздний", "Пётр", "T-5", NORMAL, f"accountExpires: {LONG_AGO}\n"),
    "new": ("Новый", "Нил", "T-6", NORMAL, "pwdLastSet: 0\n"),
    "locked": ("Запертый", "Захар", "T-7", NORMAL, ""),
    "held": ("Стойкий", "Степан", "T-8", NORMAL, ""),
}


@dataclass
class Samba:
    """A running domain controller and a hand of its administrator."""

    host: str
    ca: Path

    @property
    def ldaps(self) -> str:
        """The address with TLS from the first byte."""
        return f"ldaps://{self.host}"

    @property
    def start_tls(self) -> str:
        """The address for StartTLS."""
        return f"ldap://{self.host}"

    def _run(self, program: str, ldif: str = "", who: str = ADMIN, secret: str = ADMIN_SECRET) -> str:
        command = [program, "-H", self.ldaps, "-x", "-D", who, "-w", secret]
        if program == "ldapsearch":
            command += ["-LLL", "-o", "ldif-wrap=no", "-b", ldif]
        done = subprocess.run(
            command, input=ldif, env=os.environ | {"LDAPTLS_CACERT": str(self.ca)}, capture_output=True,
            text=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def add(self, ldif: str) -> None:
        """Add entries."""
        self._run("ldapadd", ldif)

    def modify(self, ldif: str) -> None:
        """Change entries."""
        self._run("ldapmodify", ldif)

    def read(self, dn: str, attribute: str) -> list[str]:
        """An attribute's values."""
        told = self._run("ldapsearch", dn).splitlines()
        return [line.split(": ", 1)[1] for line in told if line.startswith(f"{attribute}: ")]

    def can_bind(self, login: str, secret: str) -> bool:
        """Whether the directory itself lets somebody in."""
        try:
            self._run("ldapsearch", dn_of("elena"), f"{login}@school.test", secret)
        except AssertionError:
            return False
        return True

    def set_control(self, login: str, control: int) -> None:
        """Enable or disable an account."""
        self.modify(
            f"dn: {dn_of(login)}\nchangetype: modify\nreplace: userAccountControl\n"
            f"userAccountControl: {control}\n"
        )


def dn_of(login: str) -> str:
    """Where somebody is."""
    return f"CN={login},{USERS}"


def user(login: str, secret: str, control: int, more: str = "") -> str:
    """The LDIF of one account."""
    password = base64.b64encode(f'"{secret}"'.encode("utf-16-le")).decode()
    return (
        f"dn: {dn_of(login)}\nobjectClass: user\nsAMAccountName: {login}\nunicodePwd:: {password}\n"
        f"userPrincipalName: {login}@school.test\nuserAccountControl: {control}\n{more}\n"
    )


def group(name: str, *members: str) -> str:
    """The LDIF of a group."""
    lines = "".join(f"member: {member}\n" for member in members)
    return f"dn: {dn_of(name)}\nobjectClass: group\nsAMAccountName: {name}\n{lines}\n"


def tree() -> str:
    """The service account, the cast, groups in groups."""
    people = "".join(
        user(login, SECRET, control, f"sn: {surname}\ngivenName: {name}\nemployeeNumber: {number}\n{more}")
        for login, (surname, name, number, control, more) in CAST.items()
    )
    groups = (
        group("teachers", dn_of("elena"), dn_of("olga"), dn_of("irina"))
        + group("staff", dn_of("teachers"))
        + group("everybody", dn_of("staff"))
    )
    return user("svc", SERVICE_SECRET, NORMAL) + people + groups


def _free_address() -> str:
    for host in ADDRESSES:
        try:
            for port in (389, 636):
                socket.create_server((host, port)).close()
        except OSError:
            continue
        return host
    raise AssertionError("every address is taken")


def _provision(folder: Path, host: str) -> Path:
    command = [
        "samba-tool", "domain", "provision", f"--targetdir={folder}/dc", "--realm=SCHOOL.TEST",
        "--domain=SCHOOL", "--server-role=dc", "--dns-backend=NONE", f"--adminpass={ADMIN_SECRET}",
        "--host-name=dc1", f"--host-ip={host}", f"--option=posix:eadb={folder}/eadb.tdb",
        f"--option=interfaces={host}/8", "--option=bind interfaces only=yes",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode == 0, done.stderr[-2000:]
    return folder / "dc/etc/smb.conf"


@contextmanager
def running(folder: Path, authority: Authority) -> Iterator[Samba]:
    """The domain with its people; locks after five wrong passwords."""
    host = _free_address()
    conf = _provision(folder, host)
    names: list[x509.GeneralName] = [
        x509.IPAddress(ipaddress.ip_address(host)),
        x509.DNSName("dc1.school.test"),
    ]
    pair = authority.sign("dc1", names)
    options = {"server services": "ldap", "tls certfile": pair.certificate, "tls keyfile": pair.key,
               "tls cafile": authority.certificate}  # fmt: skip
    command = ["samba", "-i", "-M", "single", "-s", str(conf), "-d1"]
    command += [f"--option={name}={value}" for name, value in options.items()]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log)
        try:
            wait_for(host, 636, process, 60)
            made = Samba(host, authority.certificate)
            _fill(made)
            yield made
        finally:
            process.terminate()
            process.communicate(timeout=20)


def _fill(made: Samba) -> None:
    for _ in range(50):  # it listens before it answers
        try:
            made.read(USERS, "dn")
        except AssertionError:
            time.sleep(0.2)
        else:
            break
    made.add(tree())
    made.modify(f"dn: {BASE}\nchangetype: modify\nreplace: lockoutThreshold\nlockoutThreshold: 5\n")
