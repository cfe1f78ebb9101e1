"""What an event of the door's journal means, in a sentence, and what to do about it."""

from __future__ import annotations

from typing import Any

from identity.door.providers import Refusal
from intranet.kit.i18n import lazy
from intranet.school.access import HAT_TITLES

KINDS: dict[str, Any] = {
    "signed_in": lazy("Вошёл"), "signed_out": lazy("Вышел"), "hat": lazy("Сменил роль"),
    "refused": lazy("Отказ"), "throttled": lazy("Слишком много попыток"), "suspended": lazy("Вход закрыт"),
    "no_hat": lazy("Нет роли в школе"), "unlinked": lazy("Ещё не привязан"), "linked": lazy("Вход привязан"),
    "unlink": lazy("Вход отвязан"), "password": lazy("Сменил пароль"),
    "password_refused": lazy("Нынешний пароль не подошёл"), "others_ended": lazy("Закончил другие сеансы"),
    "session_ended": lazy("Закончил свой сеанс"), "ended": lazy("Сеанс закончен администратором"),
    "backchannel": lazy("Сеанс закончен службой входа"),
    "proved_again": lazy("Подтвердил, что это он"), "again_refused": lazy("Подтвердить вход не удалось"),
    "factor_added": lazy("Завёл второй шаг"), "factor_removed": lazy("Убрал второй шаг"),
    "factor_codes": lazy("Новые запасные коды"), "factor_code_used": lazy("Вошёл по запасному коду"),
    "factor_reset": lazy("Второй шаг снят школой"), "factor_late": lazy("Второй шаг опоздал"),
    "factor_over": lazy("Слишком много неверных кодов второго шага"),
    "factor_refused": lazy("Второй шаг не подошёл"), "code_used": lazy("Школьный код использован"),
    "code_refused": lazy("Школьный код не подошёл"), "recovery_asked": lazy("Просил письмо: новый пароль"),
    "recovery_throttled": lazy("Слишком много писем просят с одного адреса"),
    "recovery_sent": lazy("Письмо для нового пароля ушло"), "recovery_used": lazy("Новый пароль по письму"),
    "login": lazy("Выбрал логин"), "email_asked": lazy("Назвал адрес почты"),
    "email_confirmed": lazy("Подтвердил адрес почты"), "phone_asked": lazy("Назвал телефон"),
    "phone_confirmed": lazy("Телефон подтверждён"), "policy": lazy("Принял правила"),
    "attempt_over": lazy("Попытка входа уже закончилась"),
    "groups": lazy("Роли по группам службы"),
}  # fmt: skip
FIND_WAY = lazy("Проверить способ входа на его странице: кнопка «Проверить».")
AGAIN = lazy("Повторить вход; если повторяется, проверить этот способ входа на его странице.")
# By the first word of a refusal's detail: why, and what to do.
REASONS: dict[str, tuple[Any, Any]] = {
    "bad": (
        lazy("логин или пароль не подошли"),
        lazy("Спросить логин (он на листке и в карточке). Если забыт пароль — новый листок или письмо."),
    ),
    "wrong_layout": (lazy("пароль в русской раскладке"), lazy("Переключить клавиатуру и набрать снова.")),
    "expired": (
        lazy("срок вышел"), lazy("Просроченный листок заменить новым; после службы — начать вход снова."),
    ),
    "locked": (lazy("запись каталога заблокирована"), lazy("Разблокировать её в каталоге школьной сети.")),
    "disabled": (lazy("запись каталога выключена"), lazy("Включить её в каталоге школьной сети.")),
    "must_change": (lazy("пора менять пароль каталога"), lazy("Сменить пароль на школьном компьютере.")),
    "hat": (
        lazy("способ не для этой роли"),
        lazy("Войти другим способом или открыть этот для роли на его странице."),
    ),
    "born": (
        lazy("дата рождения у государства и в школе разная"),
        lazy("Сверить дату с паспортом или свидетельством и поправить карточку или данные на Госуслугах."),
    ),
    "age": (
        lazy("ученик младше, чем разрешено"),
        lazy("Проверить дату рождения в карточке; до этого возраста — логин и пароль с листка."),
    ),
    Refusal.DENIED: (lazy("человек отменил вход на той стороне"), ""),
    Refusal.UNAVAILABLE: (lazy("служба не ответила вовремя"), FIND_WAY),
    Refusal.MISCONFIGURED: (lazy("вход настроен неверно"), FIND_WAY),
    Refusal.FOREIGN: (lazy("ответ не для этой попытки"), AGAIN),
    Refusal.UNSIGNED: (lazy("ответ не подписан как надо"), AGAIN),
    Refusal.INCOMPLETE: (
        lazy("служба не сказала нужного о человеке"),
        lazy("Проверить, какие сведения служба отдаёт этому сайту."),
    ),
    Refusal.UNCONFIRMED: (
        lazy("учётная запись там не подтверждена"),
        lazy("Подтвердить её лично или через банк; пока — логин и пароль."),
    ),
}  # fmt: skip
ADVICE: dict[str, Any] = {
    "throttled": lazy(
        "Подождать указанное время: запрет снимется сам. Если человек пароля не набирал — "
        "выдать новый листок."
    ),
    "suspended": lazy("Открыть карточку человека: учётная запись закрыта вручную или сверкой с каталогом."),
    "no_hat": lazy(
        "Проверить карточку: зачислен ли ученик, действует ли запись о ребёнке, есть ли должность "
        "или роль на сегодня."
    ),
    "unlinked": lazy(
        "Человек доказал, кто он, но школа его не знает: дать школьный код или посмотреть «Чей это вход?»."
    ),
    "factor_refused": lazy(
        "Проверить время на телефоне; если телефон потерян — код с бумаги, или снять второй шаг."
    ),
    "attempt_over": lazy(
        "Начать вход заново, в одном браузере и не дольше десяти минут. Повторяется — пускают ли там cookie."
    ),
    "code_refused": lazy("Сверить код с бумагой; истёкший или использованный заменить новым."),
}


def kind_words() -> dict[str, str]:
    """Every kind of event, for the list of filters and the rows."""
    return {kind: str(words) for kind, words in KINDS.items()}


def detail_words(kind: str, detail: str) -> str:
    """The part of an event that says why; "" when the kind has said all."""
    first = detail.partition(" ")[0]
    if kind == "refused":
        return str(REASONS[first][0]) if first in REASONS else detail
    if kind in ("signed_in", "hat", "code_used") and first in HAT_TITLES:
        return str(HAT_TITLES[first])
    return ""


def advice(kind: str, detail: str) -> str:
    """What the administrator does, for an event somebody asks about; "" for one that asks for nothing."""
    if kind == "refused":
        return str(REASONS.get(detail.partition(" ")[0], ("", ""))[1])
    return str(ADVICE.get(kind, ""))
