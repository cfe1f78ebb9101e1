"""The log of looks: written by pages, read by the command."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from click.testing import CliRunner

from intranet.access_log import access_log
from intranet.settings import Settings
from tests.doors import sign_in
from tests.factories import make_school


async def test_a_look_is_found_from_both_sides(
    client: Callable[[], httpx.AsyncClient], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "elena", hat="teacher")
    await browser.get(f"/journal/{world.journals['7Б алгебра']}")
    monkeypatch.setenv("PARTA_DATA", str(settings.data))
    for login, word in (("dasha", f"смотрел(а) {world.people['elena']}"), ("elena", "сам(а)")):
        told = CliRunner().invoke(access_log, ["--person", str(world.people[login])])
        assert told.exit_code == 0
        assert "journal.grid" in told.output
        assert word in told.output
    assert CliRunner().invoke(access_log, ["--person", str(world.people["kirill"])]).output == ""
    assert CliRunner().invoke(access_log, ["--person", "1", "--since", "2999-01-01"]).output == ""


async def test_a_familys_look_at_its_own_is_no_line(
    client: Callable[[], httpx.AsyncClient], settings: Settings
) -> None:
    world = await make_school()
    log = settings.data / "logs" / "access.log"
    before = log.read_text() if log.exists() else ""
    browser = await sign_in(client(), world, "dasha")
    await browser.get("/diary")
    assert (log.read_text() if log.exists() else "") == before
