"""What happened at the door, in words for the person it happened to."""

from __future__ import annotations

from typing import Any

from identity.account.queries import PastEvent
from intranet.kit.i18n import _, lazy

DONE: dict[str, Any] = {
    "signed_in": lazy("Вход"),
    "signed_out": lazy("Выход"),
    "refused": lazy("Отказано во входе"),
    "throttled": lazy("Слишком много попыток: вход ненадолго закрыт"),
    "suspended": lazy("Отказано: учётная запись закрыта"),
    "no_hat": lazy("Отказано: роли в школе не было"),
    "hat": lazy("Смена роли"),
    "password": lazy("Сменён пароль"),
    "password_refused": lazy("Нынешний пароль не подошёл"),
    "others_ended": lazy("Закончены остальные сеансы"),
    "session_ended": lazy("Закончен один сеанс"),
    "recovery_sent": lazy("Отправлено письмо для нового пароля"),
    "recovery_used": lazy("Новый пароль задан по ссылке из письма"),
    "login": lazy("Изменён логин"),
    "email_asked": lazy("Указан новый адрес почты"),
    "email_confirmed": lazy("Подтверждён адрес почты"),
    "phone_asked": lazy("Указан новый телефон"),
    "phone_confirmed": lazy("Подтверждён телефон"),
    "factor_added": lazy("Добавлен второй шаг"),
    "factor_removed": lazy("Убран второй шаг"),
    "factor_codes": lazy("Выданы новые запасные коды"),
    "factor_code_used": lazy("Использован запасной код"),
    "factor_refused": lazy("Второй шаг не подошёл"),
    "factor_over": lazy("Слишком много неверных кодов: вход прерван"),
    "factor_late": lazy("Код введён слишком поздно"),
    "factor_reset": lazy("Второй шаг снят школой"),
    "proved_again": lazy("Подтверждено, что это вы"),
    "again_refused": lazy("Подтвердить, что это вы, не удалось"),
    "code_used": lazy("Использован школьный код"),
    "ended": lazy("Сеанс закончен администратором"),
    "backchannel": lazy("Сеанс закончен другой системой"),
    "groups": lazy("Роли изменены по группам другой системы"),
    "policy": lazy("Приняты правила пользования"),
    "linked": lazy("Добавлен вход через другую систему"),
    "unlink": lazy("Убран вход через другую систему"),
    "unlinked": lazy("Вход через другую систему: спрошен код школы"),
    "code_refused": lazy("Код школы не подошёл"),
    "recovery_asked": lazy("Попросили письмо для нового пароля"),
    "recovery_throttled": lazy("Слишком много просьб о письме"),
    "attempt_over": lazy("Попытка входа уже закончилась"),
}
WHY: dict[str, Any] = {
    "bad": lazy("пароль не подошёл"),
    "wrong_layout": lazy("пароль набран в русской раскладке"),
    "expired": lazy("листок просрочен"),
    "locked": lazy("запись в школьной сети заблокирована"),
    "disabled": lazy("запись в школьной сети отключена"),
    "must_change": lazy("срок пароля в школьной сети вышел"),
    "unavailable": lazy("служба входа не отвечала"),
    "age": lazy("так входят ученики постарше"),
    "hat": lazy("этот вход не для вашей роли"),
    "born": lazy("дата рождения не совпала"),
}
TRIES = (
    "refused", "throttled", "suspended", "no_hat", "password_refused", "code_refused", "again_refused",
    "factor_refused", "factor_over", "factor_late", "attempt_over", "recovery_throttled",
)  # fmt: skip


def what(event: PastEvent) -> str:
    """ "Отказано во входе: пароль не подошёл"."""
    said = str(DONE.get(event.kind) or _("Событие входа"))
    why = WHY.get(event.detail.partition(" ")[0]) if event.kind == "refused" else None
    return f"{said}: {why}" if why else said


def is_bad(event: PastEvent) -> bool:
    """Whether somebody was not let in."""
    return event.kind in TRIES
