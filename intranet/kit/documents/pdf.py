"""The parent's side of a document: it gives parts to a child process and takes the joined PDF.

A failure, a passed deadline or a dead child is DocumentFailed with the reason in the log, never on a page.
"""

from __future__ import annotations

import asyncio
import struct
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import structlog

from intranet.kit import assets, clock, i18n
from intranet.kit.documents.cleaning import clean, clean_text
from intranet.kit.i18n import _

HERE = Path(__file__).resolve().parent
SHEETS = 50  # at most so many a compile: memory grows with them
DEADLINE = 60  # seconds for one answer of the child
AT_ONCE = 2  # documents of one process
HEAD = struct.Struct(">cI")

Part = Mapping[str, Any]
Tell = Callable[[int, int], Awaitable[None]]
_log = structlog.get_logger("documents")
_places = asyncio.Semaphore(AT_ONCE)


class DocumentFailed(RuntimeError):
    """The document could not be made; the log knows why."""


class PartTooLong(DocumentFailed):
    """A part has more than SHEETS sheets: its caller has to divide it."""


class Child:
    """A started press: frames in, frames out."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.process, self.stdin, self.stdout = process, process.stdin, process.stdout

    async def ask(self, kind: bytes, order: Mapping[str, str]) -> bytes:
        """The body of the answer; DocumentFailed for an error, a death or a passed deadline."""
        body = msgspec.json.encode(order)
        try:
            async with asyncio.timeout(DEADLINE):
                self.stdin.write(HEAD.pack(kind, len(body)) + body)
                await self.stdin.drain()
                told, length = HEAD.unpack(await self.stdout.readexactly(HEAD.size))
                answer = await self.stdout.readexactly(length)
        except (TimeoutError, OSError, asyncio.IncompleteReadError) as error:
            _log.error("document.died", reason=repr(error), code=self.process.returncode)
            raise DocumentFailed("the press died or was too slow") from error
        if told == b"E":
            _log.error("document.failed", diagnostic=answer.decode(errors="replace")[:2000])
            raise DocumentFailed("the template failed")
        return answer


@asynccontextmanager
async def _press() -> AsyncIterator[Child]:
    """A child with an empty environment that ends with the block, whatever happens in it."""
    async with _places:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", str(HERE / "child.py"), str(assets.fonts()),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            env={}, cwd=HERE, limit=1 << 20,
        )  # fmt: skip
        try:
            yield Child(process)
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()


def _words() -> str:
    local = clock.local_now()
    words = {
        "made": _("сформировано %(at)s", at=f"{local:%d.%m.%Y %H:%M}"),
        "page": _("стр. {n} из {total}"),
        "lang": i18n.LANG.get(),
    }
    return msgspec.json.encode(words).decode()


def runs_of(parts: Sequence[Part]) -> list[list[Part]]:
    """Parts that are numbered together: one that says `continues` goes on after the one before it."""
    runs: list[list[Part]] = []
    for part in parts:
        if runs and part.get("continues"):
            runs[-1].append(part)
        else:
            runs.append([part])
    return runs


def _is_counted(run: Sequence[Part]) -> bool:
    """Whether sheets are counted before they are numbered: several parts, some of unknown length."""
    return len(run) > 1 and not all("sheets" in part for part in run)


class _Work:
    """One document in the making."""

    def __init__(self, child: Child, parts: Sequence[Part], tell: Tell | None) -> None:
        self.child, self.tell = child, tell
        self.runs, self.words = runs_of(parts), _words()
        self.done, self.total = 0, sum(len(run) * (2 if _is_counted(run) else 1) for run in self.runs)
        self.is_alone = len(parts) == 1

    async def compile(self, kind: bytes, part: Part, first: int, total: int) -> int:
        """The sheets of a part; PartTooLong over SHEETS."""
        data = msgspec.json.encode(clean(part)).decode()
        inputs = {"data": data, "words": self.words, "first": str(first), "total": str(total)}
        alone = "yes" if self.is_alone else "no"
        sheets = int(await self.child.ask(kind, inputs | {"alone": alone}))
        if sheets > SHEETS:
            raise PartTooLong(f"a part has {sheets} sheets, more than {SHEETS}")
        self.done += 1
        if self.tell:
            await self.tell(self.done, self.total)
        return sheets

    async def run(self, run: list[Part]) -> None:
        """Compile parts that are numbered together: once to count the sheets, where there are several."""
        if _is_counted(run):
            counts = [await self.compile(b"C", part, 1, 0) for part in run]
        else:
            counts = [int(part.get("sheets", 0)) for part in run]
        first = 1
        for part, sheets in zip(run, counts, strict=True):
            await self.compile(b"P", part, first, sum(counts))
            first += sheets


def _files(template: Path) -> dict[str, str]:
    return {"main.typ": template.read_text(), "sheet.typ": (HERE / "sheet.typ").read_text()}


async def make_pdf(template: Path, parts: Sequence[Part], tell: Tell | None = None) -> bytes:
    """The PDF of `parts`, each compiled by `template` (a .typ file) on its own and joined in order.

    A part is plain data (str, int, float, bool, None, lists, maps by str); its `title` names the document.
    Each part's sheets are numbered "1 из n", unless it says `"continues": True`: then it goes on after the
    one before it, and both name the number of all. Such parts are compiled twice, once to count, unless each
    says how many `"sheets"` it has.
    `tell(done, total)` is awaited after every compile. PartTooLong over SHEETS sheets a part, DocumentFailed
    for anything else.
    """
    if not parts:
        raise ValueError("a document without parts")
    async with _press() as child:
        await child.ask(b"F", _files(template))
        work = _Work(child, parts, tell)
        for run in work.runs:
            await work.run(run)
        title = clean_text(str(parts[0].get("title", "")))
        return await child.ask(b"J", {"title": title, "lang": i18n.LANG.get()})


async def make_each(template: Path, parts: Sequence[Part]) -> list[bytes]:
    """A PDF of each part, all by one child process: for many small papers. Raises what `make_pdf` raises."""
    made = []
    async with _press() as child:
        await child.ask(b"F", _files(template))
        for part in parts:
            await _Work(child, [part], None).run([part])
            title = clean_text(str(part.get("title", "")))
            made.append(await child.ask(b"J", {"title": title, "lang": i18n.LANG.get()}))
    return made
