"""What a person reads about their own account."""

from __future__ import annotations

from datetime import datetime

import msgspec

from identity.door.providers import name_of
from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB

SESSIONS = """select s.id, s.hat, s.created_at, s.last_seen_at, s.ip, s.agent, s.id = $3 as is_this
    from auth_session s join account a on a.id = s.account
    where a.person = $1 and s.revoked_at is null and s.idle_until > $2 and s.ends_at > $2
    order by s.id = $3 desc, s.last_seen_at desc limit 50"""
LINKED = """select x.id, p.title, p.kind, p.slug, x.label, x.linked_at, x.last_at
    from external_identity x join identity_provider p on p.id = x.provider
    join account a on a.id = x.account where a.person = $1 order by p.ordinal, x.id"""
STANDING = """select p.phone, p.email, v.kind = 'local' as is_local, c.id is not null as has_password,
        exists (select 1 from contact_proof k where k.account = a.id and k.kind = 'email'
            and k.value = p.email and k.confirmed_at is not null) as is_email_confirmed,
        exists (select 1 from contact_proof k where k.account = a.id and k.kind = 'phone'
            and k.value = p.phone and k.confirmed_at is not null) as is_phone_confirmed,
        array(select distinct f.kind::text from factor f
            where f.account = a.id and f.confirmed_at is not null) as factors
    from account a join person p on p.id = a.person join identity_provider v on v.id = a.provider
    left join local_credential c on c.account = a.id where a.person = $1"""
WAITING = """select k.kind, k.value, k.asked_at, k.expires_at, k.proof_hash is not null as is_sent
    from contact_proof k join account a on a.id = k.account
    where a.person = $1 and k.confirmed_at is null and k.expires_at > $2 order by k.id desc"""
HISTORY = """select e.at, e.kind, e.detail, e.ip, e.agent, coalesce(nullif(p.title, ''), e.provider) as way
    from auth_event e left join identity_provider p on p.slug = e.provider
    where e.account = (select id from account where person = $1) order by e.at desc, e.id desc
    limit $2 offset $3"""
ON_A_PAGE = 20
LAST_PAGE = 500


class LiveSession(msgspec.Struct):
    """One browser signed in; times in UTC, real."""

    id: int
    hat: str
    created_at: datetime
    last_seen_at: datetime
    ip: str
    agent: str
    is_this: bool


class LinkedIdentity(msgspec.Struct, frozen=True):
    """Who the viewer is in another system: the way's title, what its owner knows it by, when it was used."""

    id: int
    title: str
    kind: str
    slug: str
    label: str
    linked_at: datetime
    last_at: datetime | None

    @property
    def name(self) -> str:
        """What the way is called."""
        return name_of(self.title) or self.slug


class Standing(msgspec.Struct, frozen=True):
    """How the own account stands: contacts and whether they are proved, a password, second factors."""

    phone: str
    email: str
    is_local: bool
    has_password: bool
    is_email_confirmed: bool
    is_phone_confirmed: bool
    factors: list[str]


class WaitingContact(msgspec.Struct, frozen=True):
    """An address or number not proved yet; `is_sent`: a link or code is on its way."""

    kind: str
    value: str
    asked_at: datetime
    expires_at: datetime
    is_sent: bool


class PastEvent(msgspec.Struct, frozen=True):
    """What happened at the door to the own account; `way` is the provider's title or slug."""

    at: datetime
    kind: str
    detail: str
    ip: str
    agent: str
    way: str


async def live_sessions(viewer: Viewer) -> list[LiveSession]:
    """The viewer's own sessions, this one first."""
    return await DB.rows(LiveSession, SESSIONS, viewer.person, clock.real_now(), viewer.session_id)


async def linked_identities(viewer: Viewer) -> list[LinkedIdentity]:
    """Who the viewer is in other systems."""
    return await DB.rows(LinkedIdentity, LINKED, viewer.person)


async def standing(viewer: Viewer) -> Standing:
    """How the viewer's account stands."""
    found = await DB.one(Standing, STANDING, viewer.person)
    if found is None:
        raise RuntimeError("somebody signed in has an account")
    return found


async def waiting_contacts(viewer: Viewer) -> list[WaitingContact]:
    """What the viewer has given and not proved yet, the newest first."""
    return await DB.rows(WaitingContact, WAITING, viewer.person, clock.real_now())


async def history(viewer: Viewer, number: int) -> tuple[list[PastEvent], bool]:
    """A page (from 1) of what happened to the own account, and whether there is an older one."""
    place = (min(max(number, 1), LAST_PAGE) - 1) * ON_A_PAGE
    found = await DB.rows(PastEvent, HISTORY, viewer.person, ON_A_PAGE + 1, place)
    return found[:ON_A_PAGE], len(found) > ON_A_PAGE
