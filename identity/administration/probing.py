"""A provider asked whether it works, with a deadline over everything; the answer is for an administrator.

Whatever goes wrong is a finding, never an error of the page. No connection of the database is held meanwhile,
so a provider that hangs costs nobody but who asked.
"""

from __future__ import annotations

import asyncio

import msgspec
import structlog

from identity.administration import kinds
from identity.administration.providers import LOCAL
from identity.door import registry
from identity.door.providers import Finding, Probing, ProofRefused, ProviderRow
from intranet.kit.i18n import _
from intranet.kit.secrets import NoSecretError

DEADLINE = 20.0
_log = structlog.get_logger("providers")


async def probe(row: ProviderRow) -> list[Finding]:
    """What was tried and whether it holds, within DEADLINE seconds."""
    if row.kind == LOCAL:
        return [Finding(_("Пароли этого сайта"), True)]
    if wrong := _beforehand(row):
        return wrong
    try:
        async with asyncio.timeout(DEADLINE):
            provider: Probing = registry.make(row)
            found = await provider.probe()
    except TimeoutError:
        silent = _("Служба молчит: проверьте адрес, сеть и её журнал.")
        return [Finding(_("Ответ за %(n)s секунд", n=f"{DEADLINE:g}"), False, silent)]
    except Exception as error:  # noqa: BLE001 - a diagnosis of any failure is what was asked for
        return [_finding(row, error)]
    return list(found)


def _beforehand(row: ProviderRow) -> list[Finding]:
    """What can be said without asking anybody; nothing when all is well."""
    found = [Finding(path, False, text) for path, text in kinds.problems_of(row.kind, row.config).items()]
    for name, is_there in kinds.files_of(row.config):
        if not is_there:
            words = _("Файл secrets/%(name)s", name=name)
            found.append(Finding(words, False, _("Положите его в папку данных на сервере, права 0600.")))
    return found


def _finding(row: ProviderRow, error: Exception) -> Finding:
    if isinstance(error, NoSecretError):
        return Finding(
            _("Файл secrets/%(name)s", name=str(error)), False, _("Файла нет или его нельзя прочесть.")
        )
    if isinstance(error, msgspec.ValidationError):
        return Finding(_("Настройки"), False, _("Не читаются: откройте их и сохраните снова."))
    if isinstance(error, ProofRefused):
        return Finding(_("Ответ службы"), False, str(error))
    if isinstance(error, ModuleNotFoundError):
        return Finding(_("Библиотеки сервера"), False, _("Не установлены: %(name)s.", name=error.name or ""))
    _log.warning("probe.failed", provider=row.slug, error=type(error).__name__)
    said = _("Прервалась: %(error)s. Подробности — в журнале сервера.", error=type(error).__name__)
    return Finding(_("Проверка"), False, said)
