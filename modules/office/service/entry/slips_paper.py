"""First-entry slips and codes for registration on A4 (DOMAIN 4.1 no. 23, FEATURES A4).

The people's slips, then the issuer's stub.

The PDF is made of what was just issued and given back at once: it is stored nowhere, since the passwords
exist nowhere else. The stub names people and logins and holds no secret.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.documents import make_pdf
from intranet.kit.i18n import _
from intranet.kit.templating import date_long
from intranet.school.facts import school_card
from modules.office.service.entry.slips import Issued, PrintedSlip

TEMPLATE = Path(__file__).resolve().parents[2] / "documents" / "slips.typ"
A_PART = 240  # slips: thirty sheets


async def paper_of(actor: Viewer, issued: Issued, site: str) -> bytes:
    """The PDF: slips first, eight a sheet, then the stub on sheets of its own."""
    school = (await school_card()).name
    title = _("Коды для регистрации") if issued.is_codes else _("Листки для входа")
    common = {"title": title, "school": school}
    as_slips = _codes if issued.is_codes else _slips
    slips = [issued.slips[start : start + A_PART] for start in range(0, len(issued.slips), A_PART)]
    parts = [{**common, **as_slips(part, site)} for part in slips]
    stubs = [{**common, **_stub(part, n * A_PART, len(issued.slips))} for n, part in enumerate(slips)]
    return await make_pdf(TEMPLATE, [*parts, *stubs])


def _slips(slips: Sequence[PrintedSlip], site: str) -> Mapping[str, Any]:
    return {
        "kind": "slips",
        "site": site,
        "words": {
            "site": _("Сайт"), "login": _("Логин"), "code": _("Пароль"), "until": _("Действует до"),
            "steps": [
                _("Откройте сайт, введите логин и пароль. Большие буквы и чёрточки не важны."),
                _("Этот пароль — на один раз: сразу придумайте свой и никому его не говорите."),
                _("Потом листок не нужен, порвите его. Потеряли до входа — попросите новый."),
            ],
        },
        "slips": [
            {"name": one.name, "note": one.note, "login": one.login, "code": one.code,
             "until": date_long(one.last_day)}
            for one in slips
        ],
    }  # fmt: skip


def _codes(slips: Sequence[PrintedSlip], site: str) -> Mapping[str, Any]:
    return {
        "kind": "slips",
        "site": f"{site}/code",
        "words": {
            "site": _("Где"), "login": "", "code": _("Код"), "until": _("Действует до"),
            "steps": [
                _("Откройте этот адрес и введите код. Большие буквы и чёрточки не важны."),
                _("Проверьте имя и придумайте свой логин и пароль. Код — на один раз."),
                _("Потом листок не нужен, порвите его. Потеряли до входа — попросите новый."),
            ],
        },
        "slips": [
            {"name": one.name, "note": one.note, "login": "", "code": one.code,
             "until": date_long(one.last_day)}
            for one in slips
        ],
    }  # fmt: skip


def _stub(slips: Sequence[PrintedSlip], before: int, total: int) -> Mapping[str, Any]:
    titles = (("№", "right", 6), (_("Кому"), "left", 34), (_("Для передачи"), "left", 30),
              (_("Логин"), "left", 20), (_("Дата и подпись"), "left", 24))  # fmt: skip
    return {
        "kind": "stub",
        "continues": before > 0,
        "title": _("Корешок: кому выданы листки"),
        "facts": [
            (_("Выданы"), date_long(clock.today())),
            (_("Листков"), str(total)),
            (_("Действуют до"), date_long(slips[0].last_day)),
        ],
        "columns": [
            {"title": title, "align": side, "share": share, "rotated": False, "group": ""}
            for title, side, share in titles
        ],
        "rows": [[str(before + n), one.name, one.note, one.login, ""] for n, one in enumerate(slips, 1)],
        "notes": [
            _("Паролей и кодов здесь нет: они есть только на листках. Корешок остаётся у того, кто выдал.")
        ],
        "signatures": [_("Листки выдал(а)")],
    }
