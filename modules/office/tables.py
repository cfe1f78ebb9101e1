"""What the office keeps of its own: the imports of lists, each from the dry run to the record."""

from piccolo.columns import (
    JSONB,
    UUID,
    BigInt,
    BigSerial,
    Date,
    ForeignKey,
    Integer,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from intranet.kit.db import DB


class ImportBatch(Table, db=DB):
    """One file: planned (a dry run), then waiting, running, and done or failed.

    `counts`, `refused`, `notes` and `questions` are what the last look at the file said; `answers` are the
    person's. The file itself goes a day after it came.
    """

    id: Serial
    kind = Varchar(length=20)
    file_name = Varchar(length=200)
    file = UUID(null=True, default=None)
    state = Varchar(length=10, default="planned")
    made_by = Integer(null=True, default=None)
    made_by_hat = Varchar(length=20)
    made_at = Timestamptz()
    from_day = Date(null=True, default=None)
    starts = Date(null=True, default=None, help_text="the day a timetable would be in force from")
    sheet = Varchar(length=200, default="")
    counts = JSONB(default="{}")
    refused = JSONB(default="[]")
    notes = JSONB(default="[]")
    questions = JSONB(default="[]")
    answers = JSONB(default="{}")
    done = Integer(default=0)
    total = Integer(default=0)
    error = Text(default="")
    written_at = Timestamptz(null=True, default=None)
    written_in = BigInt(null=True, default=None, help_text="the transaction that wrote it")
    undone_at = Timestamptz(null=True, default=None)
    undone_by = Integer(null=True, default=None)
    undone_by_hat = Varchar(length=20, default="")

    import_batch_kind = Check("kind in ('students', 'parents', 'staff', 'load', 'timetable')")
    import_batch_state = Check("state in ('planned', 'waiting', 'running', 'done', 'failed')")


class ImportTrace(Table, db=DB):
    """What an import did to one row, in order: written by triggers on the tables a list writes to.

    A new row has no `before`, a deleted one no `after`. Sealed columns stand here as sealed as in their row.
    Goes two days after the import.
    """

    id = BigSerial(primary_key=True)
    batch = ForeignKey(ImportBatch, null=False, on_delete=OnDelete.cascade, index=True)
    table_name = Varchar(length=40)
    row_id = Integer()
    before = JSONB(null=True, default=None)
    after = JSONB(null=True, default=None)


class ForeignName(Table, db=DB):
    """Whom a name of another timetable program means here, remembered from imports and changed by hand.

    `target` is an id of what the kind says (a person, class, group, subject, room) or a lesson number; null
    leaves the name out. Ids that are gone are asked about again.
    """

    id: Serial
    system = Varchar(length=10)
    kind = Varchar(length=10)
    key = Varchar(length=300, help_text="as the program has it; of a set of groups their keys with commas")
    text = Varchar(length=200)
    target = Integer(null=True, default=None)

    foreign_name_once = Unique(["system", "kind", "key"])
    foreign_name_system = Check("system in ('asc', 'untis')")
    foreign_name_kind = Check("kind in ('teacher', 'class', 'group', 'subject', 'room', 'period')")


TABLES: list[type[Table]] = [ImportBatch, ImportTrace, ForeignName]
