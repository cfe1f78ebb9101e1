"""What the tests of the notices share: three kinds, addresses for people, and the letters that came."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast

from intranet.kit.db import DB
from intranet.kit.module import Module, NoticeKind
from intranet.school.audience import Audience
from modules.notices.api import Telling, tell
from tests.factories import World

NOW, EVENING, MANDATORY = "sample.now", "sample.evening", "sample.mandatory"


def _subject(child: str) -> str:
    return f"{child}: новость" if child else "Новость"


SAMPLE = Module(
    name="sample",
    title="Образец",
    notice_kinds=(
        NoticeKind(NOW, "Срочное", lambda words: f"Новостей: {words['n']}", _subject, timing="now"),
        NoticeKind(EVENING, "Неспешное", lambda words: "Новость", _subject),
        NoticeKind(MANDATORY, "Важное", lambda words: "Важно", _subject, timing="now", is_mandatory=True),
    ),
)


async def give_address(world: World, login: str, address: str = "") -> None:
    """The person's address: login@example.com unless another is given."""
    await DB.execute(
        "update person set email = $2 where id = $1", world.people[login], address or f"{login}@example.com"
    )


def about(world: World, *pupils: str, kind: str = NOW, key: str = "k1") -> Telling:
    """Something about pupils, for them and their guardians."""
    ids = frozenset(world.people[one] for one in pupils)
    return Telling(kind, key, "/diary", Audience("families", ids), {"n": 2})


async def tell_it(world: World, telling: Telling) -> int:
    """The head teacher tells it."""
    async with DB.transaction():
        return await tell(world.viewer("irina", "head_teacher"), telling)


def letters_in(folder: Path) -> list[EmailMessage]:
    """The letters the mail server kept, in order."""
    paths = sorted(folder.glob("*.eml"), key=lambda path: int(path.stem))
    return [cast(EmailMessage, message_from_bytes(path.read_bytes(), policy=default)) for path in paths]


def text_of(letter: EmailMessage) -> str:
    """What the letter says."""
    return str(letter.get_content())
