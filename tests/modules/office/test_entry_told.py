"""A new slip is a door: those whose it is are told at once, and a young pupil's guardians."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import httpx
import pytest

from identity.local.slips import issue_entry
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.kit.module import notice_kinds
from modules.office.kinds import KINDS
from tests.doors import sign_in
from tests.factories import World, make_school
from tests.statements import counting

Browser = Callable[[], httpx.AsyncClient]
pytestmark = pytest.mark.usefixtures("db")
TOLD = """select n.event_key, p.name, r.hat, array(select c.name from person c where c.id = any(r.children))
        as children, r.letter is not null as is_mailed
    from receipt r join notice n on n.id = r.notice join person p on p.id = r.person
    where n.kind = 'office.entry' order by n.event_key, p.name, r.hat"""


async def issue(world: World, *who: str) -> None:
    await issue_entry(system_actor(), [world.people[one] for one in who])


async def told() -> list[tuple[str, str, list[str], bool]]:
    """(name, hat, children, is mailed) of everybody told."""
    found = await DB._call("fetch", TOLD)
    return [(row["name"], row["hat"], row["children"], row["is_mailed"]) for row in found]


async def test_a_pupil_s_slip_is_told_to_it_and_its_mother_at_once() -> None:
    world = await make_school()
    await DB.execute("update person set email = 'anna@school.test' where id = $1", world.people["anna"])
    await issue(world, "dasha")
    assert await told() == [
        ("Анна", "parent", ["Дарья"], True), ("Дарья", "student", [], False),
    ]  # fmt: skip
    assert await DB.value("select count(*) from letter where not is_digest") == 1


async def test_a_grown_pupil_s_slip_is_nobody_else_s_affair() -> None:
    world = await make_school()
    await DB.execute("update person set born = $2 where id = $1", world.people["dasha"], date(2008, 11, 1))
    await DB.execute("update guardianship set adult_consent_since = $1", date(2026, 11, 2))
    await issue(world, "dasha")
    assert await told() == [("Дарья", "student", [], False)]


async def test_a_parent_and_a_teacher_are_told_under_the_hats_they_have() -> None:
    world = await make_school()
    await issue(world, "anna", "elena")
    assert await told() == [
        ("Анна", "parent", [], False), ("Елена", "parent", [], False), ("Елена", "teacher", [], False),
    ]  # fmt: skip


async def test_each_slip_is_told_and_a_refused_one_is_not() -> None:
    world = await make_school()
    await issue(world, "vera")
    await issue(world, "vera")
    assert len(await told()) == 4
    await DB.execute("update account set status = 'suspended' where person = $1", world.people["vera"])
    with pytest.raises(DomainError):
        await issue(world, "vera")
    assert len(await told()) == 4


async def test_telling_costs_the_same_for_any_number_of_slips() -> None:
    world = await make_school()
    counts = []
    for who in (["dasha"], ["vera", "kirill", "misha", "boris", "pavel"]):
        async with counting() as seen:
            await issue(world, *who)
        counts.append(sum(1 for one in seen if "audit_entry" not in one.text))
    assert counts[0] == counts[1]


def test_it_cannot_be_switched_off() -> None:
    kind = notice_kinds()["office.entry"]
    assert kind is KINDS[0]
    assert (kind.timing, kind.is_mandatory, kind.may_switch) == ("now", True, False)


async def test_the_form_says_who_will_be_told(client: Browser) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "elena", hat="teacher")
    group = f"whom=pupils&school_class={world.classes['7Б']}&reach=all"
    answer = await browser.get(f"/office/slips/told?{group}")
    assert answer.status_code == 200
    for name in ("Орлова Анна Сергеевна", "Орлова Дарья Ивановна", "Осипов Борис Львович"):
        assert name in answer.text
    assert "Лебедев Михаил" not in answer.text
    assert await DB.value("select count(*) from local_credential") == 1, "nothing is issued"
    one = await browser.get(f"/office/slips/{world.people['dasha']}")
    assert "Орлова Анна Сергеевна" in one.text


async def test_the_form_refuses_what_it_cannot_ask(client: Browser) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "elena", hat="teacher")
    foreign = f"whom=pupils&school_class={world.classes['5А']}&reach=all"
    for query, status in ((foreign, 404), ("whom=pupils&reach=all", 422), ("whom=x&school_class=y", 422)):
        answer = await browser.get(f"/office/slips/told?{query}")
        assert answer.status_code == status, query
