"""People and the relations between them; every relation is dated, and none of them needs a login."""

from piccolo.columns import (
    BigInt,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
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


class Person(Table, db=DB):
    """Anybody the school knows. `name_key` and `sort_key` hold Ё as Е, folded (school.people.names)."""

    id: Serial
    surname = Varchar(length=100)
    name = Varchar(length=100)
    patronymic = Varchar(length=100, default="")
    name_key = Varchar(length=310, index=True)
    sort_key = Varchar(length=310, index=True)
    sex = Varchar(length=1, default="")
    born = Date(null=True, default=None)
    phone = Varchar(length=20, default="")
    email = Varchar(length=200, default="")
    snils_sealed = Bytea(null=True, default=None)
    snils_print = Bytea(null=True, default=None, help_text="keyed HMAC, for matching")
    created_at = Timestamptz()

    person_snils_once = Unique(["snils_print"])
    sex_known = Check("sex in ('', 'm', 'f')")


class ExternalId(Table, db=DB):
    """What another system calls a person; `key` is folded, one key names one person."""

    id: Serial
    system = Varchar(length=40, help_text="student, staff, ...")
    key = Varchar(length=100)
    value = Varchar(length=100)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.cascade, index=True)

    external_id_once = Unique(["system", "key"])


class Enrolment(Table, db=DB):
    """A pupil belongs to the school from an order's date to another's (enrolled, left)."""

    id: Serial
    student = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    since = Date()
    until = Date(null=True, default=None)
    order_number = Varchar(length=40, default="")
    order_date = Date(null=True, default=None)
    personal_file = Varchar(length=40, default="")

    enrolment_in_order = Check("until is null or until >= since")


class Guardianship(Table, db=DB):
    """Who answers for a child. Access needs `is_legal`, dates, no restriction, and a child under 18."""

    id: Serial
    guardian = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    child = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    kind = Varchar(length=20)
    is_legal = Boolean(default=True, help_text="legal representative; others may be called, see nothing")
    basis = Text(default="")
    since = Date()
    until = Date(null=True, default=None)
    restricted_since = Date(null=True, default=None)
    restriction = Text(default="", help_text="the court paper's number and date")
    adult_consent_since = Date(null=True, default=None, help_text="a child of 18 lets the parent read on")

    is_mailed = Boolean(default=True, help_text="gets letters about the child; the page shows them anyway")

    guardianship_once = Unique(["guardian", "child", "since"])
    guardianship_kind = Check("kind in ('mother', 'father', 'guardian', 'trustee', 'other')")
    guardianship_of_another = Check("guardian <> child")


class EmergencyContact(Table, db=DB):
    """Somebody to call about a child, who sees nothing (DOMAIN 1.1, ContactPerson); in order of calling."""

    id: Serial
    child = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    ordinal = SmallInt(default=1)
    name = Varchar(length=200)
    relation = Varchar(length=60, default="")
    phone = Varchar(length=40)
    note = Varchar(length=300, default="")


class Consent(Table, db=DB):
    """A consent on paper (152-ФЗ, DOMAIN 5.3): whose data, which kind, from when to when.

    `signed_by` is who signed: a legal representative, or the person. No row in force = no consent.
    """

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    kind = Varchar(length=20)
    since = Date()
    until = Date(null=True, default=None)
    document = Varchar(length=200, default="", help_text="number and date of the paper")
    signed_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    recorded_at = Timestamptz()

    consent_kind = Check("kind in ('publication', 'photo', 'third_party')")
    consent_in_order = Check("until is null or until >= since")


class StaffPost(Table, db=DB):
    """What a person is employed as."""

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    title = Varchar(length=200)
    since = Date()
    until = Date(null=True, default=None)


class GrantedHat(Table, db=DB):
    """The hats that no relation gives: head teacher, director, secretary, administrator, guest staff."""

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    hat = Varchar(length=20)
    since = Date()
    until = Date(null=True, default=None)
    granted_by = BigInt(null=True, default=None)

    granted_hat_known = Check(
        "hat in ('head_teacher', 'director', 'secretary', 'administrator', 'guest_staff')"
    )
