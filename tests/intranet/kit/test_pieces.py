"""Small parts of the kit: crypto, files, clock, numbers, forms, texts, jobs."""

from __future__ import annotations

import asyncio
import uuid
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from intranet.kit import clock, crypto, files, i18n, jobs, templating
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.settings import Settings


def test_a_sealed_text_opens_only_with_its_key(tmp_path: Path, settings: Settings) -> None:
    crypto.use_key(tmp_path / "one.key")
    sealed, shown = crypto.seal("112-233-445 95"), crypto.fingerprint("11223344595")
    assert crypto.unseal(sealed) == "112-233-445 95"
    assert crypto.seal("112-233-445 95") != sealed
    assert crypto.fingerprint("11223344595") == shown
    assert (tmp_path / "one.key").stat().st_mode & 0o077 == 0
    crypto.use_key(tmp_path / "two.key")
    assert crypto.fingerprint("11223344595") != shown
    with pytest.raises(InvalidTag):
        crypto.unseal(sealed)
    crypto.use_key(settings.data / "secret.key")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"<svg onload=alert(1)>", "text/plain; charset=utf-8"),
        (b"MZ\x00\x00", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_what_a_file_is_its_bytes_say(body: bytes, kind: str) -> None:
    assert files.media_type_of(body) == kind


@pytest.mark.usefixtures("db")
async def test_a_file_is_kept_found_and_swept() -> None:
    card = await files.keep(
        system_actor(), b"%PDF-1", "..\\..\\x/отчёт.pdf", module="office", kind="list", owner_id=None
    )
    assert card.name == "отчёт.pdf"
    assert await files.read(await files.find(card.token)) == b"%PDF-1"
    assert await files.sweep() == 0
    await DB.execute("update stored_file set uploaded_at = now() - interval '2 days'")
    assert await files.sweep() == 1
    with pytest.raises(NotFound):
        await files.find(card.token)
    with pytest.raises(NotFound):
        await files.find(uuid.uuid4())


@pytest.mark.usefixtures("db")
async def test_a_file_over_the_limit_is_refused() -> None:
    with pytest.raises(DomainError, match="20 МБ"):
        await files.keep(
            system_actor(), b"x" * (files.MAX_BYTES + 1), "x", module="m", kind="k", owner_id=None
        )


def test_the_clock_can_be_moved_and_runs_on() -> None:
    before = clock.real_now()
    clock.start_at(datetime.fromisoformat("2026-11-19T23:30:00+03:00"))
    try:
        assert clock.today() == date(2026, 11, 19)
        clock.start_at(datetime.fromisoformat("2026-11-19T23:30:00+00:00"))
        assert clock.today() == date(2026, 11, 20)  # half past two at night in the school
        assert abs(clock.real_now() - before) < timedelta(seconds=5)
    finally:
        clock.start_at(datetime.fromisoformat("2026-11-19T13:00:00+03:00"))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Fraction(40, 9), "4,44"),
        (Fraction(4), "4,00"),
        (Fraction(193, 42), "4,60"),
        (Fraction(9, 200), "0,05"),
    ],
)
def test_numbers_are_rounded_half_up_with_a_comma(value: Fraction, said: str) -> None:
    assert templating.decimal(value) == said


@given(st.fractions(min_value=0, max_value=10, max_denominator=999))
def test_rounding_is_never_further_than_half_a_unit(value: Fraction) -> None:
    said = Fraction(templating.decimal(value).replace(",", "."))
    assert -Fraction(1, 200) < said - value <= Fraction(1, 200)


def test_texts_speak_the_language_of_the_request() -> None:
    with i18n.speaking("en"):
        assert templating.decimal(Fraction(9, 2)) == "4.50"
        assert templating.weekday(date(2026, 11, 19)) == "Thursday"
        assert templating.weekday_within(date(2026, 11, 19)) == "Thursday"
    assert templating.weekday(date(2026, 11, 19)) == "Четверг"
    assert templating.weekday_within(date(2026, 11, 19)) == "четверг"
    assert i18n._("Класс %(name)s", name="5А") == "Класс 5А"


@pytest.mark.usefixtures("db")
async def test_a_job_runs_once_and_a_rolled_back_one_never(settings: Settings) -> None:
    ran: list[int] = []
    done = asyncio.Event()

    async def note(payload: int) -> None:
        ran.append(payload)
        done.set()

    jobs._jobs["test.note"] = note
    try:
        with pytest.raises(ZeroDivisionError):
            async with DB.transaction():
                await jobs.enqueue("test.note", 1)
                raise ZeroDivisionError
        async with DB.transaction():
            await jobs.enqueue("test.note", 2, key="same")
            await jobs.enqueue("test.note", 2, key="same")
        stop = asyncio.Event()
        worker = asyncio.create_task(jobs.work(settings.database_url, stop))
        await asyncio.wait_for(done.wait(), 20)
        await asyncio.sleep(0.2)
        stop.set()
        await asyncio.wait_for(worker, 20)
    finally:
        del jobs._jobs["test.note"]
    assert ran == [2]
