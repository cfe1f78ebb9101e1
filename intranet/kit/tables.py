"""The plumbing's own tables: audit, stored files, worker heartbeat."""

from piccolo.columns import JSONB, UUID, BigInt, BigSerial, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from intranet.kit.db import DB


class AuditEntry(Table, db=DB):
    """Who changed what: append only."""

    id = BigSerial(primary_key=True)
    at = Timestamptz()
    person = Integer(null=True, default=None)
    hat = Varchar(length=20)
    session = BigInt(null=True, default=None)
    action = Varchar(length=80)
    subject = Varchar(length=60)
    subject_id = BigInt(null=True, default=None)
    before = JSONB(null=True, default=None)
    after = JSONB(null=True, default=None)


class StoredFile(Table, db=DB):
    """A file's card: an opaque id, who owns it (module, kind, id), what its bytes really are."""

    id: Serial
    token = UUID()
    module = Varchar(length=40, default="")
    kind = Varchar(length=40, default="")
    owner_id = BigInt(null=True, default=None)
    name = Varchar(length=200)
    media_type = Varchar(length=100)
    size = Integer()
    digest = Text()
    uploaded_by = Integer(null=True, default=None)
    uploaded_at = Timestamptz()

    stored_file_token = Unique(["token"])


class Heartbeat(Table, db=DB):
    """When a worker last said that it lives."""

    id: Serial
    worker = Varchar(length=100)
    beat_at = Timestamptz()

    heartbeat_worker = Unique(["worker"])
