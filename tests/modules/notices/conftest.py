"""The sample kinds stand among the installed ones, and a real mail server keeps what is sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar

from intranet.kit import mail
from intranet.kit.module import INSTALLED
from intranet.mail_sink import mail_sink
from tests.modules.notices.letters import SAMPLE


@pytest.fixture
def kinds(app: Litestar) -> Iterator[None]:
    INSTALLED.append(SAMPLE)
    yield
    INSTALLED.remove(SAMPLE)


@pytest.fixture
def sink(app: Litestar, tmp_path: Path) -> Iterator[Path]:
    """The folder of a mail server that the settings name."""
    folder = tmp_path / "mail"
    with mail_sink(folder) as url:
        mail.use(url, "school@example.com", "https://school.test")
        yield folder
    mail.use("", "", "")
