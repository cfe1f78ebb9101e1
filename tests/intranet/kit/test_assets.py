"""The static build: hashed names, gzip copies, only the icons in use, and how /static sends them."""

from pathlib import Path

import httpx
import pytest
from litestar import Litestar

from intranet.kit import assets, icons
from intranet.kit.static_files import static_files
from intranet.kit.web import EveryRouteDeclared, guard


@pytest.fixture(autouse=True)
def built() -> None:
    assets.ensure_built()


def client() -> httpx.AsyncClient:
    app = Litestar([static_files()], guards=[guard], plugins=[EveryRouteDeclared()], openapi_config=None)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://school")


def test_a_name_is_hashed_by_its_content() -> None:
    built = assets.build()
    assert assets.static("app.js") == f"/static/{built['app.js']}"
    assert built["app.js"] == assets.build()["app.js"]
    assert assets.static("theme.css") == assets.static("default.css")


def test_an_unknown_name_and_an_unknown_theme_say_so() -> None:
    with pytest.raises(assets.AssetError, match="No static file"):
        assets.static("nothing.css")
    with pytest.raises(assets.AssetError, match="no theme"):
        assets.ensure_built("nothing")


def test_the_sprite_holds_the_icons_in_use_and_no_others() -> None:
    sprite = icons.sprite().decode()
    assert 'id="eye"' in sprite
    assert 'id="zap-off"' not in sprite


def test_a_misspelt_icon_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "page.html").write_text('{{ m.icon("no-such-icon") }}')
    monkeypatch.setattr(icons, "ROOT", tmp_path)
    with pytest.raises(icons.AssetError, match="no-such-icon"):
        icons.icons_used()


def test_first_visit_fits_its_figure() -> None:
    names = ["theme.css", "htmx.js", "app.js", "icons.svg"]
    packed = sum((assets.BUILD / f"{Path(assets.static(name)).name}.gz").stat().st_size for name in names)
    faces = ["golos-text-cyrillic-wght-normal.woff2", "golos-text-latin-wght-normal.woff2"]
    fonts = sum((assets.BUILD / Path(assets.static(name)).name).stat().st_size for name in faces)
    assert packed + fonts < 110_000  # the diary's HTML and all headers: 130 kB


async def test_a_file_is_sent_packed_and_kept_for_a_year() -> None:
    async with client() as browser:
        answer = await browser.get(assets.static("theme.css"), headers={"accept-encoding": "gzip"})
        plain = await browser.get(assets.static("theme.css"), headers={"accept-encoding": "identity"})
    assert answer.headers["content-encoding"] == "gzip"
    assert "max-age=31536000" in answer.headers["cache-control"]
    assert answer.text == plain.text


@pytest.mark.parametrize(
    "path", ["/static/manifest.json", "/static/..%2f..%2fpyproject.toml", "/static/", "/static/a.css"]
)
async def test_only_built_files_are_served(path: str) -> None:
    async with client() as browser:
        assert (await browser.get(path)).status_code == 404
