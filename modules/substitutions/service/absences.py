"""Reporting an absence, changing it, taking it back.

Rules: a teacher writes the own absences only, the office everybody's; past days further back than the
school's rule are the office's; two absences of a teacher do not overlap; what has begun keeps its past days,
so a teacher who comes back early ends it yesterday. Drafts and published changes stay: the dispatcher, who is
told, decides on them. The reason is in no audit row and in no notice.
"""

from __future__ import annotations

from datetime import date, timedelta

from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.kit.templating import date_short
from intranet.school.audience import Audience
from intranet.school.settings import Rule, setting
from modules.notices.api import Telling, tell
from modules.substitutions.kinds_absence import ABSENCE
from modules.substitutions.permissions import ABSENCES
from modules.substitutions.planning.absences import MOST_DAYS, Report, left_standing, when_words
from modules.substitutions.queries.absences import Absence, absence_of, lessons_of

# How many days back a teacher may report an own absence; further back only the office.
OWN_PAST_DAYS = Rule("substitutions.own_past_days", 3)

LOCK_TEACHER = "select id from person where id = $1 for no key update"
TEACHES = """select exists (select 1 from assignment where teacher = $1 and since <= $3
        and (until is null or until >= $2))
    or exists (select 1 from lesson where teacher = $1 and on_date between $2 and $3)"""
OVERLAP = """select id, begins, ends, first_number, last_number from teacher_absence
    where teacher = $1 and withdrawn_at is null and begins <= $3 and ends >= $2 and id is distinct from $6
        and ($4::int is null or first_number is null or (first_number <= $5 and last_number >= $4))
    order by begins limit 1"""
INSERT = """insert into teacher_absence (teacher, begins, ends, first_number, last_number, reason, details,
        reported_by, reported_hat, reported_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id"""
UPDATE = """update teacher_absence set begins = $2, ends = $3, first_number = $4, last_number = $5,
        reason = $6, details = $7 where id = $1"""
WITHDRAW = "update teacher_absence set withdrawn_at = $2 where id = $1"
END_EARLY = "update teacher_absence set ends = $2 where id = $1"
DISPATCHERS = """select distinct person from granted_hat where hat = 'head_teacher' and since <= $1
    and (until is null or until >= $1) and person is distinct from $2"""


class Overlap(DomainError):
    """Another absence of this teacher stands at that time: `absence`."""

    def __init__(self, message: str, absence: int) -> None:
        super().__init__(message, field="begins")
        self.absence = absence


async def report_absence(actor: Viewer, said: Report) -> int:
    """Write an absence down and tell the dispatchers; its id.

    NotFound: a teacher speaks for somebody else, or the person teaches nothing then. Overlap; DomainError for
    days out of order or too far back.
    """
    async with DB.transaction():
        await _check(actor, said, None)
        made: int = await DB.value(
            INSERT, said.teacher, said.begins, said.ends, said.first_number, said.last_number, said.reason,
            said.details, actor.person_id, actor.hat, clock.now(),
        )  # fmt: skip
        await audit.record(actor, "substitutions.absence.report", "teacher_absence", made, after=_facts(said))
        await _tell(actor, await absence_of(actor, made), "reported")
        return made


async def change_absence(actor: Viewer, absence: int, said: Report) -> None:
    """Other days, lessons or another reason; the teacher stays. What `report_absence` raises.

    A teacher may not change what is over, nor the first day of what has begun.
    """
    async with DB.transaction():
        await DB.value(LOCK_TEACHER, said.teacher)
        was = await _standing_absence(actor, absence)
        if said.teacher != was.teacher:
            raise NotFound
        if not ABSENCES.allows(actor.hat):
            _check_own_change(actor, was, said)
        await _check(actor, said, was)
        await DB.execute(
            UPDATE, absence, said.begins, said.ends, said.first_number, said.last_number, said.reason,
            said.details,
        )  # fmt: skip
        before, after = _facts_of(was), _facts(said)
        await audit.record(
            actor, "substitutions.absence.change", "teacher_absence", absence, before=before, after=after
        )
        if before != after:
            await _tell(actor, await absence_of(actor, absence), "changed")


async def withdraw_absence(actor: Viewer, absence: int) -> None:
    """Take it back. A teacher who was away already ends it yesterday instead: those days stay.

    NotFound; DomainError when it is over (a teacher) or withdrawn already.
    """
    async with DB.transaction():
        await DB.value(LOCK_TEACHER, (await absence_of(actor, absence)).teacher)
        was = await _standing_absence(actor, absence)
        is_own = not ABSENCES.allows(actor.hat)
        if is_own and was.ends < actor.day:
            raise DomainError(_("Это отсутствие уже прошло: изменить его может администрация."))
        left = left_standing(await lessons_of(actor, was), actor.day)
        if is_own and was.begins < actor.day:
            await DB.execute(END_EARLY, absence, actor.day - timedelta(1))
        else:
            await DB.execute(WITHDRAW, absence, clock.now())
        await audit.record(
            actor, "substitutions.absence.withdraw", "teacher_absence", absence, before=_facts_of(was)
        )
        await _tell(actor, was, "withdrawn", left.drafts + left.published)


async def _standing_absence(actor: Viewer, absence: int) -> Absence:
    """The absence, which was not withdrawn."""
    was = await absence_of(actor, absence)
    if was.withdrawn_at is not None:
        raise DomainError(_("Это отсутствие уже отозвано."))
    return was


def _check_own_change(actor: Viewer, was: Absence, said: Report) -> None:
    """What a teacher may change of an own absence."""
    if was.ends < actor.day:
        raise DomainError(_("Это отсутствие уже прошло: изменить его может администрация."))
    if was.begins < actor.day and said.begins != was.begins:
        raise DomainError(
            _("Отсутствие уже началось: первый день меняет только администрация."), field="begins"
        )
    if said.ends < actor.day - timedelta(1):
        raise DomainError(_("Последний день — не раньше вчерашнего."), field="ends")


async def _check(actor: Viewer, said: Report, was: Absence | None) -> None:
    """Whether it may stand; the teacher's row stays locked, so that two reports do not pass each other."""
    is_own = not ABSENCES.allows(actor.hat)
    if is_own and said.teacher != actor.person:
        raise NotFound
    if await DB.value(LOCK_TEACHER, said.teacher) is None:
        raise NotFound
    if said.ends < said.begins:
        raise DomainError(_("Последний день раньше первого."), field="ends")
    if (said.ends - said.begins).days > MOST_DAYS:
        raise DomainError(_("Больше года сразу записать нельзя: проверьте последний день."), field="ends")
    if is_own and was is None:
        await _check_how_old(actor, said.begins)
    if not is_own and not await DB.value(TEACHES, said.teacher, said.begins, said.ends):
        raise DomainError(_("В эти дни этот человек ничего не ведёт."), field="teacher")
    await _check_overlap(said, was)


async def _check_how_old(actor: Viewer, begins: date) -> None:
    days = int(await setting(OWN_PAST_DAYS, actor.day))
    first = actor.day - timedelta(days)
    if begins < first:
        said = _("Отсутствие раньше %(day)s записывает администрация.", day=date_short(first))
        raise DomainError(said, field="begins")


async def _check_overlap(said: Report, was: Absence | None) -> None:
    found = await DB.rows(
        _Other, OVERLAP, said.teacher, said.begins, said.ends, said.first_number, said.last_number,
        was.id if was else None,
    )  # fmt: skip
    if found:
        other = found[0]
        when = when_words(other.begins, other.ends, other.first_number, other.last_number)
        raise Overlap(
            _("На это время отсутствие уже записано: %(when)s. Измените его, второе не нужно.", when=when),
            other.id,
        )


class _Other(Report, frozen=True, kw_only=True):
    id: int
    teacher: int = 0


def _facts(said: Report) -> dict[str, object]:
    """What an audit row keeps: whose and when, not why."""
    return {
        "teacher": said.teacher, "begins": said.begins.isoformat(), "ends": said.ends.isoformat(),
        "first": said.first_number, "last": said.last_number,
    }  # fmt: skip


def _facts_of(was: Absence) -> dict[str, object]:
    return _facts(
        Report(
            teacher=was.teacher, begins=was.begins, ends=was.ends, first_number=was.first_number,
            last_number=was.last_number,
        )
    )  # fmt: skip


async def _tell(actor: Viewer, absence: Absence, what: str, left: int = 0) -> None:
    """Tell every dispatcher but the one who did it."""
    people = await DB.rows(int, DISPATCHERS, actor.day, actor.person_id)
    is_open = 0 if what == "withdrawn" else sum(one.is_open for one in await lessons_of(actor, absence))
    words = {
        "what": what, "begins": absence.begins.isoformat(), "ends": absence.ends.isoformat(),
        "open": is_open, "left": left,
    }  # fmt: skip
    key = f"{ABSENCE}:{absence.id}:{what}:{clock.now().timestamp()}"
    path = f"/substitutions/absences/{absence.id}"
    await tell(actor, Telling(ABSENCE, key, path, Audience("people", frozenset(people)), words))
