"""The office's kinds of notice: what they are called and how they are said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from intranet.kit.i18n import _, lazy
from intranet.kit.module import NoticeKind
from intranet.kit.templating import moment


def say_entry(words: Mapping[str, Any]) -> str:
    """The same for everybody: whom it is about, the notice's child tells."""
    if words.get("what") == "code":
        return _("Выпущен новый школьный код. Если вы его не просили, скажите школе.")
    return _("Выпущен новый листок для входа. Если вы его не просили, скажите школе.")


def entry_subject(child: str) -> str:
    """ "Даша: новый листок для входа"."""
    return _("%(child)s: новый листок для входа", child=child) if child else _("Новый листок для входа")


def say_request(words: Mapping[str, Any]) -> str:
    """No names: the page has them, for those who may see it."""
    return _("Пришло заявление на доступ к дневнику ребёнка. Ответьте за три рабочих дня.")


def request_subject(child: str) -> str:
    """The same for every request."""
    return _("Заявление на доступ к дневнику")


def say_new_device(words: Mapping[str, Any]) -> str:
    """ "Вход с нового устройства: Firefox, Windows, 19 ноября, 13:05."; from where, the profile tells."""
    return _(
        "Вход с нового устройства: %(browser)s, %(at)s. Если это не вы, смените пароль и закончите сеансы.",
        browser=words.get("browser") or _("неизвестный браузер"), at=_moment(words),
    )  # fmt: skip


def new_device_subject(child: str) -> str:
    """Of one's own account only."""
    return _("Вход с нового устройства")


CHANGED: dict[str, Any] = {
    "password": lazy("Изменён ваш пароль: %(at)s."),
    "recovery": lazy("По ссылке из письма задан новый пароль: %(at)s."),
    "login": lazy("Изменён ваш логин: %(at)s."),
    "email": lazy("Изменён ваш адрес почты: %(at)s."),
    "phone": lazy("Изменён ваш телефон: %(at)s."),
    "link": lazy("Добавлен вход через другую систему: %(at)s."),
    "unlink": lazy("Убран вход через другую систему: %(at)s."),
    "factor.added": lazy("Добавлен второй шаг входа: %(at)s."),
    "factor.removed": lazy("Убран второй шаг входа: %(at)s."),
    "factor.reset": lazy("Администратор снял второй шаг входа: %(at)s."),
    "factor.codes": lazy("Выпущены новые запасные коды: %(at)s."),
    "factor.code_used": lazy("Использован запасной код входа: %(at)s."),
    "factor.guessed": lazy("После верного пароля много раз ввели неверный код: %(at)s. Смените пароль."),
    "factor.cloned": lazy("Ключ доступа, похоже, скопирован, и больше не впускает: %(at)s."),
}


def say_account(words: Mapping[str, Any]) -> str:
    """ "Изменён ваш пароль: 19 ноября, 13:05. Если это не вы, ..."."""
    said = str(CHANGED.get(str(words.get("what")), lazy("Изменён ваш вход: %(at)s.")))
    return _("%(said)s Если это не вы, сразу скажите школе.", said=said % {"at": _moment(words)})


def account_subject(child: str) -> str:
    """Of one's own account only."""
    return _("Изменён ваш вход на сайт школы")


def _moment(words: Mapping[str, Any]) -> str:
    return moment(datetime.fromisoformat(words["at"]))


KINDS = (
    NoticeKind(
        name="office.entry",
        title=lazy("Выпущен листок или код для входа"),
        say=say_entry,
        subject=entry_subject,
        timing="now",
        is_mandatory=True,
        may_switch=False,
    ),
    NoticeKind(
        name="office.request",
        title=lazy("Пришло заявление на доступ"),
        say=say_request,
        subject=request_subject,
        timing="now",
    ),
    NoticeKind(
        name="office.new_device",
        title=lazy("Вход с нового устройства"),
        say=say_new_device,
        subject=new_device_subject,
        timing="now",
        is_mandatory=True,
        may_switch=False,
    ),
    NoticeKind(
        name="office.account",
        title=lazy("Изменён пароль, логин или адрес"),
        say=say_account,
        subject=account_subject,
        timing="now",
        is_mandatory=True,
        may_switch=False,
    ),
)
