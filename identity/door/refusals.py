"""What is said at the door: what failed, what to do, and a number the administrator finds in the journal.

An unknown login and a wrong password read the same; anything more is said only after the right password.
"""

from __future__ import annotations

from identity.door.providers import CROWDED, Failure, FailureKind, Refusal
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
    if failure.kind is FailureKind.MUST_CHANGE:
        return Refused(
            _("Срок пароля в школьной сети вышел."),
            _("Смените его на школьном компьютере и войдите с новым."),
            number,
        )
    if failure.kind is FailureKind.TOO_OFTEN:
        return too_often(failure.wait, number)
    if failure.detail == CROWDED:
        return too_many(number)
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


def too_many(number: int) -> Refused:
    """More people at the door than it lets through in a while."""
    return Refused(
        _("Сейчас входит очень много людей."), _("Повторите через минуту."), number, status=503, field="way"
    )  # fmt: skip


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


def not_by_this_way(number: int) -> Refused:
    """A proof that is right, by a way that is not open to any of the person's hats."""
    return Refused(
        _("Этот вход не для вашей роли."),
        _("Войдите другим способом: по логину с листка или через школьную сеть."),
        number,
        status=403,
    )


def born_differs(number: int) -> Refused:
    """The state's birth date is another than ours: perhaps another person."""
    return Refused(
        _("Дата рождения на Госуслугах и в школе разная."),
        _("Попросите секретаря школы сверить её с паспортом, а пока войдите по логину и паролю."),
        number,
        status=403,
    )


def too_young(age: int, is_known: bool, number: int) -> Refused:
    """A pupil below the age of this way in, or one whose birth date the school does not know (A2)."""
    if is_known:
        said = _("Так входят ученики с %(age)s лет.", age=age)
        advice = _("Войдите по логину и паролю: листок даёт классный руководитель.")
    else:
        said = _("В школе не записана дата рождения, а так входят ученики с %(age)s лет.", age=age)
        advice = _("Скажите классному руководителю, а пока войдите по логину и паролю с листка.")
    return Refused(said, advice, number, status=403)


def proof_refused(refusal: Refusal, title: str, number: int) -> Refused:
    """What a provider's answer was worth, in words; `title` is what its button says."""
    again = _("Начните вход ещё раз; если не поможет, назовите номер администратору школы.")
    said = {
        Refusal.DENIED: (_("Вход отменён на той стороне."), _("Если передумали, начните ещё раз.")),
        Refusal.UNAVAILABLE: (
            _("%(title)s: служба не отвечает.", title=title),
            _("Повторите через несколько минут или войдите по логину и паролю."),
        ),
        Refusal.MISCONFIGURED: (
            _("%(title)s: вход настроен неверно.", title=title),
            _("Назовите номер администратору школы, а пока войдите по логину и паролю."),
        ),
        Refusal.UNCONFIRMED: (
            _("Учётная запись на Госуслугах не подтверждена."),
            _("Подтвердите её лично или через банк и войдите снова, а пока — по логину и паролю."),
        ),
        Refusal.EXPIRED: (_("Ответ пришёл слишком поздно."), again),
    }.get(refusal, (_("Ответу «%(title)s» нельзя верить.", title=title), again))
    status = 503 if refusal is Refusal.UNAVAILABLE else 403
    return Refused(*said, number, status=status, field="way")


def attempt_over(number: int) -> Refused:
    """The way back leads to no attempt of this browser: too late, opened twice, or somebody else's."""
    return Refused(
        _("Эта попытка входа уже закончилась."),
        _("Так бывает, если ждать больше десяти минут, открыть ссылку дважды или в другом браузере."
          " Начните вход ещё раз."),
        number,
        status=403,
        field="way",
    )  # fmt: skip


def not_the_same(number: int) -> Refused:
    """Asked to prove again who one is, somebody came back as another person."""
    return Refused(
        _("Это другой человек."),
        _("Подтвердите вход той же учётной записью, которой вы вошли."),
        number,
        status=403,
        field="way",
    )


def wrong_factor(number: int) -> Refused:
    """A second factor that does not fit."""
    return Refused(
        _("Код не подошёл."),
        _("Возьмите новый код в приложении: он меняется каждые 30 секунд. Проверьте часы телефона."),
        number,
        field="code",
    )


def outgrown(number: int) -> Refused:
    """A slip whose issuer could not give what its owner may do now."""
    return Refused(
        _("Этот листок больше не действует: с тех пор ваши права изменились."),
        _("Новый листок даёт администратор школы."),
        number,
    )
