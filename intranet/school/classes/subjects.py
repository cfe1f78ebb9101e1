"""The list of subjects: names, short names, other spellings, two made one (DOMAIN 1.4).

Rules: a subject's name is the curriculum's and stands once; a spelling of lists means one subject; a subject
that is taught is not removed; two are made one only while at most one of them has journals.
"""

from __future__ import annotations

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB, HANGS
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.school.classes.names import label_key
from intranet.school.people.names import clean

SUBJECT = "select name, short from subject where id = $1 for update"
TAKEN = """select name from subject where key = $1 and id <> $2
    union all select s.name from subject_alias a join subject s on s.id = a.subject
        where a.key = $1 and a.subject <> $2"""
TAUGHT = "select exists (select 1 from journal where subject = $1)"


async def change_subject(actor: Viewer, subject: int, name: str, short: str) -> None:
    """Another name or short name; DomainError when the name is another subject's."""
    async with DB.transaction():
        was_name, was_short = await _locked(subject)
        await _check_free(name, subject, "name")
        await DB.execute(
            "update subject set name = $2, key = $3, short = $4 where id = $1",
            subject, clean(name), label_key(name), clean(short),
        )  # fmt: skip
        await DB.execute(
            "delete from subject_alias where subject = $1 and key = $2", subject, label_key(name)
        )
        await audit.record(
            actor, "school.subject.change", "subject", subject,
            before={"name": was_name, "short": was_short}, after={"name": clean(name), "short": clean(short)},
        )  # fmt: skip


async def remove_subject(actor: Viewer, subject: int) -> None:
    """DomainError while anybody is or was taught it."""
    async with DB.transaction():
        name, _short = await _locked(subject)
        try:
            await DB.execute("delete from subject where id = $1", subject)
        except HANGS as error:
            raise DomainError(_("По предмету есть журналы: удалить его нельзя.")) from error
        await audit.record(actor, "school.subject.remove", "subject", subject, before={"name": name})


async def add_subject_alias(actor: Viewer, subject: int, text: str) -> None:
    """Another spelling of lists; DomainError when it means another subject."""
    async with DB.transaction():
        await _locked(subject)
        await _check_free(text, subject, "alias")
        await DB.execute(
            "insert into subject_alias (key, subject) values ($1, $2) on conflict (key) do nothing",
            label_key(text), subject,
        )  # fmt: skip
        await audit.record(
            actor, "school.subject.alias.add", "subject", subject, after={"alias": label_key(text)}
        )


async def remove_subject_alias(actor: Viewer, subject: int, alias: str) -> None:
    """Lists may not write it so any more; without effect for one that is not the subject's."""
    async with DB.transaction():
        gone = await DB.execute("delete from subject_alias where subject = $1 and key = $2", subject, alias)
        if gone == "DELETE 0":
            return
        await audit.record(actor, "school.subject.alias.remove", "subject", subject, before={"alias": alias})


async def merge_subjects(actor: Viewer, subject: int, into: int) -> None:
    """Make a subject another one: its name becomes a spelling of it, its journals the other's.

    DomainError when both have journals: two journals of a group would be one.
    """
    if subject == into:
        raise DomainError(_("Выберите другой предмет."), field="into")
    async with DB.transaction():
        for one in sorted((subject, into)):
            await _locked(one)
        name, _short = await _locked(subject)
        if await DB.value(TAUGHT, subject) and await DB.value(TAUGHT, into):
            raise DomainError(_("У обоих предметов есть журналы: объединить их нельзя."), field="into")
        await DB.execute("update journal set subject = $2 where subject = $1", subject, into)
        await DB.execute("update subject_alias set subject = $2 where subject = $1", subject, into)
        await DB.execute(
            """delete from teacher_subject a where a.subject = $1 and exists (
                select 1 from teacher_subject b where b.teacher = a.teacher and b.subject = $2)""",
            subject, into,
        )  # fmt: skip
        await DB.execute("update teacher_subject set subject = $2 where subject = $1", subject, into)
        await _drop_merged(subject)
        await DB.execute("insert into subject_alias (key, subject) values ($1, $2)", label_key(name), into)
        await audit.record(
            actor, "school.subject.merge", "subject", into, before={"subject": subject, "name": name}
        )


async def _drop_merged(subject: int) -> None:
    try:
        await DB.execute("delete from subject where id = $1", subject)
    except HANGS as error:
        raise DomainError(
            _("По предмету есть итоговые отметки: объединить его нельзя."), field="into"
        ) from error


async def _locked(subject: int) -> tuple[str, str]:
    try:
        name, short = await DB.record(SUBJECT, subject)
    except LookupError as error:
        raise NotFound from error
    return name, short


async def _check_free(text: str, subject: int, field: str) -> None:
    if not label_key(text):
        raise DomainError(_("Напишите название предмета."), field=field)
    taken = await DB.value(TAKEN, label_key(text), subject)
    if taken is not None:
        raise DomainError(_("Так уже называется предмет «%(name)s».", name=taken), field=field)
