"""Starting the emulator: a process of its own over a folder and a port of this machine."""

from __future__ import annotations

import os
import subprocess
import sys

import msgspec

from identity.esia.emulator.world import VARIABLE, Settings
from intranet import server
from intranet.kit.process import die_with_parent

APP = "identity.esia.emulator.app:create_app"


def start(settings: Settings, host: str = "127.0.0.1") -> subprocess.Popen[bytes]:
    """The emulator's process; it ends with this one."""
    command = [
        sys.executable, "-m", "granian", *server.FLAGS, "--host", host, "--port", str(settings.port),
        "--workers", "1", APP,
    ]  # fmt: skip
    environment = os.environ | {VARIABLE: msgspec.json.encode(settings).decode()}
    return subprocess.Popen(command, env=environment, preexec_fn=die_with_parent)
