"""What the office and a class teacher cannot reach for: more rights than the own, another way's secret."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from identity.administration import kinds
from identity.administration.providers import BadSettings, Draft, add
from identity.invitations import deciding
from identity.invitations.codes import Wanted, issue_codes
from identity.invitations.deciding import Decision
from identity.invitations.requests import Asked, log_request
from identity.local.slips import issue_entry
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.school.people import hats
from tests.doors import make_account
from tests.factories import World, insert, make_school

Browser = Callable[[], httpx.AsyncClient]


@pytest.fixture
async def world(db: None) -> World:
    return await make_school()


@pytest.mark.parametrize(
    ("issuer", "hat", "granted", "status"),
    [("elena", "teacher", "head_teacher", 422), ("svetlana", "secretary", "administrator", 422),
     ("svetlana", "secretary", "guest_staff", 303), ("oleg", "administrator", "administrator", 303)],
)  # fmt: skip
async def test_a_slip_opens_no_more_than_its_issuer_could_give(
    client: Browser, world: World, issuer: str, hat: str, granted: str, status: int
) -> None:
    """A class teacher keeps a copy of a parent's slip; later the parent becomes head teacher."""
    slip = (await issue_entry(world.viewer(issuer, hat), [world.people["boris"]]))[0]
    await hats.grant_hat(system_actor("cli"), world.people["boris"], granted)
    answer = await client().post("/login", data={"login": slip.login, "password": slip.code})
    assert answer.status_code in {status, 403 if status == 422 else status}
    assert ("листок больше не действует" in answer.text) == (status == 422)
    assert await DB.value("select count(*) from auth_session") == (1 if status == 303 else 0)


def asked_by(name: tuple[str, str, str], child: tuple[str, str]) -> Asked:
    """A request in somebody's name about a pupil of 7Б."""
    return Asked(
        surname=name[0], name=name[1], patronymic=name[2], phone="", email="", child_surname=child[0],
        child_name=child[1], child_born=None, class_name="7Б", kind="mother", note="",
    )  # fmt: skip


PAPERS = ["application", "birth", "passport", "guardianship"]


async def test_a_class_teacher_grants_on_cards_of_the_own_families_only(world: World) -> None:
    """Ольга is nobody's mother in 7Б: on her card access to Вера is given by the office."""
    elena, svetlana = world.viewer("elena", "teacher"), world.viewer("svetlana", "secretary")
    asked = asked_by(("Семёнова", "Ольга", "Игоревна"), ("Осипова", "Вера"))
    request = await log_request(elena, asked)
    chosen = Decision(PAPERS, world.people["vera"], world.people["olga"], "mother")
    with pytest.raises(DomainError, match="даёт секретарь"):
        await deciding.grant(elena, request, chosen)
    assert await DB.value("select count(*) from guardianship where guardian = $1", world.people["olga"]) == 0
    await deciding.grant(svetlana, request, chosen)
    assert await DB.value("select count(*) from guardianship where guardian = $1", world.people["olga"]) == 1


async def test_a_code_is_told_to_those_who_can_read_of_it(world: World) -> None:
    await make_account(world.people["anna"], "anna")
    wanted = [Wanted(world.people[who], "parent", world.people[child])
              for who, child in (("anna", "dasha"), ("boris", "vera"))]  # fmt: skip
    await issue_codes(world.viewer("elena", "teacher"), wanted)
    told = await DB.rows(
        int, "select distinct r.person from receipt r join notice n on n.id = r.notice"
        " where n.kind = 'office.entry'",
    )  # fmt: skip
    assert told == [world.people["anna"]]


async def test_a_ways_secret_is_its_own(world: World) -> None:
    """Whoever may set up ways in could name the directory's password and send it to a host of one's own."""
    config = {"url": "ldaps://dc.example", "base": "dc=x", "bind_dn": "cn=x", "secret_file": "dc.password"}
    await insert("identity_provider", slug="network", kind="ldap", title="Сеть", config=config)
    for name in ("dc.password", "sms"):
        draft = Draft(
            slug="mine", kind="oidc", title="Мой", trust="none", min_age=None, ordinal=0, hats=(),
            config={"issuer": "https://mine.example", "client_id": "x", "secret_file": name},
        )  # fmt: skip
        with pytest.raises(BadSettings) as refused:
            await add(world.viewer("oleg", "administrator"), draft)
        assert list(refused.value.problems) == ["config.secret_file"]
    assert kinds.secrets_of({"direct": {"signer": {"key_file": "a", "certificate_file": "b"}}}) == {
        "direct.signer.key_file": "a"
    }
