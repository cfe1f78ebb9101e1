"""How people of the register come to a way in: school codes, requests for access, proved contacts, doubts."""

from piccolo.columns import (
    JSONB,
    Bytea,
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

from identity.tables.accounts import Account, IdentityProvider
from intranet.kit.db import DB
from intranet.school.tables.people import Person


class EntryCode(Table, db=DB):
    """A code for one person in one relation (a parent's is for one child): hashed, dated, single use.

    `code_hash` is keyed, so that a stolen table cannot be searched.
    """

    id: Serial
    code_hash = Bytea()
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    child = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    relation = Varchar(length=10)
    issued_by = Integer(null=True, default=None)
    issued_hat = Varchar(length=20)
    issued_at = Timestamptz()
    expires_on = Date()
    attempts = SmallInt(default=0)
    used_at = Timestamptz(null=True, default=None)
    used_by = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.set_null)
    revoked_at = Timestamptz(null=True, default=None)

    entry_code_once = Unique(["code_hash"])
    entry_code_relation = Check("relation in ('student', 'parent', 'staff')")
    entry_code_child = Check("(relation = 'parent') = (child is not null)")


class AccessRequest(Table, db=DB):
    """A representative asks for access (FEATURES A6, A7): what they said, papers seen, the answer.

    Papers are ticked, never scanned. Names are as typed; whom they mean is found by a person.
    """

    id: Serial
    made_at = Timestamptz()
    source = Varchar(length=10)
    surname = Varchar(length=100)
    name = Varchar(length=100)
    patronymic = Varchar(length=100, default="")
    phone = Varchar(length=20, default="")
    email = Varchar(length=200, default="")
    child_surname = Varchar(length=100)
    child_name = Varchar(length=100)
    child_born = Date(null=True, default=None)
    class_name = Varchar(length=20, default="")
    kind = Varchar(length=20, help_text="mother, father, guardian, trustee, other")
    note = Varchar(length=500, default="")
    papers = JSONB(default="[]", help_text="application, birth, guardianship, passport")
    state = Varchar(length=10, default="open")
    reason = Varchar(length=20, default="")
    answer = Varchar(length=500, default="")
    child = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    person = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    decided_by = Integer(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)

    access_request_source = Check("source in ('online', 'office')")
    access_request_state = Check("state in ('open', 'granted', 'refused')")


class ContactProof(Table, db=DB):
    """An address or a number its owner gave: it counts once proved by link, by code, or by the school."""

    id: Serial
    account = ForeignKey(Account, null=False, on_delete=OnDelete.cascade, index=True)
    kind = Varchar(length=10)
    value = Varchar(length=200)
    proof_hash = Bytea(null=True, default=None)
    asked_at = Timestamptz()
    expires_at = Timestamptz()
    attempts = SmallInt(default=0)
    confirmed_at = Timestamptz(null=True, default=None)
    confirmed_by = Integer(null=True, default=None)

    contact_proof_kind = Check("kind in ('email', 'phone')")


class LinkReview(Table, db=DB):
    """Somebody proved to be a person whom the register does not name for certain: a person decides.

    `facts` is sealed JSON (names, birth date, СНИЛС); `candidates` are ids of people who may be meant.
    """

    id: Serial
    provider = ForeignKey(IdentityProvider, null=False, on_delete=OnDelete.cascade)
    issuer = Varchar(length=300)
    subject = Varchar(length=255)
    facts = Bytea()
    reason = Varchar(length=20)
    candidates = JSONB(default="[]")
    state = Varchar(length=10, default="open")
    asked_at = Timestamptz()
    last_at = Timestamptz()
    times = Integer(default=1)
    person = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null)
    decided_by = Integer(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    answer = Text(default="")

    link_review_once = Unique(["provider", "issuer", "subject"])
    link_review_state = Check("state in ('open', 'linked', 'refused')")
