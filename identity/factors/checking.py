"""Is the second factor right? One page for every way in, and for proving again.

A passkey cannot be guessed, so only codes are throttled: five an attempt, and per account over all attempts
with a growing wait. Who guesses after the right password has stolen it: the person is told.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from identity.door import events, flows, throttle
from identity.door.flows import Flow
from identity.door.origin import Party
from identity.door.providers import Failure, FailureKind
from identity.door.refusals import Refused, attempt_over, refusal, too_often, wrong_factor
from identity.door.visitor import Visitor
from identity.factors import passkeys, recovery, totp
from identity.factors.events import tell
from identity.factors.passkeys import PasskeyRefused
from intranet.kit.db import DB
from intranet.kit.i18n import _

TOTP, PASSKEY, CODE = "totp", "passkey", "code"
PERSON = "select person from account where id = $1"


@dataclass(frozen=True)
class Shown:
    """What is shown: a code of an app, a recovery code, or a passkey's answer to the challenge `state`."""

    code: str = field(default="", repr=False)
    recovery: str = field(default="", repr=False)
    answer: str = field(default="", repr=False)
    state: str = field(default="", repr=False)


async def pass_stage(visitor: Visitor, party: Party, flow: Flow, shown: Shown) -> str:
    """Leave the stage "factor" of this attempt with what is shown: which kind it was. Refused."""
    if flow.account is None:
        raise RuntimeError("a second factor belongs to an account")
    _must_show(shown)
    if not shown.answer:
        await _admit(visitor, flow.account)
    if not await flows.try_once(flow):
        raise await _given_up(visitor, flow.account)
    try:
        kind = await _check(visitor, party, flow.account, shown)
    except Refused as error:
        if flow.attempts + 1 < flows.MOST_ATTEMPTS or not await flows.leave(flow, "done"):
            raise
        raise await _given_up(visitor, flow.account) from error
    if not await flows.leave(flow, "done"):
        raise attempt_over(await events.note("factor_late", visitor, account=flow.account))
    return kind


async def check_now(visitor: Visitor, party: Party, account: int, shown: Shown) -> str:
    """The same for somebody who is signed in and shows a code besides a password. Refused."""
    _must_show(shown)
    await _admit(visitor, account)
    return await _check(visitor, party, account, shown)


def _must_show(shown: Shown) -> None:
    """Nothing typed is no attempt. Refused."""
    if not (shown.code or shown.recovery or shown.answer):
        raise Refused(
            _("Введите код."), _("Шесть цифр из приложения или запасной код с листка."), 0, field="code"
        )


async def _admit(visitor: Visitor, account: int) -> None:
    wait = await throttle.charge(throttle.FACTOR, str(account))
    if wait:
        raise too_often(
            wait, await events.note("throttled", visitor, account=account, detail="factor"), "code"
        )


async def _given_up(visitor: Visitor, account: int) -> Refused:
    async with DB.transaction():
        number = await events.note("factor_over", visitor, account=account)
        await tell(account, await DB.value(PERSON, account), "guessed", "", visitor)
    return Refused(
        _("Слишком много неверных кодов."), _("Начните вход сначала."), number, status=403, field="way"
    )


async def _check(visitor: Visitor, party: Party, account: int, shown: Shown) -> str:
    kind = await _kind_of(visitor, party, account, shown)
    if not kind:
        what = "recovery" if shown.recovery and not shown.code else "code"
        number = await events.note("factor_refused", visitor, account=account, detail=what)
        raise wrong_factor(number) if what == "code" else _wrong_recovery(number)
    await throttle.clear(throttle.FACTOR, str(account))
    return kind


async def _kind_of(visitor: Visitor, party: Party, account: int, shown: Shown) -> str:
    """What was shown and is right; empty for wrong codes. Refused for a wrong passkey."""
    if shown.answer:
        try:
            await passkeys.check(party, visitor.flow, passkeys.FACTOR, shown.state, shown.answer, account)
        except PasskeyRefused as error:
            raise await refused_passkey(visitor, error, account) from error
        return PASSKEY
    if shown.code and await totp.take_code(account, shown.code):
        return TOTP
    if shown.recovery and await _take_recovery(visitor, account, shown.recovery):
        return CODE
    return ""


def _wrong_recovery(number: int) -> Refused:
    return Refused(
        _("Запасной код не подошёл."),
        _("Каждый код с листка действует один раз: возьмите следующий."),
        number,
        field="recovery",
    )


async def _take_recovery(visitor: Visitor, account: int, code: str) -> bool:
    async with DB.transaction():
        if not await recovery.take_code(account, code):
            return False
        await events.note("factor_recovery", visitor, account=account)
        await tell(account, await DB.value(PERSON, account), "code_used", "", visitor)
    return True


async def refused_passkey(visitor: Visitor, error: PasskeyRefused, account: int | None = None) -> Refused:
    """What is said of a passkey's answer that proves nothing; of a key that exists twice its owner hears."""
    owner = error.account if error.account is not None else account
    async with DB.transaction():
        number = await events.note("factor_refused", visitor, account=owner, detail=f"passkey {error.detail}")
        if error.detail == "cloned" and owner is not None:
            await tell(owner, await DB.value(PERSON, owner), "cloned", PASSKEY, visitor)
    return Refused(
        _("Ключ доступа не подошёл."),
        _("Попробуйте ещё раз или войдите иначе. Не поможет — назовите номер администратору школы."),
        number,
        field="way",
    )


async def wrong_password(visitor: Visitor, failure: Failure, account: int) -> Refused:
    """What is said of a password that does not fit when somebody proves again."""
    number = await events.note("again_refused", visitor, account=account, detail=str(failure.kind))
    if failure.kind is FailureKind.BAD:
        return Refused(_("Пароль не подошёл."), _("Наберите его ещё раз."), number)
    return refusal(failure, number)
