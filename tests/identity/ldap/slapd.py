"""A real slapd with a school in it: 1200 pupils, the cast, nested groups, a referral, a password policy."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.identity.ldap.pki import Pair

SLAPD = "/usr/sbin/slapd"
BASE = "dc=school,dc=test"
ADMIN, ADMIN_SECRET = f"cn=admin,{BASE}", "admin-secret"
SERVICE, SERVICE_SECRET = f"cn=svc,{BASE}", "service-secret"
PEOPLE, GROUPS = f"ou=people,{BASE}", f"ou=groups,{BASE}"
SECRET = "Directory-pass-1"
MANY = 1200
# login -> (surname, name, employeeNumber)
CAST = {
    "l.elena": ("Лебедева", "Елена", "T-1"),
    "s.olga": ("Семёнова", "Ольга", "T-2"),
    "f.irina": ("Фёдорова", "Ирина", "T-3"),
    "o.dasha": ("Орлова", "Дарья", "S-1"),
    "n.new": ("Новикова", "Нина", ""),
}
CONF = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
moduleload refint
moduleload ppolicy
pidfile {folder}/slapd.pid
{tls}
security simple_bind=128
disallow bind_anon
sizelimit 500
access to attrs=userPassword by self write by anonymous auth by * none
access to * by dn.exact="{service}" read by self read by * none
database mdb
suffix "{base}"
rootdn "{admin}"
rootpw {admin_secret}
directory {folder}/db
maxsize 67108864
dbnosync
index objectClass,uid,employeeNumber,member,entryUUID,modifyTimestamp eq
limits dn.exact="{service}" size.soft=500 size.hard=500 size.pr=500 size.prtotal=unlimited
overlay memberof
memberof-group-oc groupOfNames
memberof-refint TRUE
overlay ppolicy
ppolicy_default "cn=default,ou=policies,{base}"
ppolicy_use_lockout
"""
TLS = """TLSCACertificateFile {certificate}
TLSCertificateFile {certificate}
TLSCertificateKeyFile {key}"""


@dataclass
class Slapd:
    """A running slapd: its two ports, and a hand of its administrator."""

    port: int
    tls_port: int
    ca: Path

    @property
    def start_tls(self) -> str:
        """The address for StartTLS."""
        return f"ldap://127.0.0.1:{self.port}"

    @property
    def ldaps(self) -> str:
        """The address with TLS from the first byte."""
        return f"ldaps://127.0.0.1:{self.tls_port}"

    def _run(
        self, program: str, *words: str, ldif: str = "", who: str = ADMIN, secret: str = ADMIN_SECRET
    ) -> str:
        command = [program, "-H", self.ldaps, "-x", "-D", who, "-w", secret, *words]
        done = subprocess.run(
            command, input=ldif, env=os.environ | {"LDAPTLS_CACERT": str(self.ca)}, capture_output=True,
            text=True, check=False, timeout=30,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def add(self, ldif: str) -> None:
        """Add entries."""
        self._run("ldapadd", ldif=ldif)

    def modify(self, ldif: str) -> None:
        """Change entries."""
        self._run("ldapmodify", ldif=ldif)

    def delete(self, *dns: str) -> None:
        """Remove entries."""
        self._run("ldapdelete", *dns)

    def rename(self, dn: str, rdn: str) -> None:
        """Give an entry another first part."""
        self._run("ldapmodrdn", "-r", dn, rdn)

    def read(self, dn: str, attribute: str) -> list[str]:
        """An attribute's values, by the administrator."""
        told = self._run("ldapsearch", "-LLL", "-o", "ldif-wrap=no", "-s", "base", "-b", dn, attribute)
        return [line.split(": ", 1)[1] for line in told.splitlines() if line.startswith(f"{attribute}:")]

    def can_bind(self, dn: str, secret: str) -> bool:
        """Whether the directory itself lets somebody in."""
        try:
            self._run("ldapwhoami", who=dn, secret=secret)
        except AssertionError:
            return False
        return True


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(host: str, port: int, process: subprocess.Popen[bytes], seconds: float = 30) -> None:
    """Until it listens."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert process.poll() is None, "the server ended"
        try:
            socket.create_connection((host, port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError("the server does not listen")


@contextmanager
def running(folder: Path, ca: Path, pair: Pair | None) -> Iterator[Slapd]:
    """An empty slapd; without a certificate it knows no TLS."""
    (folder / "db").mkdir(parents=True)
    tls = TLS.format(certificate=pair.certificate, key=pair.key) if pair else ""
    if pair:
        tls = tls.replace(f"TLSCACertificateFile {pair.certificate}", f"TLSCACertificateFile {ca}")
    text = CONF.format(
        folder=folder, tls=tls, service=SERVICE, base=BASE, admin=ADMIN, admin_secret=ADMIN_SECRET
    )  # fmt: skip
    (folder / "slapd.conf").write_text(text)
    made = Slapd(free_port(), free_port(), ca)
    where = made.start_tls + (f" {made.ldaps}" if pair else "")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [SLAPD, "-f", str(folder / "slapd.conf"), "-h", where, "-d", "0"], stdout=log, stderr=log
        )
        try:
            wait_for("127.0.0.1", made.port, process)
            yield made
        finally:
            process.terminate()
            process.wait(10)


def person(login: str, surname: str, name: str, number: str = "", secret: str = SECRET) -> str:
    """The LDIF of one person."""
    number_line = f"employeeNumber: {number}\n" if number else ""
    secret_line = f"userPassword: {secret}\n" if secret else ""
    return (
        f"dn: uid={login},{PEOPLE}\nobjectClass: inetOrgPerson\nuid: {login}\ncn: {surname} {name}\n"
        f"sn: {surname}\ngivenName: {name}\n{number_line}{secret_line}\n"
    )


def group(name: str, *members: str) -> str:
    """The LDIF of a group."""
    lines = "".join(f"member: {member}\n" for member in members)
    return f"dn: cn={name},{GROUPS}\nobjectClass: groupOfNames\ncn: {name}\n{lines}\n"


def dn_of(login: str) -> str:
    """Where somebody of the cast is."""
    return f"uid={login},{PEOPLE}"


def frame() -> str:
    """The tree without the many."""
    units = "".join(
        f"dn: ou={one},{BASE}\nobjectClass: organizationalUnit\nou: {one}\n\n"
        for one in ("people", "groups", "policies", "pupils", "twins")
    )
    policy = (
        f"dn: cn=default,ou=policies,{BASE}\nobjectClass: device\nobjectClass: pwdPolicy\ncn: default\n"
        "pwdAttribute: userPassword\npwdLockout: TRUE\npwdMaxFailure: 5\n"
        "pwdMustChange: TRUE\npwdLockoutDuration: 0\npwdFailureCountInterval: 0\n\n"
    )
    service = (
        f"dn: {SERVICE}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: svc\n"
        f"userPassword: {SERVICE_SECRET}\n\n"
    )
    root = f"dn: {BASE}\nobjectClass: dcObject\nobjectClass: organization\no: School\ndc: school\n\n"
    twins = person("twin", "Близнец", "Один") + person("twin", "Близнец", "Два").replace(
        f",{PEOPLE}", f",ou=twins,{BASE}"
    )
    cast = "".join(person(login, *rest) for login, rest in CAST.items())
    referral = (
        f"dn: cn=elsewhere,{PEOPLE}\nobjectClass: referral\nobjectClass: extensibleObject\ncn: elsewhere\n"
        "ref: ldap://127.0.0.1:9/dc=other\n\n"
    )
    groups = (
        group("teachers", dn_of("l.elena"), dn_of("s.olga"))
        + group("staff", f"cn=teachers,{GROUPS}", dn_of("n.new"))
        + group("everybody", f"cn=staff,{GROUPS}", f"cn=circle,{GROUPS}")
        + group("circle", f"cn=everybody,{GROUPS}")
        + group("office", dn_of("f.irina"))
    )
    return root + units + policy + service + cast + twins + groups + referral


def many() -> str:
    """1200 pupils, who have no passwords here."""
    return "".join(
        person(f"p{n:04}", f"Ученик{n}", "Имя", "", "").replace(f",{PEOPLE}", f",ou=pupils,{BASE}")
        for n in range(MANY)
    )
