"""The second database of the tests really is another PostgreSQL."""

import asyncpg
import pytest

from tests.debian_postgres import debian_binaries, server_for_tests


async def test_debian_s_server_speaks_and_sorts_like_ours(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARTA_TEST_DATABASE", "debian")
    with server_for_tests(tmp_path) as server:
        connection = await asyncpg.connect(server.dsn())
        version = await connection.fetchval("show server_version_num")
        ordered = await connection.fetchval(
            "select string_agg(x, '' order by x) from unnest('{Я,а,Ё,b,A}'::text[]) x"
        )
        await connection.close()
    assert version[:2] == debian_binaries().parent.name
    assert ordered == "AbЁЯа"
