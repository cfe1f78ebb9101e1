"""How much of a file we read, and how a whole file is refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from intranet.kit.i18n import N_, _

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, rows, columns and characters; `cells` is rows x columns of the filled rectangle."""

    file_bytes: int = 10 * MIB
    unpacked_bytes: int = 20 * MIB
    rows: int = 20_000
    title_rows: int = 200
    columns: int = 300
    cells: int = 2_000_000
    text: int = 40 * MIB
    cell_chars: int = 1_000

    @property
    def last_row(self) -> int:
        """No row below this one is read: the data rows and what may stand above and below them."""
        return self.rows + self.title_rows


LIMITS = Limits()


class FileProblem(StrEnum):
    """Why a whole file is refused; the values are the kinds scripts see."""

    NOT_TABLE = "file_not_table"
    ENCRYPTED = "file_encrypted"
    CORRUPT = "file_corrupt"
    TOO_BIG = "file_too_big"
    UNSAFE_XML = "file_unsafe_xml"
    NO_ROWS = "file_no_rows"
    EMPTY = "file_empty"
    BAD_ENCODING = "file_bad_encoding"
    NO_HEADER = "file_no_header"


SENTENCES = {
    FileProblem.NOT_TABLE: N_("Это не таблица. Сохраните список в Excel (.xlsx) или CSV и загрузите снова."),
    FileProblem.ENCRYPTED: N_("Файл защищён паролем. Снимите пароль в Excel, сохраните и загрузите снова."),
    FileProblem.CORRUPT: N_("Файл повреждён или загружен не до конца. Откройте его, сохраните ещё раз."),
    FileProblem.TOO_BIG: N_("Файл слишком большой: до 10 МБ, до 20 000 строк. Разделите его на части."),
    FileProblem.UNSAFE_XML: N_("В файле есть посторонние вставки XML. Скопируйте список в новую таблицу."),
    FileProblem.NO_ROWS: N_("В файле есть шапка, но нет ни одной строки."),
    FileProblem.EMPTY: N_("Файл пуст."),
    FileProblem.BAD_ENCODING: N_("Не удалось прочитать буквы. Сохраните файл как .xlsx или CSV UTF-8."),
    FileProblem.NO_HEADER: N_("Не нашлась шапка списка. Проверьте названия столбцов."),
}


class FileRefused(Exception):
    """The file cannot be read as a list. `kind` is for scripts, `message` for people."""

    def __init__(self, kind: FileProblem, message: str = "") -> None:
        self.kind = kind
        self.message = message or _(SENTENCES[kind])
        super().__init__(self.message)
