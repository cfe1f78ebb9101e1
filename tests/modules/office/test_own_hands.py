"""Nobody of the office gives rights to oneself: each write through its page, then who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.school import service
from intranet.school.classes.succession import replace_teacher
from modules.office.lists.reading import ListKind
from modules.office.planning.timetable import Wishes
from modules.office.service.imports.imports import import_list
from tests.doors import sign_in
from tests.factories import FIRST, TODAY, World, insert, make_school

Client = Callable[[], httpx.AsyncClient]
REFUSED = "Себе это записать нельзя: попросите другого сотрудника."
Places = dict[str, tuple[str, dict[str, Any]]]


async def link_to(world: World, guardian: str, child: str) -> int:
    """A link in force with a court's restriction."""
    return await insert(
        "guardianship", guardian=world.people[guardian], child=world.people[child], kind="other", since=FIRST,
        restricted_since=FIRST, restriction="№ 1",
    )  # fmt: skip


async def places(world: World, me: str) -> Places:
    """The clerks' pages with a form that gives `me` a right, by what it is."""
    who, group = world.people[me], await DB.value("select study_group from journal limit 1")
    subject = await insert("subject", name="Этика", key="этика")
    new = f"/office/people/{world.people['vera']}/guardians/new"
    known = {"q": "а", "known-guardian": who, "known-kind": "other", "known-since": str(TODAY)}
    link = f"/office/people/{world.people['misha']}/guardians/{await link_to(world, me, 'misha')}"
    load = f"/office/load?school_class={world.classes['7Б']}"
    teaches = {"teacher": who, "group": group, "subject": subject, "hours": 1, "since": str(TODAY)}
    takes = {"successor": who, "journals": [world.journals["7Б алгебра"]], "since": str(TODAY)}
    leads = {"teacher": who, "since": str(TODAY)}
    return {
        "guardian": (new, known),
        "link": (link, {"kind": "mother", "is_legal": "y", "basis": ""}),
        "end": (f"{link}/end", {"last_day": str(TODAY)}),
        "restriction": (f"{link}/restriction", {"court-paper": "№ 2", "court-since": str(TODAY)}),
        "lift": (f"{link}/restriction/delete", {}),
        "journal": (load, teaches),
        "successor": (f"/office/load/teachers/{world.people['elena']}/succession", takes),
        "leader": (f"/office/classes/{world.classes['5А']}/leader", leads),
        "slip": (f"/office/slips/{who}", {}),
    }


WRITES = ("guardian", "link", "end", "restriction", "lift", "journal", "successor", "leader", "slip")


@pytest.mark.parametrize("write", WRITES)
async def test_a_secretary_is_refused_beside_the_field(client: Client, write: str) -> None:
    world = await make_school()
    await insert("staff_post", person=world.people["svetlana"], title="секретарь", since=FIRST)
    path, form = (await places(world, "svetlana"))[write]
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    answer = await browser.post(path, data=form | {"_hat": "secretary"})
    assert (answer.status_code, REFUSED in answer.text) == (422, True), answer.text


@pytest.mark.parametrize("write", ["journal", "successor", "leader"])
async def test_a_head_teacher_may_take_lessons(client: Client, write: str) -> None:
    world = await make_school()
    await insert("staff_post", person=world.people["irina"], title="завуч", since=FIRST)
    path, form = (await places(world, "irina"))[write]
    browser = await sign_in(client(), world, "irina", hat="head_teacher")
    answer = await browser.post(path, data=form | {"_hat": "head_teacher"})
    assert REFUSED not in answer.text
    assert answer.status_code in (200, 303), answer.text  # lessons that change hands are shown first


async def test_an_administrator_neither_takes_a_hat_nor_keeps_it_longer(client: Client) -> None:
    world = await make_school()
    oleg, until = world.people["oleg"], TODAY + timedelta(30)
    guest = await insert("granted_hat", person=oleg, hat="guest_staff", since=FIRST, until=until)
    browser = await sign_in(client(), world, "oleg", hat="administrator")
    form = {"q": "макаров", "person": oleg, "hat": "director", "since": str(TODAY)}
    answer = await browser.post("/office/hats", data=form)
    assert (answer.status_code, REFUSED in answer.text) == (422, True)
    for day in ("", str(until + timedelta(1))):
        longer = await browser.post(f"/office/hats/{guest}", data={"until": day})
        assert (longer.status_code, REFUSED in longer.text) == (422, True)
    shorter = await browser.post(f"/office/hats/{guest}", data={"until": str(TODAY)})
    assert shorter.status_code == 303
    assert await DB.value("select count(*) from granted_hat where person = $1", oleg) == 2


async def test_undoing_ones_own_end_is_a_right_too(client: Client) -> None:
    """The administrator ends the own assignment; only somebody else brings it back."""
    world = await make_school()
    oleg = world.people["oleg"]
    made = await insert("assignment", journal=world.journals["7Б алгебра"], teacher=oleg, since=FIRST)
    browser = await sign_in(client(), world, "oleg", hat="administrator")
    await service.end_assignment(world.viewer("oleg", "administrator"), made, TODAY)
    entry = await DB.value("select id from audit_entry where action = 'school.assignment.end'")
    answer = await browser.post(f"/office/changes/{entry}/undo", data={"_hat": "administrator"})
    assert answer.status_code != 303 or "undone" not in answer.headers["location"]
    assert await DB.value("select until from assignment where id = $1", made) == TODAY


@pytest.mark.parametrize("hat", ["secretary", "administrator", "head_teacher"])
async def test_services_ask_whatever_page_was_used(db: object, hat: str) -> None:
    world = await make_school()
    me, actor = world.people["svetlana"], world.viewer("svetlana", hat)
    with pytest.raises(DomainError, match="Себе это"):
        await service.grant_hat(actor, me, "director")
    if hat == "head_teacher":
        return
    for write in (
        lambda: service.add_guardianship(actor, me, world.people["vera"], "other", TODAY),
        lambda: service.set_class_teacher(actor, world.classes["5А"], me, TODAY),
        lambda: replace_teacher(actor, world.people["elena"], me, TODAY),
    ):
        with pytest.raises(DomainError, match="Себе это"):
            await write()


async def test_consent_of_a_grown_child_is_not_written_by_the_parent(db: object) -> None:
    world = await make_school()
    link = await link_to(world, "svetlana", "misha")
    await DB.execute("update person set born = '2008-01-01' where id = $1", world.people["misha"])
    actor = world.viewer("svetlana", "secretary")
    with pytest.raises(DomainError, match="Себе это"):
        await service.let_read_on(actor, link, TODAY)
    await service.let_read_on(world.viewer("oleg", "secretary"), link, TODAY)


async def test_a_list_of_parents_does_not_make_its_loader_one(db: object) -> None:
    world = await make_school()
    await DB.execute("update person set phone = '+79120000001' where id = $1", world.people["svetlana"])
    rows = (
        "Фамилия ученика;Имя ученика;Отчество ученика;Класс;ФИО родителя;Кем приходится;Телефон",
        "Осипова;Вера;Борисовна;7Б;Зайцева Светлана Андреевна;иной;+79120000001",
    )
    content = "\n".join(rows).encode()

    async def load(actor: Viewer) -> None:
        plan = await import_list(actor, ListKind.PARENTS, "list.csv", content, Wishes())
        assert not plan.found.errors

    linked = "select count(*) from guardianship where guardian = $1"
    with pytest.raises(DomainError, match="В списке есть вы"):
        await load(world.viewer("svetlana", "secretary"))
    assert await DB.value(linked, world.people["svetlana"]) == 0
    await load(world.viewer("oleg", "administrator"))
    assert await DB.value(linked, world.people["svetlana"]) == 1


async def test_printing_all_slips_leaves_out_whoever_prints(client: Client) -> None:
    world = await make_school()
    for one in ("svetlana", "olga"):
        await insert("staff_post", person=world.people[one], title="сотрудник", since=FIRST)
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    form = {"_hat": "secretary", "whom": "staff", "school_class": "0", "reach": "all", "paper": "page"}
    answer = await browser.post("/office/slips", data=form)
    issued = """select count(*) from audit_entry
        where action = 'identity.entry.issue' and after->>'person' = $1"""
    assert answer.status_code in (200, 422), answer.text
    assert await DB.value(issued, str(world.people["svetlana"])) == 0
    assert await DB.value(issued, str(world.people["olga"])) == 1
