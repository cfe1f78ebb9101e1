"""What a browser really transfers for the diary: first visit with empty caches, then a repeat."""

from __future__ import annotations

import os
from typing import Any

from playwright.sync_api import BrowserContext, sync_playwright

from tests.load.installation import PORT
from tests.load.visitor import Visitor

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip
CHROMIUM = os.environ.get("PARTA_CHROMIUM", "/usr/bin/chromium")


def _visit(context: BrowserContext) -> tuple[float, int]:
    """(kB on the wire, requests that left the browser)."""
    page = context.new_page()
    session, sizes = context.new_cdp_session(page), []

    def finished(event: dict[str, Any]) -> None:
        sizes.append(event["encodedDataLength"])

    session.send("Network.enable")
    session.on("Network.loadingFinished", finished)
    page.goto(f"http://127.0.0.1:{PORT}/diary", wait_until="networkidle")
    page.close()
    return sum(sizes) / 1000, sum(size > 0 for size in sizes)


def first_and_repeat() -> tuple[tuple[float, int], tuple[float, int]]:
    """Both visits, signed in beforehand."""
    name, _, token = Visitor("student", "student").headers["Cookie"].partition("=")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        context = browser.new_context()
        context.add_cookies([{"name": name, "value": token, "url": f"http://127.0.0.1:{PORT}"}])
        found = _visit(context), _visit(context)
        browser.close()
    return found
