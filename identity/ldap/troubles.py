"""What can go wrong between us and a directory: codes for the journal, sentences for the administrator."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from intranet.kit.i18n import lazy


class Trouble(StrEnum):
    """Why a directory could not be asked."""

    NO_LIBRARY = "no_library"
    NO_SECRET = "no_secret"
    BAD_SETTINGS = "bad_settings"
    NO_NAME = "no_name"
    NO_ANSWER = "no_answer"
    TIMEOUT = "timeout"
    BUSY = "busy"
    NO_TLS = "no_tls"
    UNTRUSTED = "untrusted"
    EXPIRED = "expired"
    OTHER_NAME = "other_name"
    TLS = "tls"
    BIND = "bind"
    SEARCH = "search"
    PARTIAL = "partial"
    NO_STABLE_ID = "no_stable_id"


ADVICE: dict[Trouble, Any] = {
    Trouble.NO_LIBRARY: lazy("Библиотеки для каталога не установлены: выполните на сервере bin/ldap."),
    Trouble.NO_SECRET: lazy("Нет файла в папке secrets: положите его туда и дайте читать службе."),
    Trouble.BAD_SETTINGS: lazy("Настройки каталога не читаются: проверьте поля и файл сертификатов."),
    Trouble.NO_NAME: lazy("Имя сервера не находится: проверьте адрес и DNS."),
    Trouble.NO_ANSWER: lazy("Сервер не принимает соединение: проверьте порт и сетевой экран."),
    Trouble.TIMEOUT: lazy("Сервер молчит дольше отведённого времени."),
    Trouble.BUSY: lazy("Каталог отвечает слишком медленно, и очередь к нему полна."),
    Trouble.NO_TLS: lazy("Сервер не включает шифрование (StartTLS), а без него пароли не посылаются."),
    Trouble.UNTRUSTED: lazy("Сертификат сервера выдан неизвестным центром: укажите его файл (ca_file)."),
    Trouble.EXPIRED: lazy("Срок сертификата сервера истёк: выпустите новый."),
    Trouble.OTHER_NAME: lazy("Сертификат выдан на другое имя: обратитесь к серверу по имени из него."),
    Trouble.TLS: lazy("Шифрованное соединение не удалось: проверьте порт и протокол."),
    Trouble.BIND: lazy("Служебная учётная запись не вошла: проверьте её имя и файл с паролем."),
    Trouble.SEARCH: lazy("Каталог не дал искать: проверьте базу, фильтр и права служебной записи."),
    Trouble.PARTIAL: lazy("Каталог отдал не всё: проверьте права и пределы для служебной записи."),
    Trouble.NO_STABLE_ID: lazy(
        "У записи не виден постоянный номер: дайте служебной записи право его читать."
    ),
}


class DirectoryError(Exception):
    """A directory could not be asked; `detail` is for the journal: short, without names of people."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(f"{trouble} {detail}".strip())
        self.trouble, self.detail = trouble, detail

    @property
    def advice(self) -> str:
        """What the administrator may do about it."""
        return str(ADVICE[self.trouble])
