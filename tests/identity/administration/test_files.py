"""Ways in by a file: all or nothing, the same again is nothing, there and back."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from identity.administration import files
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.settings import ROOT, Settings
from tests.conftest import NOW
from tests.factories import World
from tests.identity.administration.conftest import audited, stored

CLI = system_actor("cli")
TEXT = """
[[provider]]
slug = "district"
kind = "oidc"
title = "Район \\"Восток\\""
min_age = 14
ordinal = 3
hats = ["teacher", "parent"]
config = { issuer = "https://id.example", client_id = "parta", secret_file = "district.secret" }
groups = [{ group = "cn=завуч,dc=x", hat = "head_teacher" }]

[[provider]]
slug = "school-ad"
kind = "ldap"
title = "Школьная сеть"
enabled = false
[provider.config]
url = "ldaps://dc.school.local"
base = "dc=school"
bind_dn = "cn=reader"
secret_file = "dc.password"
[provider.config.attributes]
stable_id = "objectGUID"
"""


async def test_a_file_makes_rows_once(world: World) -> None:
    assert await files.apply_file(CLI, TEXT) == [("district", "added"), ("school-ad", "added")]
    row = await stored()
    assert (row["is_enabled"], row["origin"], row["min_age"], row["hats"]) == (
        True, "file", 14, ["parent", "teacher"],
    )  # fmt: skip
    assert (await stored("school-ad"))["config"]["attributes"]["stable_id"] == "objectGUID"
    assert not (await stored("school-ad"))["is_enabled"]
    told, changed_at = await audited("identity.provider.add"), row["changed_at"]
    assert await files.apply_file(CLI, TEXT) == [("district", "same"), ("school-ad", "same")]
    assert (await stored())["changed_at"] == changed_at
    assert await audited("identity.provider.add") == told == 2
    assert await audited("identity.provider.change") == await audited("x") == 0


async def test_what_vanished_from_the_file_is_switched_off(world: World) -> None:
    await files.apply_file(CLI, TEXT)
    done = await files.apply_file(CLI, TEXT[TEXT.index('[[provider]]\nslug = "school-ad"') :])
    assert done == [("school-ad", "same"), ("district", "off")]
    assert not (await stored())["is_enabled"]
    assert (await stored("local"))["is_enabled"]
    assert ("district", "changed") in await files.apply_file(CLI, TEXT)
    assert (await stored())["is_enabled"]


async def test_what_is_exported_may_be_applied_elsewhere(world: World) -> None:
    await files.apply_file(CLI, TEXT)
    exported, before = await files.export_file(), await stored()
    assert 'slug = "local"' not in exported
    await DB.execute("delete from identity_provider where slug <> 'local'")
    assert {what for _slug, what in await files.apply_file(CLI, exported)} == {"added"}
    after = await stored()
    assert {key: value for key, value in after.items() if key not in ("id", "changed_at")} == {
        key: value for key, value in before.items() if key not in ("id", "changed_at")
    }
    assert await DB.value("select group_key from group_hat") == "cn=завуч,dc=x"
    assert await files.export_file() == exported


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('slug = "school-ad"', 'slug = "local"', "slug"),
        ('slug = "school-ad"', 'slug = "district"', "дважды"),
        ('slug = "school-ad"', 'slug = "../x"', "slug"),
        ('kind = "ldap"', 'kind = "local"', "kind"),
        ('kind = "ldap"', 'kind = "saml"', "kind"),
        ('secret_file = "dc.password"', 'secret_file = "../secret.key"', "secret_file"),
        ('secret_file = "dc.password"', 'secret_file = "dc.password"\npassword = "тайна"', "password"),
        ('hat = "head_teacher"', 'hat = "student"', "groups"),
        ('hats = ["teacher", "parent"]', 'hats = ["god"]', "hats"),
        ("min_age = 14", "min_age = -3", "min_age"),
        ('url = "ldaps://dc.school.local"', 'url = "file:///etc/passwd"', "url"),
        ("enabled = false", "enabled = 7", "bool"),
        ("[[provider]]", "[[provider", ""),
        ("ordinal = 3", "order = 3", "order"),
    ],
)
async def test_one_mistake_and_nothing_is_written(world: World, old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(DomainError) as caught:
        await files.apply_file(CLI, TEXT.replace(old, new))
    assert said in caught.value.message and "тайна" not in caught.value.message
    assert await DB.value("select count(*) from identity_provider") == 1


async def test_a_row_of_another_kind_is_not_taken_over(world: World) -> None:
    await files.apply_file(CLI, TEXT)
    other = TEXT.replace('slug = "district"', 'slug = "x1"').replace(
        'slug = "school-ad"', 'slug = "district"'
    )
    with pytest.raises(DomainError, match="вид не меняется"):
        await files.apply_file(CLI, other)
    assert await stored("x1") is None


@pytest.mark.slow
async def test_the_commands(settings: Settings, world: World, tmp_path: Path) -> None:
    environment = os.environ | {
        "DATABASE_URL": settings.database_url, "PARTA_DATA": str(settings.data), "PARTA_MODULES": "",
        "PARTA_DEMO_CLOCK": NOW.isoformat(), "PYTHONPATH": str(ROOT),
    }  # fmt: skip

    async def run(*words: str) -> tuple[int, str, str]:
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "intranet.cli", "providers", *words,
            env=environment, stdout=pipe, stderr=pipe,
        )  # fmt: skip
        out, err = await process.communicate()
        return process.returncode or 0, out.decode(), err.decode()

    file = tmp_path / "ways.toml"
    file.write_text(TEXT)
    code, out, err = await run("apply", str(file))
    assert (code, out) == (0, "district\tadded\nschool-ad\tadded\n"), err
    code, out, _err = await run("list")
    assert "school-ad\tldap\toff\tfile\tШкольная сеть" in out
    code, out, _err = await run("export")
    assert code == 0 and 'slug = "district"' in out
    code, out, _err = await run("test", "school-ad")
    assert code == 1 and "secrets/dc.password" in out
    code, _out, err = await run("test", "nothing")
    assert code == 2 and "nothing" in err
    file.write_text("[[provider]]\nslug = 1")
    code, _out, err = await run("apply", str(file))
    assert code == 2 and "slug" in err
