"""The PostgreSQL that starts by itself: starts twice, has one owner, dies with its parent."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from intranet.embedded import EmbeddedPostgres, EmbeddedPostgresError, running, socket_dir

ROOT = Path(__file__).parents[2]
OWNER = """
import sys, time
from pathlib import Path
from intranet.embedded import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
server.start()
print(server.process.pid, flush=True)
time.sleep(60)
"""


def _own_in_another_process(data: Path) -> tuple[subprocess.Popen[str], int]:
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(data)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline())


async def test_keeps_what_was_written_after_a_stop(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "a", fsync="off") as server:
        connection = await asyncpg.connect(server.dsn())
        await connection.execute("create table kept (n int)")
        await connection.close()
    with server:
        connection = await asyncpg.connect(server.dsn())
        assert await connection.fetchval("select count(*) from kept") == 0
        await connection.close()
    assert not server.is_running
    assert stat.S_IMODE((tmp_path / "a" / "pg").stat().st_mode) == 0o700


async def test_starts_again_after_its_server_was_killed(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path) as server:
        assert server.process is not None
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
        server.start()
        connection = await asyncpg.connect(server.dsn())
        assert await connection.fetchval("select 1") == 1
        await connection.close()


async def test_a_folder_has_one_owner_and_others_find_its_server(tmp_path: Path) -> None:
    assert running(tmp_path) is None
    owner, _pid = _own_in_another_process(tmp_path)
    try:
        with pytest.raises(EmbeddedPostgresError, match="занята"):
            EmbeddedPostgres(tmp_path).start()
        address = running(tmp_path)
        assert address is not None
        connection = await asyncpg.connect(address)
        await connection.close()
    finally:
        owner.kill()
        owner.communicate()


def test_dies_with_its_parent_and_the_folder_is_free_again(tmp_path: Path) -> None:
    owner, pid = _own_in_another_process(tmp_path)
    owner.kill()
    owner.communicate()
    with EmbeddedPostgres(tmp_path) as server:
        assert server.process is not None
        assert server.process.pid != pid
        assert not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text()


def test_a_first_start_that_was_killed_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "pg.new").mkdir()
    (tmp_path / "pg.new" / "PG_VERSION").write_text("18")
    with EmbeddedPostgres(tmp_path) as server:
        assert server.is_running


def test_a_long_path_gets_a_short_socket_folder(tmp_path: Path) -> None:
    assert socket_dir(tmp_path / "x") == tmp_path / "x" / "run"
    assert len(str(socket_dir(tmp_path / ("x" * 100)))) < 90


def test_a_failed_start_names_the_reason_and_the_log(tmp_path: Path) -> None:
    with pytest.raises(EmbeddedPostgresError, match=r"no_such_setting.*pg\.log"):
        EmbeddedPostgres(tmp_path, no_such_setting="1").start()
    with EmbeddedPostgres(tmp_path):
        pass
