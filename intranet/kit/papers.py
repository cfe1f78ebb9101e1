"""Long documents: asked for on a page, made by a worker, waiting in "my files" for a week.

    @maker("reports.whole")
    async def make(viewer: Viewer, payload: Any, tell: Tell) -> MadeFile: ...

    token = await ask(actor, "reports.whole", {"report": "journal.cards"}, "Табели, все классы")

`ask` belongs in the caller's transaction (right, audit, paper, job together). The maker reads as the person
under the hat that asked, so it sees what that hat sees. Only that person under that hat finds the file.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec
import structlog

from intranet.kit import clock, files, jobs
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _

Tell = Callable[[int, int], Awaitable[None]]
JOB = "papers.make"
AT_ONCE = 3  # papers one person may have in the making
KEPT = timedelta(days=7)
TELL_EVERY = 0.5  # seconds
_log = structlog.get_logger("papers")

ASK = """insert into paper (token, person, hat, maker, payload, title, asked_at)
    values ($1, $2, $3, $4, $5, $6, $7)"""
IN_THE_MAKING = "select count(*) from paper where person = $1 and state in ('waiting', 'running')"
ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtextextended('papers.ask', $1))"
COLUMNS = "token, title, state, done, total, error, asked_at, finished_at"
OWN = "select id, file from paper where token = $1 and person = $2 and hat = $3 and state = 'done'"
LIST = f"select {COLUMNS} from paper where person = $1 and hat = $2 order by asked_at desc, id desc limit 50"
START = """update paper set state = 'running', done = 0, total = 0 where token = $1
    and state in ('waiting', 'running') returning id, person, hat, maker, payload, title"""
TOLD = "update paper set done = $2, total = $3 where id = $1 and state = 'running'"
FINISH = """update paper set state = 'done', file = $2, error = $3, finished_at = $4
    where id = $1 and state = 'running'"""
FAIL = "update paper set state = 'failed', error = $2, finished_at = $3 where id = $1"
OLD = "select id, file from paper where asked_at < $1"


class MadeFile(msgspec.Struct, frozen=True):
    """What a maker gives: the bytes, the name people see, what it is, and what is not in it (a sentence)."""

    body: bytes
    name: str
    media_type: str
    remark: str = ""


class PaperRow(msgspec.Struct, frozen=True):
    """A paper as its list shows it; state: waiting, running, done, failed. `error`: why, or what it lacks."""

    token: uuid.UUID
    title: str
    state: str
    done: int
    total: int
    error: str
    asked_at: datetime
    finished_at: datetime | None

    @property
    def is_moving(self) -> bool:
        """Whether a worker has still something to do for it."""
        return self.state in {"waiting", "running"}


class _Asked(msgspec.Struct, frozen=True):
    id: int
    person: int
    hat: str
    maker: str
    payload: Any
    title: str


class _Own(msgspec.Struct, frozen=True):
    id: int
    file: uuid.UUID | None


Make = Callable[[Viewer, Any, Tell], Awaitable[MadeFile]]
_makers: dict[str, Make] = {}


def maker(name: str) -> Callable[[Make], Make]:
    """Declare who makes papers of this name."""

    def declare(make: Make) -> Make:
        if _makers.setdefault(name, make) is not make:
            raise ValueError(f"two makers are called {name}")
        return make

    return declare


async def ask(actor: Viewer, name: str, payload: object, title: str) -> uuid.UUID:
    """Put a paper in the queue, in the caller's transaction; its token.

    DomainError when this person has AT_ONCE papers in the making already.
    """
    if name not in _makers:
        raise LookupError(f"nobody makes {name}")
    await DB.value(ONE_AT_A_TIME, actor.person)
    if await DB.value(IN_THE_MAKING, actor.person) >= AT_ONCE:
        raise DomainError(_("Уже готовятся три ваших файла: дождитесь любого из них и попробуйте снова."))
    token = uuid.uuid4()
    at = clock.now()
    await DB.execute(ASK, token, actor.person, actor.hat, name, payload, title[:200], at)
    await jobs.enqueue(JOB, token.hex)
    return token


async def papers_of(viewer: Viewer) -> list[PaperRow]:
    """The newest papers this person asked for under this hat."""
    return await DB.rows(PaperRow, LIST, viewer.person, viewer.hat)


def token_in(text: str) -> uuid.UUID:
    """The token an address names; NotFound for what is none."""
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise NotFound from error


async def paper_file(viewer: Viewer, token: uuid.UUID) -> MadeFile:
    """A finished paper of one's own; NotFound for another's, an unfinished or a forgotten one."""
    own = await DB.one(_Own, OWN, token, viewer.person, viewer.hat)
    if own is None or own.file is None:
        raise NotFound
    card = await files.find(own.file)
    if (card.module, card.kind, card.owner_id) != ("kit", "paper", own.id):
        raise NotFound
    return MadeFile(await files.read(card), card.name, card.media_type)


class _Progress:
    """Writes how far a paper is, at most twice a second."""

    def __init__(self, paper: int) -> None:
        self.paper, self.at = paper, 0.0

    async def tell(self, done: int, total: int) -> None:
        """`done` of `total` pieces stand."""
        now = time.monotonic()
        if now - self.at >= TELL_EVERY:
            self.at = now
            await DB.execute(TOLD, self.paper, done, total)


@jobs.job(JOB)
async def make_paper(payload: str) -> None:
    """Make the paper of this token; a finished or failed one stays as it is."""
    asked = await DB.one(_Asked, START, uuid.UUID(payload))
    if asked is None:
        return
    viewer = Viewer(asked.person, asked.hat, clock.today())
    try:
        made = await _makers[asked.maker](viewer, asked.payload, _Progress(asked.id).tell)
        await _finish(viewer, asked, made)
    except DomainError as refused:
        await DB.execute(FAIL, asked.id, refused.message, clock.now())
    except Exception:  # noqa: BLE001 - whatever it was, the person reads a sentence and the log the reason
        _log.exception("paper.failed", paper=asked.id, maker=asked.maker)
        words = _("Файл не получился. Закажите его ещё раз; если не выйдет снова, скажите администратору.")
        await DB.execute(FAIL, asked.id, words, clock.now())


async def _finish(viewer: Viewer, asked: _Asked, made: MadeFile) -> None:
    async with DB.transaction():
        card = await files.keep(
            viewer, made.body, made.name, module="kit", kind="paper", owner_id=asked.id
        )  # fmt: skip
        await DB.execute(FINISH, asked.id, card.token, made.remark, clock.now())


@jobs.every("papers.forget", "50 1 * * *")
async def forget_papers() -> None:
    """A paper and its file go a week after it was asked for."""
    for old in await DB.rows(_Own, OLD, clock.now() - KEPT):
        if old.file:
            await files.delete(old.file)
        await DB.execute("delete from paper where id = $1", old.id)
