"""What is said at the door: what failed, what to do, and a number the administrator finds in the journal.

An unknown login and a wrong password read the same; anything more is said only after the right password.
"""

from __future__ import annotations

from identity.providers import Failure, FailureKind
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _, ngettext
from intranet.kit.templating import date_long


class Refused(DomainError):
    """The door stays shut: `advice` is the second sentence, `number` the event's (0: none)."""

    def __init__(
        self, message: str, advice: str, number: int, *, status: int = 422, field: str = "password"
    ) -> None:
        super().__init__(message, field=field)
        self.advice, self.number, self.status = advice, number, status


def refusal(failure: Failure, number: int, *, cyrillic: bool = False) -> Refused:
    """The sentence for a provider's refusal; `cyrillic`: Russian letters were typed."""
    if failure.kind is FailureKind.WRONG_LAYOUT:
        return Refused(
            _("Пароль набран в русской раскладке."), _("Переключите клавиатуру и наберите снова."), number
        )
    if failure.kind is FailureKind.EXPIRED:
        return _expired(failure, number)
    if failure.kind is FailureKind.UNAVAILABLE:
        return Refused(
            _("Служба входа не отвечает."), _("Повторите через несколько минут."), number, status=503
        )
    advice = _("Наберите логин и пароль ещё раз.")
    if cyrillic:
        advice = _("Проверьте раскладку: набраны русские буквы.")
    return Refused(_("Логин или пароль не подошли."), advice, number)


def _expired(failure: Failure, number: int) -> Refused:
    day = date_long(failure.since) if failure.since else ""
    return Refused(
        _("Одноразовый пароль действовал до %(day)s.", day=day),
        _("Новый листок ученику и родителям даёт классный руководитель, сотруднику — секретарь школы."),
        number,
    )


def too_often(seconds: int, number: int, field: str = "password") -> Refused:
    """Too many attempts: when the next one may be."""
    if seconds < 90:
        when = ngettext("Повторите через %(n)s секунду.", "Повторите через %(n)s секунд.", seconds)
    else:
        when = ngettext("Повторите через %(n)s минуту.", "Повторите через %(n)s минут.", -(-seconds // 60))
    return Refused(_("Слишком много попыток подряд."), when, number, status=429, field=field)


def suspended(number: int) -> Refused:
    """The right password of an account that is shut."""
    return Refused(
        _("Эта учётная запись закрыта."), _("Если это ошибка, обратитесь к секретарю школы."), number
    )


def no_hat(number: int) -> Refused:
    """The right password of somebody who is nobody in the school today."""
    return Refused(
        _("Пароль верный, но роли в школе у вас сейчас нет."),
        _("Так бывает до зачисления и после ухода. Обратитесь к секретарю школы."),
        number,
    )
