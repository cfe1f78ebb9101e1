"""Debian's Chromium for the journeys; they run by `bin/test tests/browser`, apart from the async tests."""

from typing import Any

import pytest

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
