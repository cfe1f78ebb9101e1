"""The administrator's hand on the letters: try again, send now, ask the mail server for one letter."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import timedelta

from intranet.kit import audit, clock, mail
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _
from intranet.kit.jobs import enqueue
from intranet.school.people import names
from modules.notices.service.telling import DELIVER

# A bounced letter is tried again because somebody says the address is good: its mark falls.
RETRY = """with again as (update letter set state = 'waiting', attempts = 0, error = '',
            send_after = $2::timestamptz + (id % 1000000) * interval '1 microsecond'
        where id = any($1::bigint[]) and state in ('failed', 'bounced') returning id, person),
    cleared as (delete from bounced_address b using again a where b.person = a.person)
    select id from again order by id"""
HURRY = """update letter set send_after = $1::timestamptz + (id % 1000000) * interval '1 microsecond'
    where state = 'waiting' and send_after > $1 returning id"""
TRIALS = (
    """select count(*) from audit_entry where person = $1 and action = 'notices.mail.trial' and at > $2"""
)
MOST_TRIALS = 5
TRIAL_SPAN = timedelta(minutes=10)


async def retry_letters(actor: Viewer, letters: Collection[int]) -> int:
    """Let letters that failed or bounced wait again; how many. DomainError when none of these did."""
    async with DB.transaction():
        again = await DB.rows(int, RETRY, list(letters), clock.now())
        if not again:
            raise DomainError(_("Отметьте письма, которые отправить заново."))
        await audit.record(actor, "notices.queue.retry", "letter", None, after={"letters": again})
        await enqueue(DELIVER, None)
        return len(again)


async def send_now(actor: Viewer) -> int:
    """Everything that waits goes now, in quiet hours too; how many letters were hurried."""
    async with DB.transaction():
        hurried = await DB.rows(int, HURRY, clock.now())
        await audit.record(actor, "notices.queue.send", "letter", None, after={"hurried": len(hurried)})
        await enqueue(DELIVER, {"at_night": True})
        return len(hurried)


async def send_trial(actor: Viewer, address: str) -> str:
    """Send a letter to this address at once; the server's answer. DomainError says what went wrong."""
    to = names.parse_email(address)
    if to is None:
        raise DomainError(_("Похоже, в адресе ошибка. Пример: ivanova@example.com"), field="address")
    async with DB.transaction():
        if await DB.value(TRIALS, actor.person, clock.now() - TRIAL_SPAN) >= MOST_TRIALS:
            raise DomainError(_("Пять писем за десять минут: подождите немного."), field="address")
        await audit.record(actor, "notices.mail.trial", "mail", None, after={"to": to})
    text = _("Это проверка почты школы. Если вы её читаете, письма доходят.")
    letter = mail.Mail(to, _("Проверка почты школы"), text, f"trial-{secrets.token_hex(8)}@parta")
    try:
        async with mail.connection() as smtp:
            return await smtp.send(letter)
    except mail.Unreachable as error:
        reason = _("Почтовый сервер не отвечает: %(reason)s", reason=error.reason)
    except mail.Refused as error:
        reason = _("Почтовый сервер отказал: %(reason)s", reason=error.reason)
    raise DomainError(reason, field="address")
