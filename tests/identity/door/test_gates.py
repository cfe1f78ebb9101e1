"""What must hold of whoever has proved who it is: by our own register, to the day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
import pytest

from identity.door import gates
from identity.door.gates import Entrant
from identity.door.providers import ProviderRow, VerifiedIdentity
from intranet.kit import clock

TODAY = date(2026, 3, 1)
WAY = ProviderRow(1, "gos", "esia", "Госуслуги", "state", {}, min_age=14)
PUPIL = Entrant(1, 1, "dasha", "active", "student", date(2012, 3, 1), False, "", ["student"], [], False)
PROOF = VerifiedIdentity("gos", "issuer", "1", datetime(2026, 3, 1, tzinfo=UTC), born=date(2012, 3, 1))


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def why(found: Entrant, row: ProviderRow = WAY, proof: VerifiedIdentity = PROOF) -> str:
    """The event's kind and detail; "" for somebody who may enter."""
    refusal = gates._refusal(found, row, proof)
    return " ".join(refusal[:2]).strip() if refusal else ""


@pytest.mark.parametrize(
    ("born", "years"),
    [
        (date(2012, 3, 1), 14),
        (date(2012, 3, 2), 13),
        (date(2012, 2, 29), 14),
        (date(2011, 12, 31), 14),
        (date(2013, 1, 1), 13),
    ],
)
def test_full_years_are_counted_to_the_day(born: date, years: int) -> None:
    assert gates.age(born, TODAY) == years
    assert gates.age(date(2012, 2, 29), date(2026, 2, 28)) == 13


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ""),
        ({"born": date(2012, 3, 2)}, "refused age"),
        ({"born": None}, "refused age"),
        ({"born": date(2012, 3, 2), "hats": ["student", "teacher"]}, "refused age"),
        ({"born": None, "hats": ["parent"]}, ""),
        ({"born": date(2012, 2, 28)}, "refused born"),
        ({"status": "suspended"}, "suspended suspended"),
        ({"status": "archived", "hats": []}, "suspended archived"),
        ({"hats": []}, "no_hat"),
    ],
)
def test_who_may_enter_by_the_state_service(changed: dict[str, object], said: str) -> None:
    assert why(msgspec.structs.replace(PUPIL, **changed)) == said


def test_only_the_states_birth_date_is_compared() -> None:
    other = VerifiedIdentity("gos", "issuer", "1", PROOF.auth_time, born=date(2010, 1, 1))
    assert why(PUPIL, WAY, other) == "refused born"
    school = ProviderRow(1, "net", "oidc", "Сеть", "school", {}, min_age=14)
    assert why(PUPIL, school, other) == ""


def test_a_way_for_some_hats_is_closed_to_others() -> None:
    staff = ProviderRow(1, "net", "ldap", "Сеть", "school", {}, hats=("teacher", "director"))
    assert why(PUPIL, staff) == "refused hat"
    assert why(msgspec.structs.replace(PUPIL, hats=["student", "teacher"]), staff) == ""
