"""First-entry slips on A4 (DOMAIN 4.1 no. 23, FEATURES A4): the people's slips and the issuer's stub.

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
    common = {"title": _("Листки для входа"), "school": school}
    slips = [issued.slips[start : start + A_PART] for start in range(0, len(issued.slips), A_PART)]
    parts = [{**common, **_slips(part, site)} for part in slips]
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
        "notes": [_("Паролей здесь нет: они есть только на листках. Корешок остаётся у того, кто выдал.")],
        "signatures": [_("Листки выдал(а)")],
    }
