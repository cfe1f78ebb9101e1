"""An attempt of several pages: whoever holds it twice leaves its stage once."""

from __future__ import annotations

import asyncio

import pytest

from identity.door import flows
from identity.door.flows import Secret
from intranet.kit.db import DB

BROWSER = "B" * 43


@pytest.fixture
async def state(db: None) -> str:
    return await flows.open_flow(BROWSER, "factor", Secret())


async def test_two_requests_that_hold_one_attempt_leave_its_stage_once(state: str) -> None:
    held = [await flows.newest_flow(BROWSER, "factor") for _ in range(2)]
    left = await asyncio.gather(*(flows.leave(flow, "done") for flow in held if flow))
    assert sorted(left) == [False, True]


async def test_a_stage_is_not_left_when_its_time_is_up_meanwhile(state: str) -> None:
    flow = await flows.flow_by_state(state, BROWSER, "factor")
    assert flow is not None
    await DB.execute("update auth_flow set expires_at = now() - interval '1 second'")
    assert not await flows.leave(flow, "done")
    assert await flows.newest_flow(BROWSER, "factor") is None
    assert await flows.flow_by_state(state, BROWSER, "factor") is None
    assert await flows.flows_at(BROWSER, "factor") == []


async def test_attempts_are_counted_by_the_row_and_not_by_what_a_request_holds(state: str) -> None:
    """Many requests at once hold the same attempt, each with a count of none."""
    flow = await flows.flow_by_state(state, BROWSER, "factor")
    assert flow is not None
    tried = await asyncio.gather(*(flows.try_once(flow) for _ in range(12)))
    assert tried.count(True) == flows.MOST_ATTEMPTS == 5
    assert await flows.newest_flow(BROWSER, "factor") is None
