"""The office's searches, sent as a browser sends them."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest

from tests.doors import sign_in
from tests.factories import make_school

Client = Callable[[], httpx.AsyncClient]


@pytest.mark.parametrize("path", ["/office/people", "/office/consents"])
async def test_a_search_without_a_class_is_no_dead_end(client: Client, path: str) -> None:
    """The form as a browser sends it: every field is in the address, chosen or not."""
    browser = await sign_in(client(), await make_school(), "svetlana", hat="secretary")
    page = (await browser.get(path)).text
    chosen = dict(re.findall(r'<select[^>]*name="(\w+)"[^>]*>\s*<option value="(\w*)"', page))
    assert "class" in chosen
    assert (await browser.get(path, params={"q": "орлова"} | chosen)).status_code == 200
