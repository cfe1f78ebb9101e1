"""What the office hears of and leaves for later: slips are told of, lists written, old files swept."""

from __future__ import annotations

from typing import Any

from identity.door.devices import NewDevice
from identity.door.told import AccountChanged
from identity.factors.events import FactorChanged
from identity.invitations.requests import AccessAsked
from identity.local.slips import EntryIssued
from intranet.kit import clock, files
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from intranet.kit.jobs import enqueue, every, job
from intranet.school.people.coming_of_age import record_coming_of_age
from modules.office.service.entry.told import (
    tell_of_account,
    tell_of_device,
    tell_of_entry,
    tell_of_request,
)
from modules.office.service.imports.import_undo import forget_traces
from modules.office.service.imports.imports import JOB, run_import

REQUEST_JOB = "office.tell_request"


async def follow_entry(event: EntryIssued) -> None:
    """Slips were issued: those they open a door for are told, in the same transaction."""
    await tell_of_entry(event.actor, event.persons, event.at, event.what)


async def follow_request(event: AccessAsked) -> None:
    """A request has come. Whom it concerns is looked up later: its sender learns nothing by the time."""
    await enqueue(REQUEST_JOB, {"request": event.request})


@job(REQUEST_JOB)
async def tell_request(payload: dict[str, Any]) -> None:
    """Tell whoever answers the request; once, however often it runs."""
    async with DB.transaction():
        await tell_of_request(system_actor("jobs"), int(payload["request"]))


async def follow_device(event: NewDevice) -> None:
    """Somebody signed in with a browser that is new to the account: its owner is told."""
    await tell_of_device(system_actor("door"), event.person, event.agent, event.at)


async def follow_factor(event: FactorChanged) -> None:
    """A second step of an account was changed or attacked: its owner is told."""
    await tell_of_account(system_actor("door"), event.person, f"factor.{event.change}", event.at)


async def follow_account(event: AccountChanged) -> None:
    """A way into an account was changed: its owner is told."""
    await tell_of_account(system_actor("door"), event.person, event.what, event.at)


@job(JOB)
async def write_import(payload: dict[str, Any]) -> None:
    """The import of `batch`; written once, however often it runs."""
    await run_import(system_actor("jobs"), int(payload["batch"]))


@every("office.forget_lists", "30 1 * * *")
async def forget_lists() -> None:
    """Lists hold СНИЛС in the open: a file goes a day after it came, written or not; a trace in two days."""
    await files.sweep()
    await forget_traces(system_actor("jobs"))


@every("office.come_of_age", "40 22 * * *")
async def come_of_age() -> None:
    """Every night after midnight in Moscow: whose representation has ended with the child's 18th birthday."""
    await record_coming_of_age(system_actor("jobs"), clock.today())
