"""The plumbing's own tables: audit, stored files, papers in the making, worker heartbeat."""

from piccolo.columns import JSONB, UUID, BigInt, BigSerial, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
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


class Paper(Table, db=DB):
    """A long document somebody asked for; a worker makes it (kit.papers).

    waiting, running, done or failed; `done` of `total` pieces. Only the person under the hat who asked may
    read it; the file goes a week after it was made.
    """

    id: Serial
    token = UUID()
    person = Integer()
    hat = Varchar(length=20)
    maker = Varchar(length=60, help_text="who makes it: a name declared by @maker")
    payload = JSONB(default="{}")
    title = Varchar(length=200)
    state = Varchar(length=10, default="waiting")
    done = Integer(default=0)
    total = Integer(default=0)
    file = UUID(null=True, default=None)
    error = Text(default="")
    asked_at = Timestamptz()
    finished_at = Timestamptz(null=True, default=None)

    paper_token = Unique(["token"])
    paper_state = Check("state in ('waiting', 'running', 'done', 'failed')")


class Heartbeat(Table, db=DB):
    """When a worker last said that it lives."""

    id: Serial
    worker = Varchar(length=100)
    beat_at = Timestamptz()

    heartbeat_worker = Unique(["worker"])
