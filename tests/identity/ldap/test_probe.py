"""The administrator's "test" button: every fault has a sentence that says what to do."""

from __future__ import annotations

import subprocess
import sys

import pytest

import identity.ldap
from identity.door.providers import Failure, FailureKind
from intranet.settings import ROOT
from tests.identity.ldap import slapd
from tests.identity.ldap.conftest import Add, made
from tests.identity.ldap.slapd import SECRET, Slapd


async def test_the_probe_of_a_good_directory(directory_server: Slapd, add_directory: Add) -> None:
    findings = await made(await add_directory(directory_server.ldaps)).probe()
    text = "\n".join(one.what for one in findings)
    assert "127.0.0.1, порт" in text and "Сертификат сервера действует до" in text
    assert f"Людей по фильтру: {slapd.MANY + len(slapd.CAST) + 2}" in text
    assert all(one.is_right for one in findings), findings


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"secret_file": "missing"}, "Нет файла в папке secrets"),
        ({"bind_dn": f"cn=nobody,{slapd.BASE}"}, "Служебная учётная запись не вошла"),
        ({"base": f"ou=nowhere,{slapd.BASE}"}, "проверьте базу"),
        ({"user_filter": "(objectClass=device"}, "проверьте базу"),
        ({"user_filter": "(uid=no-such)"}, "проверьте базу"),
        ({"ca_file": "missing.crt"}, "Нет файла в папке secrets"),
        ({"url": "ldaps://127.0.0.1:1"}, "не принимает соединение"),
        ({"attributes": {"stable_id": "employeeType"}}, "проверьте имя атрибута"),
    ],
)
async def test_the_probe_says_what_is_wrong(
    change: dict[str, object], said: str, small_server: Slapd, add_directory: Add
) -> None:
    settings = {"url": small_server.ldaps, **change}
    findings = await made(await add_directory(**settings)).probe()  # type: ignore[arg-type]
    assert said in " ".join(one.advice for one in findings if not one.is_right), findings


async def test_without_the_library_it_is_said_what_to_install(
    monkeypatch: pytest.MonkeyPatch, small_server: Slapd, add_directory: Add
) -> None:
    """As in an installation where bin/ldap never ran: `import ldap` fails."""
    provider = made(await add_directory(small_server.ldaps))
    for name in [one for one in sys.modules if one.startswith("identity.ldap.")]:
        if name.rsplit(".", 1)[1] in {"signing_in", "connection", "entries", "groups", "probe", "reading"}:
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "ldap", None)
    for name in ("signing_in", "connection", "entries", "groups", "probe", "reading"):
        monkeypatch.delattr(identity.ldap, name, raising=False)
    found = await provider.verify("l.elena", SECRET)
    assert found == Failure(FailureKind.UNAVAILABLE, detail="no_library")
    findings = await provider.probe()
    assert len(findings) == 1 and not findings[0].is_right and "bin/ldap" in findings[0].advice


def test_the_library_is_imported_only_when_a_directory_is_asked() -> None:
    """The app and the command line start without it, as in a school that has no directory."""
    code = (
        "import sys; sys.modules['ldap'] = None; import litestar_app, identity; identity.handlers();"
        "identity.COMMANDS; import identity.ldap.provider, identity.ldap.sync, identity.ldap.queries"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
