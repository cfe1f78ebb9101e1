"""The office's index and its tab: every link opens for the hat that is shown it, and no others are shown."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest

from tests.doors import sign_in
from tests.factories import make_school
from tests.modules.office.test_pages import WEARERS, main_of

Client = Callable[[], httpx.AsyncClient]
LINK = re.compile(r'href="(/[^"#]*)[^"]*"')


@pytest.mark.parametrize("hat", ["secretary", "administrator", "head_teacher", "director"])
async def test_every_link_of_the_office_opens(client: Client, hat: str) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, WEARERS[hat], hat=hat)
    page = await browser.get("/office")
    links = {link.replace("&amp;", "&") for link in LINK.findall(main_of(page))}
    links |= {link for link in LINK.findall(page.text) if link.startswith("/office")}
    assert {"/office/people", "/office/checks", "/office/rights", "/office/calendar"} <= links
    answers = {link: (await browser.get(link)).status_code for link in links}
    assert {link: status for link, status in answers.items() if status != 200} == {}


async def test_groups_are_named_and_hats_see_their_own(client: Client) -> None:
    world = await make_school()
    secretary = main_of(await (await sign_in(client(), world, "svetlana", hat="secretary")).get("/office"))
    for title in ("Люди", "Классы и учёба", "Школа", "Вход и права", "Списки"):
        assert f"<h3>{title}</h3>" in secretary
    assert 'href="/office/hats"' not in secretary
    director = main_of(await (await sign_in(client(), world, "pavel", hat="director")).get("/office"))
    assert 'href="/office/hats"' in director
    assert "/office/import" not in director
