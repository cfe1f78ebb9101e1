"""The door at 8:00: a whole school from one address, a stream beside the pages, known and unknown names.

Real argon2, the real web process. Browsers are plain connections; what a person waits is measured, not only
what it costs.
"""

from __future__ import annotations

import http.client
import statistics
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple
from urllib.parse import urlencode

from intranet.demo import PASSWORD
from intranet.installation import opened
from intranet.kit.db import DB
from intranet.settings import from_environment
from tests.load.installation import PORT
from tests.load.visitor import FORM, Visitor

SCHOOL, A_SECOND, SECONDS, READERS = 900, 20, 15, 4
TRIES, WARM = 60, 10
PATIENCE = 180  # the table says how long it took; giving up would hide it
LOGINS = """with spare as (select p.id, row_number() over (order by p.id) as n from person p
        join guardianship g on g.guardian = p.id and g.is_legal
        where g.until is null and g.restricted_since is null
            and not exists (select 1 from account a where a.person = p.id)
        group by p.id order by p.id limit $1),
    made as (insert into account (person, provider, login, login_key, status, last_hat, created_at)
        select s.id, d.provider, 'bench' || s.n, 'bench' || s.n, 'active', '', now()
        from spare s, (select a.provider, a.id from account a where a.login_key = 'parent') d
        returning id)
    insert into local_credential (account, phc, is_first_entry, changed_at)
    select m.id, c.phc, false, now() from made m, local_credential c
    where c.account = (select id from account where login_key = 'parent')"""
ACCEPTED = """insert into policy_acceptance (account, policy, accepted_at)
    select a.id, t.id, now() from account a cross join policy_text t where a.login_key like 'bench%'
    on conflict do nothing"""
FORGET = ("delete from account where login_key like 'bench%'", "delete from auth_throttle")


class Rush(NamedTuple):
    """Many at once: who did not get in, how long the last and the one in the middle waited."""

    shut_out: int
    last: float
    middle: float


class Stream(NamedTuple):
    """A steady stream: refused sign-ins, how long 95 of 100 waited for it, and for a page meanwhile."""

    shut_out: int
    entry_p95_ms: float
    page_p95_ms: float


async def make_logins() -> int:
    """900 people who may enter, with the password of all; those of an earlier run go."""
    async with opened(from_environment()):
        await forget_here()
        await DB.execute(LOGINS, SCHOOL)
        await DB.execute(ACCEPTED)
        return int(await DB.value("select count(*) from account where login_key like 'bench%'"))


async def forget_logins() -> None:
    """Leave the school as it was."""
    async with opened(from_environment()):
        await forget_here()


async def forget_here() -> None:
    """The same, where the database is open already."""
    for statement in FORGET:
        await DB.execute(statement)


def enter(login: str, password: str = PASSWORD) -> tuple[int, float]:
    """(status, seconds) of one sign-in on a connection of its own."""
    started = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=PATIENCE)
    try:
        connection.request("POST", "/login", urlencode({"login": login, "password": password}), FORM)
        answer = connection.getresponse()
        answer.read()
        return answer.status, time.perf_counter() - started
    except OSError:
        return 0, time.perf_counter() - started
    finally:
        connection.close()


def rush(count: int) -> Rush:
    """Everybody at once, behind one address."""
    start = threading.Barrier(count)

    def one(n: int) -> tuple[int, float]:
        start.wait()
        return enter(f"bench{n + 1}")

    with ThreadPoolExecutor(count) as pool:
        found = list(pool.map(one, range(count)))
    waits = [seconds for _status, seconds in found]
    return Rush(sum(status != 303 for status, _ in found), max(waits), statistics.median(waits))


def stream(count: int) -> Stream:
    """20 sign-ins a second while four people read pages one after another."""
    stop, pages = threading.Event(), [list[float]() for _ in range(READERS)]

    def read(mine: list[float]) -> None:
        browser = Visitor("student", "student")
        while not stop.is_set():
            started = time.perf_counter()
            browser.get("/diary")
            mine.append(time.perf_counter() - started)
            time.sleep(0.05)

    readers = [threading.Thread(target=read, args=(mine,)) for mine in pages]
    for reader in readers:
        reader.start()
    with ThreadPoolExecutor(200) as pool:
        begun = time.perf_counter()
        entries = [pool.submit(_at, begun + n / A_SECOND, n % count) for n in range(A_SECOND * SECONDS)]
        found = [entry.result() for entry in entries]
    stop.set()
    for reader in readers:
        reader.join()
    return Stream(
        sum(status != 303 for status, _ in found),
        _p95([seconds for _status, seconds in found]),
        _p95([seconds for mine in pages for seconds in mine]),
    )


def _at(moment: float, n: int) -> tuple[int, float]:
    time.sleep(max(0.0, moment - time.perf_counter()))
    return enter(f"bench{n + 1}")


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1] * 1000


def difference_percent() -> float:
    """How far the medians of a known and an unknown name lie apart; wrong passwords, each name tried once."""
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    names: dict[str, Callable[[int], str]] = {
        "known": lambda n: f"bench{n + 1}", "unknown": lambda n: f"nobody{n + 1}",
    }  # fmt: skip
    for n in range(TRIES + WARM):
        for kind, name in names.items():
            _status, seconds = enter(name(n), "wrong password")
            if n >= WARM:
                times[kind].append(seconds)
    known, unknown = (statistics.median(times[kind]) for kind in ("known", "unknown"))
    return abs(known - unknown) / unknown * 100
