"""Pupils who turn 18: nobody represents them any longer (DOMAIN 2.1, 2.11 no. 5).

Access ends by itself on the birthday (`access.PARENT_OF`); here it becomes a line of the record, once for
each guardianship. With the pupil's consent it goes on, and nothing ends.
"""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB

ACTION = "school.guardianship.came_of_age"
ENDED = f"""select g.id, g.guardian, g.child, (c.born + interval '18 years')::date as birthday
    from guardianship g join person c on c.id = g.child
    where g.is_legal and c.born + interval '18 years' <= $1::date and g.since < c.born + interval '18 years'
      and (g.until is null or g.until >= c.born + interval '18 years')
      and (g.adult_consent_since is null or g.adult_consent_since > $1)
      and exists (select 1 from enrolment e where e.student = g.child and e.since <= $1
                  and (e.until is null or e.until >= c.born + interval '18 years'))
      and not exists (select 1 from audit_entry a where a.action = '{ACTION}' and a.subject = 'person'
                      and a.subject_id = g.child and (a.before->>'link')::int = g.id)
    order by g.id for update of g"""


class Ended(msgspec.Struct, frozen=True):
    """A guardianship whose child is of age."""

    id: int
    guardian: int
    child: int
    birthday: date


async def record_coming_of_age(actor: Viewer, day: date) -> int:
    """Record every guardianship that the child's 18th birthday has ended by `day`; how many were new."""
    async with DB.transaction():
        ended = await DB.rows(Ended, ENDED, day)
        for link in ended:
            await audit.record(
                actor, ACTION, "person", link.child,
                before={"link": link.id, "guardian": link.guardian},
                after={"until": link.birthday.isoformat()},
            )  # fmt: skip
        return len(ended)
