"""Letters leave through a real mail server: what stands in them, who is left out, what is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from intranet.kit import clock, mail
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from modules.notices.service.delivery import TRIES, deliver
from modules.notices.service.upkeep import forget
from tests.conftest import NOW as SCHOOL_NOW
from tests.factories import make_school
from tests.modules.notices.letters import (
    EVENING,
    about,
    give_address,
    letters_in,
    tell_it,
    text_of,
)

pytestmark = pytest.mark.usefixtures("db", "kinds")


async def send() -> int:
    return await deliver(system_actor("jobs"))


async def states() -> list[str]:
    return await DB.rows(str, "select state from letter order by id")


async def make_due(wait: timedelta = timedelta(0)) -> None:
    await DB.execute("update letter set send_after = $1", clock.now() + wait)


async def test_a_letter_carries_a_first_name_and_a_link_and_nothing_else(sink: Path) -> None:
    world = await make_school()
    await give_address(world, "anna")
    await tell_it(world, about(world, "dasha", "kirill"))
    assert await send() == 1
    assert await send() == 0
    (letter,) = letters_in(sink)
    receipt = await DB.value("select id from receipt where hat = 'parent'")
    assert letter["to"] == "anna@example.com"
    assert letter["subject"] == "Дарья и Кирилл: новость"
    assert f"https://school.test/notices/{receipt}\n" in text_of(letter).replace("\r\n", "\n")
    for secret in ("Орлов", "Сергеевна", "Ивановна", "7Б"):
        assert secret not in letter["subject"] + text_of(letter)
    ident = await DB.value("select id from letter")
    assert letter["message-id"] == f"<letter-{ident}@school.test>"
    assert letter["auto-submitted"] == "auto-generated"
    assert letter["list-unsubscribe"] == "<https://school.test/notices/settings>"
    assert await states() == ["sent"]


async def test_an_evening_is_one_letter_about_both_children(sink: Path) -> None:
    world = await make_school()
    await give_address(world, "anna")
    await tell_it(world, about(world, "dasha", kind=EVENING, key="a"))
    await tell_it(world, about(world, "kirill", kind=EVENING, key="b"))
    assert await send() == 0
    clock.start_at(SCHOOL_NOW.replace(hour=18))
    assert await send() == 1
    (letter,) = letters_in(sink)
    assert letter["subject"] == "Дарья и Кирилл: новое за день"
    assert text_of(letter).count("https://school.test/notices/") == 3  # two links and the settings


async def test_at_night_letters_wait_for_seven(sink: Path) -> None:
    world = await make_school()
    await give_address(world, "anna")
    clock.start_at(SCHOOL_NOW.replace(hour=22))
    await tell_it(world, about(world, "dasha"))
    assert await send() == 0
    clock.start_at(SCHOOL_NOW.replace(hour=7) + timedelta(days=1))
    assert await send() == 1


async def test_a_refused_address_bounces_and_is_written_to_no_more(sink: Path) -> None:
    world = await make_school()
    await give_address(world, "anna", "anna@refused.invalid")
    await give_address(world, "boris")
    await tell_it(world, about(world, "dasha", "vera"))
    assert await send() == 1
    assert sorted(await states()) == ["bounced", "sent"]
    assert await DB.value("select address from bounced_address") == "anna@refused.invalid"
    await tell_it(world, about(world, "dasha", key="k2"))
    assert len(await states()) == 2


async def test_refused_for_now_is_tried_again_and_given_up(sink: Path) -> None:
    world = await make_school()
    await give_address(world, "anna", "anna@later.invalid")
    await tell_it(world, about(world, "dasha"))
    await send()
    assert await states() == ["waiting"]
    due: datetime = await DB.value("select send_after from letter")
    assert due > clock.now() + timedelta(minutes=1)
    for _attempt in range(TRIES):
        await make_due()
        await send()
    assert await states() == ["failed"]
    assert await DB.value("select attempts from letter") == TRIES
    assert "451" in await DB.value("select error from letter")


async def test_a_server_that_is_away_costs_no_tries(sink: Path) -> None:
    world = await make_school()
    await give_address(world, "anna")
    await tell_it(world, about(world, "dasha"))
    mail.use("smtp://127.0.0.1:1", "school@example.com", "https://school.test")
    assert await send() == 0
    assert await states() == ["waiting"]
    assert await DB.value("select attempts from letter") == 0
    assert await DB.value("select error from letter")


async def test_nothing_leaves_until_mail_is_set_up() -> None:
    world = await make_school()
    await give_address(world, "anna")
    await tell_it(world, about(world, "dasha"))
    assert not mail.is_configured()
    assert await send() == 0
    assert await states() == ["waiting"]


@pytest.mark.parametrize(
    "ended",
    [
        "update guardianship set restricted_since = '2026-11-19' where guardian = $1",
        "update guardianship set until = '2026-11-18' where guardian = $1",
        "update guardianship set is_legal = false where guardian = $1",
        "update enrolment set until = '2026-01-01', since = '2025-09-01' where $1::int is not null",
    ],
)
async def test_who_has_lost_the_right_meanwhile_is_sent_nothing(sink: Path, ended: str) -> None:
    world = await make_school()
    await give_address(world, "anna")
    await tell_it(world, about(world, "dasha"))
    await DB.execute(ended, world.people["anna"])
    assert await send() == 0
    assert await states() == ["dropped"]
    assert letters_in(sink) == []


async def test_of_two_children_only_the_one_that_is_still_theirs_is_named(sink: Path) -> None:
    world = await make_school()
    await give_address(world, "anna")
    await tell_it(world, about(world, "dasha", "kirill"))
    await DB.execute("update guardianship set until = '2026-11-18' where child = $1", world.people["dasha"])
    assert await send() == 1
    assert letters_in(sink)[0]["subject"] == "Кирилл: новость"


async def test_of_a_child_that_is_no_longer_theirs_nothing_is_sent_while_another_is(sink: Path) -> None:
    world = await make_school()
    await give_address(world, "anna")
    await tell_it(world, about(world, "dasha"))
    await DB.execute("update guardianship set until = '2026-11-18' where child = $1", world.people["dasha"])
    assert await send() == 0
    assert await states() == ["dropped"]


async def test_a_letter_that_waited_is_not_sent_to_an_address_refused_meanwhile(sink: Path) -> None:
    world = await make_school()
    await give_address(world, "anna")
    await tell_it(world, about(world, "dasha"))
    await DB.execute(
        "insert into bounced_address (person, address, reason, bounced_at) values ($1, $2, '', now())",
        world.people["anna"], "anna@example.com",
    )  # fmt: skip
    assert await send() == 0
    assert await states() == ["dropped"]


async def test_what_a_dead_worker_held_is_sent_after_five_minutes(sink: Path) -> None:
    world = await make_school()
    await give_address(world, "anna")
    await tell_it(world, about(world, "dasha"))
    held = "update letter set state = 'sending', attempts = 1, claimed_at = $1"
    await DB.execute(held, clock.real_now() - timedelta(minutes=4))
    assert await send() == 0
    await DB.execute(held, clock.real_now() - timedelta(minutes=6))
    assert await send() == 1


@pytest.mark.parametrize(
    "name", ["Даша\r\nBcc: all@example.com", "<script>alert(1)</script>", "=?utf-8?q?x=0D=0ABcc:_a?="]
)
async def test_a_hostile_name_stays_text(sink: Path, name: str) -> None:
    world = await make_school()
    await give_address(world, "anna")
    await DB.execute("update person set name = $2 where id = $1", world.people["dasha"], name)
    await tell_it(world, about(world, "dasha"))
    assert await send() == 1
    (letter,) = letters_in(sink)
    assert letter["subject"] == f"{' '.join(name.split()).replace('=?', '= ?')}: новость"
    assert letter["bcc"] is None
    assert letter.get_content_type() == "text/plain"


async def test_old_notices_and_late_letters_go(sink: Path) -> None:
    world = await make_school()
    await give_address(world, "anna")
    await tell_it(world, about(world, "dasha", key="old"))
    await DB.execute("update notice set made_at = made_at - interval '401 days'")
    await DB.execute("update letter set send_after = send_after - interval '401 days'")
    await tell_it(world, about(world, "dasha", key="late"))
    await DB.execute("update letter set send_after = send_after - interval '8 days' where send_after > $1",
                     clock.now() - timedelta(days=1))  # fmt: skip
    await tell_it(world, about(world, "dasha", key="new"))
    assert await forget(system_actor("jobs")) == 1
    assert await DB.rows(str, "select event_key from notice order by id") == ["late", "new"]
    assert await states() == ["dropped", "waiting"]


async def test_more_than_a_batch_is_sent_to_the_last_one(sink: Path) -> None:
    world = await make_school()
    await give_address(world, "anna")
    await DB.execute(
        """insert into person (surname, name, name_key, sort_key, email, created_at)
           select 'Много', 'Имя', n::text, n::text, 'p' || n || '@example.com', now()
           from generate_series(1, 120) n"""
    )
    await DB.execute(
        """insert into guardianship (guardian, child, kind, since)
           select p.id, $1, 'other', '2026-09-01' from person p where p.surname = 'Много'""",
        world.people["dasha"],
    )
    assert await tell_it(world, about(world, "dasha")) == 122
    assert await send() == 121
    assert len({letter["message-id"] for letter in letters_in(sink)}) == 121
