"""What was changed, when, by whom and under which hat: the audit's entries as a history shows them.

Rules: an entry about a person is seen with that person's card; entries about other things by whoever may
write them. An undo is an entry of its own that names the one it took back.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.access import HAT_TITLES, Hat, viewer_args
from intranet.school.people import names
from modules.office.queries.scope import visible_people

UNDONE = "office.change.undo"


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the audit; `before` and `after` hold the values of what changed."""

    id: int
    at: datetime
    person: int | None
    hat: str
    action: str
    subject: str
    subject_id: int | None
    before: dict[str, Any]
    after: dict[str, Any]
    author: list[str] | None
    undone_at: datetime | None

    @property
    def author_name(self) -> str:
        """ "Зайцева С. А."; empty for the system."""
        return names.short_name(*self.author) if self.author else ""

    @property
    def hat_title(self) -> str:
        """ "секретарь"; the name of a system actor as it is."""
        return str(HAT_TITLES.get(self.hat, self.hat))


CHANGE = f"""select e.id, e.at, e.person, e.hat, e.action, e.subject, e.subject_id,
        coalesce(e.before, '{{}}') as before, coalesce(e.after, '{{}}') as after,
        case when p.id is not null then array[p.surname, p.name, p.patronymic]::text[] end as author,
        (select max(u.at) from audit_entry u where u.subject = e.subject
            and (u.subject_id = e.subject_id or u.subject_id is null and e.subject_id is null)
            and u.action = '{UNDONE}' and (u.after->>'undoes')::bigint = e.id) as undone_at
    from audit_entry e left join person p on p.id = e.person"""
LATER = f"""{CHANGE} where e.subject = $3 and e.subject_id is not distinct from $4::bigint and e.id > $5
    and e.action <> '{UNDONE}' and (e.before ?| $6::text[] or e.after ?| $6::text[])
    and $1::int is not null and $2::date is not null order by e.id desc limit 1"""


async def change_of(viewer: Viewer, entry: int) -> Change:
    """One entry; NotFound if it is about a person whose card the viewer may not open."""
    found = await DB.one(
        Change,
        f"""{CHANGE} where e.id = $3 and (e.subject <> 'person'
                or e.subject_id in ({visible_people(viewer)}))
            and $1::int is not null and $2::date is not null""",
        *viewer_args(viewer), entry,
    )  # fmt: skip
    if found is None:
        raise NotFound
    return found


async def later_change(viewer: Viewer, change: Change, keys: list[str]) -> Change | None:
    """The last entry after this one about the same thing and one of these values, or None."""
    return await DB.one(
        Change, LATER, *viewer_args(viewer), change.subject, change.subject_id, change.id, keys
    )


MINE = "e.action like 'school.contact.%'"
SEEN = dict.fromkeys(Hat, f"{CHANGE} where") | {Hat.TEACHER: f"{CHANGE} where {MINE} and"}


async def changes_of(viewer: Viewer, person: int, most: int) -> list[Change]:
    """The last changes of somebody's card and way in, newest first.

    An undoing is told by the entry it took back. A class teacher sees the changes of the contacts, which are
    that hat's to make.
    """
    return await DB.rows(
        Change,
        f"""{SEEN[Hat(viewer.hat)]} (e.subject = 'person' and e.subject_id = $3::bigint
                or e.subject = 'account' and e.subject_id = (select id from account where person = $3))
            and e.action <> '{UNDONE}' and $3 in ({visible_people(viewer)})
            order by e.at desc, e.id desc limit $4""",
        *viewer_args(viewer), person, most,
    )  # fmt: skip


class Named(msgspec.Struct, frozen=True):
    """What an id in a change stands for."""

    kind: str
    id: int
    title: str


async def named_in(viewer: Viewer, people: list[int], classes: list[int]) -> dict[tuple[str, int], str]:
    """Names of the people and classes that changes mention, by ("person" or "class", id). One statement."""
    if not people and not classes:
        return {}
    found = await DB.rows(
        Named,
        """select 'person' as kind, id, concat_ws(' ', surname, name, nullif(patronymic, '')) as title
            from person where id = any($1::int[])
            union all select 'class', id, grade_level || letter from school_class
            where id = any($2::int[])""",
        people, classes,
    )  # fmt: skip
    return {(one.kind, one.id): one.title for one in found}
