"""Running a server program that refuses to run as root.

An ordinary user runs it as himself. Root hands the folders to the account `postgres` (else `nobody`);
below a folder only root may enter, such as /root itself, the program runs in a user namespace
instead: no second account, the files stay root's and the folder stays closed.
"""

import ctypes
import os
import pwd
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Self

NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)


class NoAccountError(Exception):
    """Root has neither an account that can enter the folders nor user namespaces."""


@dataclass(frozen=True)
class Runner:
    """Who runs the programs: another account, this process's user (None), or a namespace (prefix)."""

    account: pwd.struct_passwd | None = None
    prefix: tuple[str, ...] = ()

    @classmethod
    def choose(cls, program: Path, folders: list[Path]) -> Self:
        """The runner that may execute the program and owns the folders; raises NoAccountError."""
        if os.geteuid() != 0:
            return cls()
        for runner in (cls(_server_account()), cls(None, NAMESPACE)):
            runner._own(folders)
            if runner._may_use(program, folders):
                return runner
        raise NoAccountError

    def run(self, *command: str, log: BinaryIO | int = subprocess.DEVNULL) -> int:
        """Run to the end, output into the log; the exit code."""
        return subprocess.run((*self.prefix, *command), stdout=log, stderr=log, **self._place()).returncode

    def serve(self, *command: str, log: BinaryIO, keep_open: int) -> subprocess.Popen[bytes]:
        """Start a server that dies with us and inherits the descriptor `keep_open`."""
        return subprocess.Popen(
            (*self.prefix, *command),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=_die_with_parent,
            pass_fds=(keep_open,),
            **self._place(),
        )

    def _own(self, folders: list[Path]) -> None:
        uid, gid = (self.account.pw_uid, self.account.pw_gid) if self.account else (0, 0)
        for folder in folders:
            if folder.stat().st_uid != uid:
                for path in (folder, *folder.rglob("*")):
                    os.chown(path, uid, gid, follow_symlinks=False)

    def _may_use(self, program: Path, folders: list[Path]) -> bool:
        return not any(self.run("test", "-w", str(f)) for f in folders) and not self.run(
            "test", "-x", str(program)
        )

    def _place(self) -> dict[str, Any]:
        place: dict[str, Any] = {"cwd": "/", "env": environment()}
        if self.account is not None:
            place |= {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        return place


def environment() -> dict[str, str]:
    """Our environment without PG* (they would move the port or the folder), in a locale that exists."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C.UTF-8"}


def _server_account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _die_with_parent() -> None:
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGINT)  # after setuid, which would clear it
