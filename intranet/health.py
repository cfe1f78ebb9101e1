"""For machines: is the process alive, can it serve, what does it count."""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import Any

import asyncpg
import msgspec
from litestar import Request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Gauge, generate_latest

from intranet import migrate
from intranet.kit import clock
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.kit.web import Answer, Plain, machine

WORKER_SILENT = timedelta(seconds=45)
_waiting = Gauge("parta_jobs", "Jobs by state", ["state"])
_pool = Gauge("parta_pool_idle", "Idle database connections")


class _JobCount(msgspec.Struct):
    state: str
    n: int


async def _worker_lives() -> bool:
    beat = await DB.value("select max(beat_at) from heartbeat")
    return beat is not None and clock.real_now() - beat < WORKER_SILENT


async def _problems() -> list[str]:
    try:
        if not await migrate.is_current():
            return ["migrations"]
        return [] if await _worker_lives() else ["worker"]
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return ["database"]


def handlers(metrics_token: str) -> list[Any]:
    """/health/live, /health/ready, and /metrics for who knows the token (404 without)."""

    @machine("/health/live")
    async def live() -> Answer:
        return Plain("ok")

    @machine("/health/ready")
    async def ready() -> Answer:
        problems = await _problems()
        return Plain(
            "not ready: " + ", ".join(problems) if problems else "ready", status=503 if problems else 200
        )

    @machine("/metrics")
    async def metrics(request: Request[Any, Any, Any]) -> Answer:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not metrics_token or not hmac.compare_digest(given.encode(), metrics_token.encode()):
            raise NotFound
        for row in await DB.rows(
            _JobCount, "select status::text as state, count(*)::int as n from pgqueuer group by 1"
        ):
            _waiting.labels(row.state).set(row.n)
        if DB.pool is not None:
            _pool.set(DB.pool.get_idle_size())
        return Plain(generate_latest(REGISTRY).decode(), media_type=CONTENT_TYPE_LATEST)

    return [live, ready, metrics]
