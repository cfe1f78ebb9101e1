"""What the tests of the notices share: two kinds, and addresses for people."""

from __future__ import annotations

from intranet.kit.db import DB
from intranet.kit.module import Module, NoticeKind
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
