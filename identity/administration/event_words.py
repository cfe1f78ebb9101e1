"""What an event of the door's journal means, in a sentence, and what to do about it."""

from __future__ import annotations

from identity.door.providers import Refusal
from intranet.kit.i18n import _
from intranet.school.access import HAT_TITLES


def kind_words() -> dict[str, str]:
    """Every kind of event, for the list of filters and the rows."""
    return {
        "signed_in": _("Вошёл"), "signed_out": _("Вышел"), "hat": _("Сменил роль"),
        "refused": _("Отказ"), "throttled": _("Слишком много попыток"), "suspended": _("Вход закрыт"),
        "no_hat": _("Нет роли в школе"), "unlinked": _("Ещё не привязан"), "linked": _("Вход привязан"),
        "unlinked_by": _("Вход отвязан"), "password": _("Сменил пароль"),
        "password_refused": _("Нынешний пароль не подошёл"), "others_ended": _("Закончил другие сеансы"),
        "ended": _("Сеанс закончен администратором"), "backchannel": _("Сеанс закончен службой входа"),
        "recovery_asked": _("Просил письмо для нового пароля"), "recovered": _("Новый пароль по письму"),
        "factor_added": _("Добавил второй фактор"), "factor_removed": _("Убрал второй фактор"),
        "factor_refused": _("Второй фактор не подошёл"), "code_refused": _("Школьный код не подошёл"),
    }  # fmt: skip


def detail_words(kind: str, detail: str) -> str:
    """The part of an event that says why; "" when the kind has said all."""
    first = detail.partition(" ")[0]
    if kind == "refused":
        return _reasons().get(first, ("", ""))[0] or detail
    if kind in ("signed_in", "hat") and first in HAT_TITLES:
        return str(HAT_TITLES[first])
    return ""


def advice(kind: str, detail: str) -> str:
    """What the administrator does, for an event somebody asks about; "" for one that asks for nothing."""
    if kind == "refused":
        return _reasons().get(detail.partition(" ")[0], ("", ""))[1]
    return {
        "throttled": _("Подождать указанное время: запрет снимется сам. Если человек уверен, что пароля не набирал, — выдать новый листок: он снимает запрет."),
        "suspended": _("Открыть карточку человека: учётная запись закрыта вручную или сверкой с каталогом."),
        "no_hat": _("Проверить карточку: зачислен ли ученик, действует ли запись о ребёнке, есть ли должность или роль на сегодня."),
        "unlinked": _("Человек доказал, кто он, но школа его не знает: дать школьный код или посмотреть «Сомнения»."),
        "factor_refused": _("Проверить время на телефоне; если телефон потерян, человек входит кодом с бумаги или ему снимают второй фактор."),
        "code_refused": _("Сверить код с бумагой; истёкший или использованный заменить новым."),
    }.get(kind, "")  # fmt: skip


def _reasons() -> dict[str, tuple[str, str]]:
    """By the first word of a refusal's detail: (why, what to do)."""
    again = _("Повторить вход; если повторяется, проверить этот способ входа на его странице.")
    return {
        "bad": (
            _("логин или пароль не подошли"),
            _("Спросить логин (он на листке и в карточке). Если забыт пароль — новый листок или письмо."),
        ),
        "wrong_layout": (_("пароль в русской раскладке"), _("Переключить клавиатуру и набрать снова.")),
        "expired": (_("срок вышел"), _("Просроченный листок заменить новым; ответ службы — начать вход снова.")),
        "locked": (_("учётная запись каталога заблокирована"), _("Разблокировать её в каталоге школьной сети.")),
        "disabled": (_("учётная запись каталога выключена"), _("Включить её в каталоге школьной сети.")),
        "must_change": (_("пора менять пароль каталога"), _("Сменить пароль на школьном компьютере.")),
        "hat": (_("способ не для этой роли"), _("Войти другим способом или открыть этот для роли на его странице.")),
        "born": (
            _("дата рождения у государства и в школе разная"),
            _("Сверить дату с паспортом или свидетельством и поправить карточку или данные на Госуслугах."),
        ),
        "age": (
            _("ученик младше, чем разрешено"),
            _("Проверить дату рождения в карточке; до этого возраста — логин и пароль с листка."),
        ),
        Refusal.DENIED: (_("человек отменил вход на той стороне"), ""),
        Refusal.UNAVAILABLE: (_("служба не ответила вовремя"), _("Проверить способ входа на его странице.")),
        Refusal.MISCONFIGURED: (_("вход настроен неверно"), _("Проверить способ входа на его странице: кнопка «Проверить».")),
        Refusal.FOREIGN: (_("ответ не для этой попытки"), again),
        Refusal.UNSIGNED: (_("ответ не подписан как надо"), again),
        Refusal.INCOMPLETE: (_("служба не сказала нужного о человеке"), _("Проверить, какие сведения служба отдаёт этому сайту.")),
        Refusal.UNCONFIRMED: (
            _("учётная запись там не подтверждена"), _("Подтвердить её лично или через банк; пока — логин и пароль.")
        ),
    }  # fmt: skip
