"""Debian's Chromium for the journeys; they run by `bin/test tests/browser`, apart from the async tests."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.desk import kinds_of_pages
from tests.browser.school import School

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """How pytest-playwright starts the browser."""
    return browser_type_launch_args | {"executable_path": "/usr/bin/chromium", "args": list(QUIET)}


@pytest.fixture(scope="session")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    """A filled small school, as `bin/demo` gives it; tests that write leave it readable for the others."""
    with School(tmp_path_factory.mktemp("school") / "demo", "small") as demo:
        yield demo


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    """A school with a secretary and an administrator and nothing else, to be filled by hand or from lists."""
    with School(tmp_path_factory.mktemp("new") / "demo", "empty") as demo:
        yield demo


@pytest.fixture(scope="session")
def pages(browser: Browser, school: School) -> dict[str, list[str]]:
    """The pages of the filled school by the login that looks at them, every kind once."""
    return kinds_of_pages(browser, school)
