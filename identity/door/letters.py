"""Letters of the door: to the account's owner about a link, a changed address. No names, no places, no marks.

They leave at once, by night too: whoever waits for a link sits at the screen. A letter the server refuses for
good is dropped; one it could not take is for the job to try again.
"""

from __future__ import annotations

from intranet.kit import mail
from intranet.kit.i18n import _
from intranet.school.facts import school_card


async def send_letter(to: str, title: str, text: str, ident: str) -> None:
    """One letter; `ident` makes its Message-ID. mail.Unreachable, or mail.Refused for now."""
    school = mail.one_line((await school_card()).name)
    foot = _("Письмо отправлено автоматически, отвечать на него не нужно.")
    body = f"{text}\n\n-- \n{school}\n{foot}\n"
    async with mail.connection() as smtp:
        try:
            await smtp.send(mail.Mail(to, f"{title}: {school}", body, f"{ident}@{mail.site_name()}"))
        except mail.Refused as refused:
            if not refused.is_permanent:
                raise
