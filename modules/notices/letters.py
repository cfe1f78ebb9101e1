"""What a letter says: the child's first name and a link, nothing else of anybody (FEATURES C5, C10).

Pure: from receipts to a subject and a text, in Russian, the language of the school's letters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from intranet.kit import mail
from intranet.kit.i18n import _, speaking
from intranet.kit.module import NoticeKind

SETTINGS = "/notices/settings"


class Piece(msgspec.Struct, frozen=True):
    """One receipt of a letter: its kind and the first names of the children it is still about."""

    letter: int
    receipt: int
    kind: str
    names: list[str]
    has_children: bool


class Text(msgspec.Struct, frozen=True):
    """A letter's two parts."""

    subject: str
    text: str


def join_names(names: Sequence[str]) -> str:
    """ "Даша", "Даша и Кирилл", "Анна, Даша и Кирилл"; control characters are gone."""
    clean = [mail.one_line(name) for name in names]
    if len(clean) < 2:
        return "".join(clean)
    return _("%(first)s и %(last)s", first=", ".join(clean[:-1]), last=clean[-1])


def subject_of(piece: Piece, kinds: Mapping[str, NoticeKind]) -> str:
    """What the kind says of these children; for a kind that is not installed any more, that there is news."""
    child = join_names(piece.names)
    kind = kinds.get(piece.kind)
    if kind is not None:
        return kind.subject(child)
    return _("%(child)s: новое на сайте школы", child=child) if child else _("Новое на сайте школы")


def compose(pieces: Sequence[Piece], kinds: Mapping[str, NoticeKind], school: str) -> Text:
    """The letter of one person: one notice under its own subject, several under the names they are about."""
    with speaking("ru"):
        lines = [(subject_of(piece, kinds), mail.link(f"/notices/{piece.receipt}")) for piece in pieces]
        return Text(_subject(pieces, lines), _body(lines, school))


def _subject(pieces: Sequence[Piece], lines: Sequence[tuple[str, str]]) -> str:
    if len(lines) == 1:
        return lines[0][0]
    names = join_names(list(dict.fromkeys(name for piece in pieces for name in piece.names)))
    return _("%(names)s: новое за день", names=names) if names else _("Новое за день")


def _body(lines: Sequence[tuple[str, str]], school: str) -> str:
    news = "\n\n".join(f"{subject}\n{link}" for subject, link in lines)
    foot = _("Письмо отправлено автоматически, отвечать на него не нужно. О чём приходят письма:")
    return f"{news}\n\n-- \n{mail.one_line(school)}\n{foot}\n{mail.link(SETTINGS)}\n"
