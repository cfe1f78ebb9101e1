"""Nobody gets in by accident: verbs, boot check, origin, headers, error pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import asyncpg
import httpx
import pytest
from litestar import Litestar, get

from intranet.kit import web
from intranet.kit.access import SIGNED_IN, Permission, ReadPermission, WritePermission, hats
from intranet.kit.db import DB
from intranet.kit.failures import is_away
from intranet.kit.forms import number_in
from intranet.kit.layers import is_cross_origin
from intranet.kit.view import from_cookie
from tests.doors import sign_in
from tests.factories import make_school

Client = Callable[[], httpx.AsyncClient]


def test_the_app_does_not_start_with_a_route_that_declares_nothing() -> None:
    @get("/forgotten")
    async def forgotten() -> str:
        return "open"

    with pytest.raises(RuntimeError, match="/forgotten"):
        Litestar([forgotten], plugins=[web.EveryRouteDeclared()], openapi_config=None)


def test_an_action_needs_a_permission_to_write() -> None:
    with pytest.raises(TypeError):
        web.action("/x", permission=ReadPermission("test.read", hats("teacher")))  # type: ignore[arg-type]
    web.action("/x", permission=WritePermission("test.write", hats("teacher")))


def test_a_fragment_says_so_in_its_path() -> None:
    with pytest.raises(ValueError, match="_name"):
        web.fragment("/x/cell", permission=SIGNED_IN)


def test_one_name_is_one_permission() -> None:
    ReadPermission("test.same", hats("teacher"))
    with pytest.raises(ValueError, match="two permissions"):
        ReadPermission("test.same", hats("parent"))
    assert not Permission("test.nobody").allows("teacher")


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({b"sec-fetch-site": b"same-origin"}, False),
        ({b"sec-fetch-site": b"none"}, False),
        ({b"sec-fetch-site": b"same-site"}, True),
        ({b"sec-fetch-site": b"cross-site", b"origin": b"http://school.test"}, True),
        ({b"origin": b"http://school.test", b"host": b"school.test"}, False),
        ({b"origin": b"http://school.test:81", b"host": b"school.test"}, True),
        ({b"origin": b"null", b"host": b"school.test"}, True),
        ({b"origin": b"http://[", b"host": b"school.test"}, True),
        ({b"origin": b"http://["}, True),
        ({b"host": b"school.test"}, False),
    ],
)
def test_where_a_post_comes_from(headers: dict[bytes, bytes], refused: bool) -> None:
    assert is_cross_origin("POST", headers) is refused
    assert not is_cross_origin("GET", headers)


async def test_a_foreign_form_is_refused_before_its_body_is_read(client: Client) -> None:
    answer = await client().post("/login", content=b"x" * 10, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert 'id="main"' in answer.text


@pytest.mark.parametrize("path", ["/login", "/nowhere", "/static/nothing.css", "/health/live", "/diary"])
async def test_every_answer_carries_the_security_headers(client: Client, path: str) -> None:
    answer = await client().get(path)
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"


async def test_unknown_pages_and_methods_are_pages_of_the_house(client: Client) -> None:
    for method, path, status in (
        ("GET", "/nowhere", 404),
        ("DELETE", "/login", 405),
        ("GET", "/diary/zz", 404),
    ):
        answer = await client().request(method, path)
        assert answer.status_code == status
        assert 'id="main"' in answer.text and "<h1" in answer.text


async def test_an_unknown_error_has_a_number_that_the_log_has_too(
    client: Client, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from intranet import health

    async def broken() -> list[str]:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(health, "_problems", broken)
    answer = await client().get("/health/ready")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    number = [line for line in capsys.readouterr().err.splitlines() if "ZeroDivisionError" in line][0]
    assert number.split('"number": "')[1][:8] in answer.text


async def test_a_database_that_is_away_is_a_page_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(type(DB), "one", away)
    answer = await client().get("/diary", headers={"cookie": f"sid={'x' * 43}"})
    assert answer.status_code == 503
    assert 'id="main"' in answer.text
    assert answer.headers["retry-after"] == "30"
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize(
    "gone", [TimeoutError(), ConnectionRefusedError(), asyncpg.ConnectionDoesNotExistError("closed")]
)
async def test_a_database_that_goes_away_during_a_request_is_that_page_too(
    client: Client, monkeypatch: pytest.MonkeyPatch, gone: Exception
) -> None:
    async def away(*_: object) -> None:
        raise gone

    monkeypatch.setattr(type(DB), "value", away)
    answer = await client().post("/login", data={"login": "somebody", "password": "something"})
    assert answer.status_code == 503
    assert "База данных не отвечает" in answer.text
    assert answer.headers["retry-after"] == "30"


def test_a_missing_file_is_not_a_database_that_is_away(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as missing:
        (tmp_path / "nothing").read_bytes()
    assert not is_away(missing.value)
    assert is_away(FileNotFoundError(2, "No such file or directory"))  # the socket of a stopped server


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("2147483647", 2**31 - 1), ("2147483648", None), ("9" * 5000, None), ("٣", None), ("-1", None),
     ("", None), ("1e3", None)],
)  # fmt: skip
def test_a_number_in_a_name_fits_a_column_or_is_none(text: str, number: int | None) -> None:
    assert number_in(text) == number


async def test_machines(client: Client) -> None:
    browser = client()
    assert (await browser.get("/health/live")).text == "ok"
    assert (await browser.get("/health/ready")).status_code == 503  # no worker has spoken
    assert (await browser.get("/metrics")).status_code == 404
    answer = await browser.get("/metrics", headers={"authorization": "Bearer metrics-token"})
    assert answer.status_code == 200 and "parta_pool_idle" in answer.text


async def test_a_path_outside_static_is_not_served(client: Client) -> None:
    for path in ("/static/../litestar_app.py", "/static/%2e%2e/secret.key", "/static//etc/passwd"):
        assert (await client().get(path)).status_code == 404


def test_looks_of_a_page_ignore_what_is_not_allowed() -> None:
    wishes = from_cookie("theme=dark&vi=%22onload&lang=en&unknown=1")
    assert (wishes.theme, wishes.vi, wishes.lang) == ("dark", "", "en")
    assert from_cookie(wishes.to_cookie()) == wishes


def test_redirects_stay_on_this_site() -> None:
    for path in ("//evil.test", "https://evil.test", "/\\evil.test"):
        with pytest.raises(ValueError, match="not a path"):
            web.Redirect(path)


def test_no_template_holds_inline_script_style_or_a_foreign_address() -> None:
    root = Path(__file__).resolve().parents[3]
    for page in [*root.glob("**/templates/**/*.html")]:
        if ".venv" in page.parts or "node_modules" in page.parts:
            continue
        text = page.read_text()
        for forbidden in ("style=", "<style", "hx-on", "onclick=", "js:", "http://", "https://"):
            assert forbidden not in text, f"{page}: {forbidden}"


async def test_a_refused_forms_address_leads_back_to_the_page_above(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "irina", hat="head_teacher")
    base = f"/office/load/teachers/{world.people['elena']}"
    for path, above in ((f"{base}/succession", base), ("/logout", "/")):
        answer = await browser.get(path)
        assert (answer.status_code, answer.headers.get("location")) == (303, above)
    assert (await browser.delete(base)).status_code == 405
    assert (await client().get(f"{base}/succession")).status_code == 405
