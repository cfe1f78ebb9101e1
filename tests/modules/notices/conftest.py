"""The sample kinds stand among the installed ones while a test of the notices runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from intranet.kit.module import INSTALLED
from tests.modules.notices.letters import SAMPLE


@pytest.fixture
def kinds() -> Iterator[None]:
    INSTALLED.append(SAMPLE)
    yield
    INSTALLED.remove(SAMPLE)
