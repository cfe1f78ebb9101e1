"""Who may issue school codes, to whom, and as what."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx

from intranet.kit.db import DB
from tests.doors import sign_in
from tests.factories import make_school
from tests.identity.invitations_steps import CODE, count, issued, typed
from tests.modules.office.test_slips_paper import pages_of

NAME = "select name from person where id = $1"
ON_PAPER = re.compile(r"[a-z0-9]{4}(?:-[a-z0-9]{4}){2}")
Client = Callable[[], httpx.AsyncClient]


async def test_a_code_of_another_relation_is_not_issued(client: Client) -> None:
    world = await make_school()
    office = await sign_in(client(), world, "svetlana", hat="secretary")
    anna = f"/office/slips/{world.people['anna']}/codes"
    for form in (
        {"relation": "student", "child": ""},
        {"relation": "staff", "child": ""},
        {"relation": "parent", "child": str(world.people["vera"])},
        {"relation": "parent", "child": ""},
        {"relation": "director", "child": ""},
    ):
        assert (await office.post(anna, data=form)).status_code == 422, form
    assert await count("entry_code") == 0


async def test_a_code_says_whose_parent_it_is_for(client: Client) -> None:
    """Two codes of a mother of two would look alike."""
    world = await make_school()
    office = await sign_in(client(), world, "svetlana", hat="secretary")
    for child, other in (("dasha", "kirill"), ("kirill", "dasha")):
        form = {"relation": "parent", "child": str(world.people[child])}
        page = (await office.post(f"/office/slips/{world.people['anna']}/codes", data=form)).text
        names = {one: await DB.value(NAME, world.people[one]) for one in (child, other)}
        slip = page.split('class="slip"')[1].split("</section>")[0]
        assert names[child] in slip and names[other] not in slip


async def test_a_class_teacher_serves_the_own_class_and_its_children_only(client: Client) -> None:
    world = await make_school()
    office = await sign_in(client(), world, "elena", hat="teacher")
    people = world.people
    other_child = {"relation": "parent", "child": str(people["kirill"])}
    assert (await office.post(f"/office/slips/{people['anna']}/codes", data=other_child)).status_code == 404
    pupil = {"relation": "student", "child": ""}
    assert (await office.post(f"/office/slips/{people['kirill']}/codes", data=pupil)).status_code == 404
    assert (await office.get(f"/office/slips/{people['kirill']}")).status_code == 404
    page = await office.get(f"/office/slips/{people['anna']}")
    assert page.text.count('name="child"') == 1
    assert f'value="{people["kirill"]}"' not in page.text
    clerk = await sign_in(client(), world, "svetlana", hat="secretary")
    await issued(clerk, world, "anna", "kirill")
    hidden = await DB.value("select id from entry_code")
    path = f"/office/slips/{people['anna']}/codes/{hidden}/delete"
    assert (await office.post(path, data={})).status_code == 404
    assert (await office.post(f"/office/slips/{people['boris']}/codes", data=pupil)).status_code == 422


async def test_nobody_issues_to_oneself_or_above_the_own_rights(client: Client) -> None:
    world = await make_school()
    office = await sign_in(client(), world, "svetlana", hat="secretary")
    staff = {"relation": "staff", "child": ""}
    for login in ("svetlana", "oleg"):
        answer = await office.post(f"/office/slips/{world.people[login]}/codes", data=staff)
        assert answer.status_code == 422
    assert await count("entry_code") == 0
    teacher = await sign_in(client(), world, "olga", hat="teacher")
    assert (await teacher.post(f"/office/slips/{world.people['elena']}/codes", data=staff)).status_code == 404


async def test_a_class_gets_its_codes_a_parent_one_for_each_child_and_codes_handed_out_stay(
    client: Client,
) -> None:
    world = await make_school()
    office = await sign_in(client(), world, "elena", hat="teacher")
    form = {
        "what": "codes", "whom": "parents", "school_class": str(world.classes["7Б"]), "reach": "new",
        "paper": "page",
    }  # fmt: skip
    page = await office.post("/office/slips", data=form)
    assert len(CODE.findall(page.text)) == 2
    assert "http://school.test/code" in page.text
    stub = page.text[page.text.index("stub") :]
    assert CODE.findall(stub) == []
    again = await office.post("/office/slips", data=form)
    assert (again.status_code, CODE.findall(again.text)) == (422, [])
    told = await DB.value("select count(*) from audit_entry where action = 'identity.code.issue'")
    assert told == 2


async def test_codes_on_paper_say_where_to_go_and_the_stub_has_none(client: Client) -> None:
    world = await make_school()
    office = await sign_in(client(), world, "elena", hat="teacher")
    form = {
        "what": "codes", "whom": "pupils", "school_class": str(world.classes["7Б"]), "reach": "new",
        "paper": "pdf",
    }  # fmt: skip
    answer = await office.post("/office/slips", data=form)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    slips, stub = pages_of(answer)
    printed = ON_PAPER.findall(slips)
    assert len(printed) == 2
    assert "http://school.test/code" in slips
    assert "10 декабря 2026" in slips
    assert "Логин" not in slips
    assert ON_PAPER.findall(stub) == []
    assert "Осипова Вера Борисовна" in stub
    assert "Ученик школы" in (await typed(client(), printed[0])).text
