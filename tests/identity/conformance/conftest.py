"""The other sides, started once; a test names its ways: `@pytest.mark.parametrize("way", ALL)`."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx
import pytest

from intranet.kit import clock
from intranet.kit.db import DB
from intranet.settings import Settings
from tests.factories import World, make_school
from tests.identity.conformance.ways import Certified, Emulated, FromDirectory, InHouse, Way
from tests.identity.esia.conftest import SECRETS, Emulator, _prepared, run_emulator
from tests.identity.ldap import slapd
from tests.identity.ldap.pki import Authority
from tests.identity.ldap.slapd import Slapd
from tests.identity.oidc import there
from tests.identity.oidc.conftest import Orders
from tests.identity.oidc.served import Served

Browser = Callable[[], httpx.AsyncClient]


@pytest.fixture(scope="session")
async def esia_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("esia")
    await _prepared(folder)
    return folder


@pytest.fixture(scope="session")
def emulator(esia_folder: Path) -> Iterator[Emulator]:
    yield from run_emulator(esia_folder, "gost")


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"), "school-ca")


@pytest.fixture(scope="session")
def directory(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Iterator[Slapd]:
    folder = tmp_path_factory.mktemp("slapd")
    with slapd.running(folder, authority.certificate, authority.sign("slapd")) as made:
        made.add(slapd.frame())
        yield made


@pytest.fixture(scope="session")
async def listening() -> AsyncIterator[tuple[Served, Orders]]:
    """Where the certified provider posts its orders to end sessions."""
    orders = Orders()
    async with Served(orders.answer) as served:
        yield served, orders


@pytest.fixture(scope="session")
async def certified(listening: tuple[Served, Orders]) -> AsyncIterator[str]:
    async with there.running(1, listening[0].url) as issuers:
        yield issuers[0]


@pytest.fixture
def orders(listening: tuple[Served, Orders]) -> Orders:
    """The orders of this test only."""
    while not listening[1].forms.empty():
        listening[1].forms.get_nowait()
    return listening[1]


@pytest.fixture(scope="session")
def secrets_given(settings: Settings, esia_folder: Path, authority: Authority) -> None:
    """What an administrator puts into the data folder's `secrets`."""
    folder = settings.data / "secrets"
    folder.mkdir(exist_ok=True)
    (folder / "esia-gateway").write_text("s3cret\n")
    (folder / "op-secret").write_text(there.SECRET + "\n")
    (folder / "svc").write_text(slapd.SERVICE_SECRET + "\n")
    shutil.copy(authority.certificate, folder / "school-ca.crt")
    for name in SECRETS:
        for kind in ("key", "crt"):
            if kind == "crt" or name.startswith("client"):
                shutil.copy(esia_folder / f"{name}.{kind}", folder)


@pytest.fixture
async def world(db: None, secrets_given: None) -> AsyncIterator[World]:
    """The school on today's date: other systems sign with the real time."""
    clock.start_at(None)
    yield await make_school()
    # the row of this house is the migration's: it is not emptied with the others
    await DB.execute("update identity_provider set hats = '[]', min_age = null where slug = 'local'")


@pytest.fixture
async def way(
    request: pytest.FixtureRequest, world: World, emulator: Emulator, directory: Slapd, certified: str
) -> Way:
    """The way that the test's parameter names."""
    emulator.order()
    match request.param:
        case "local":
            return InHouse()
        case "ldap":
            return FromDirectory(server=directory)
        case "certified":
            return Certified(certified)
    return Emulated(request.param, emulator)
