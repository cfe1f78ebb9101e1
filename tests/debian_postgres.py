"""The server the tests run on: the embedded PostgreSQL, or Debian's where bin/test asks for it.

`PARTA_TEST_DATABASE=debian` takes the programs of Debian's package; the cluster is a folder of its
own all the same, started and ended like the embedded one.
"""

import os
from pathlib import Path

from intranet.embedded import EmbeddedPostgres

NOTHING_TO_LOSE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def server_for_tests(data: Path, **settings: str) -> EmbeddedPostgres:
    """A server over this folder, not started yet; forgets what it wrote if the power goes."""
    binaries = debian_binaries() if os.environ.get("PARTA_TEST_DATABASE") == "debian" else None
    return EmbeddedPostgres(data, binaries=binaries, **NOTHING_TO_LOSE | settings)


def debian_binaries() -> Path:
    """The newest of Debian's PostgreSQL programs; bin/test installs them."""
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    return max(folders, key=lambda folder: int(folder.parent.name))
