"""A real mail server for the letters of the door."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar

from intranet.kit import mail
from intranet.mail_sink import mail_sink


@pytest.fixture
def sink(app: Litestar, tmp_path: Path) -> Iterator[Path]:
    """The folder of a mail server that the settings name."""
    folder = tmp_path / "mail"
    with mail_sink(folder) as url:
        mail.use(url, "school@example.com", "https://school.test")
        yield folder
    mail.use("", "", "")
