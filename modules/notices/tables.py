"""What people were told, the letters about it, and who wants them how."""

from piccolo.columns import (
    JSONB,
    Array,
    BigInt,
    BigSerial,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Serial,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from intranet.kit.db import DB
from intranet.school.tables.people import Person


class Notice(Table, db=DB):
    """Something that happened; `event_key` makes telling it twice the same as once.

    `words` are counts and ids from which the kind makes its sentence in the reader's language: no names.
    `path` is where it can be seen; whether the reader may see it there, that page decides.
    """

    id = BigSerial(primary_key=True)
    kind = Varchar(length=60)
    event_key = Varchar(length=120)
    path = Varchar(length=300)
    words = JSONB(default="{}")
    made_by = Integer(null=True, default=None)
    made_by_hat = Varchar(length=20)
    made_at = Timestamptz()

    notice_once = Unique(["event_key"])


class Letter(Table, db=DB):
    """One e-mail to one person: about one notice at once, or an evening's digest; written when it goes.

    waiting -> sending -> sent; failed after too many tries; bounced when the address was refused for good;
    dropped when there was nobody to send to any more. `send_after` is the school's time.
    """

    id = BigSerial(primary_key=True)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    is_digest = Boolean(default=False)
    state = Varchar(length=10, default="waiting")
    send_after = Timestamptz()
    attempts = SmallInt(default=0)
    claimed_at = Timestamptz(null=True, default=None, help_text="real time at which a worker took it")
    address = Varchar(length=200, default="", help_text="where it went")
    error = Text(default="")
    sent_at = Timestamptz(null=True, default=None)

    letter_state = Check("state in ('waiting', 'sending', 'sent', 'failed', 'bounced', 'dropped')")


class Receipt(Table, db=DB):
    """A notice as one person under one hat has it; `children` are those it is about, `letter` its e-mail."""

    id = BigSerial(primary_key=True)
    notice = ForeignKey(Notice, null=False, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    hat = Varchar(length=20)
    children = Array(base_column=Integer())
    read_at = Timestamptz(null=True, default=None)
    letter = ForeignKey(Letter, null=True, default=None, on_delete=OnDelete.set_null, index=True)

    receipt_once = Unique(["notice", "person", "hat"])


class KindRule(Table, db=DB):
    """What the school has set for a kind of notice; no row = the kind's own defaults."""

    id: Serial
    kind = Varchar(length=60)
    is_mailed = Boolean()
    timing = Varchar(length=10)
    may_switch = Boolean()

    kind_rule_once = Unique(["kind"])
    kind_rule_timing = Check("timing in ('now', 'evening')")


class PersonalSwitch(Table, db=DB):
    """A person wants letters of a kind, or does not; counts only where the school lets people choose."""

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.cascade)
    kind = Varchar(length=60)
    is_mailed = Boolean()

    personal_switch_once = Unique(["person", "kind"])


class BouncedAddress(Table, db=DB):
    """An address that a mail server refused for good; the mark falls when the person's address changes."""

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.cascade)
    address = Varchar(length=200)
    reason = Text(default="")
    bounced_at = Timestamptz()

    bounced_address_once = Unique(["person"])


class Announcement(Table, db=DB):
    """News of the office: shown to those it was told to (their receipts), until `shown_until`."""

    id: Serial
    title = Varchar(length=160)
    body = Text()
    audience = JSONB(help_text="as intranet.school.audience.Audience")
    shown_until = Date(null=True, default=None)
    made_by = Integer(null=True, default=None)
    made_by_hat = Varchar(length=20)
    published_at = Timestamptz()
    withdrawn_at = Timestamptz(null=True, default=None)
    told = BigInt(default=0, help_text="how many people it was told to")


TABLES = [Notice, Letter, Receipt, KindRule, PersonalSwitch, BouncedAddress, Announcement]
