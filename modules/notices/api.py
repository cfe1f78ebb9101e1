"""What other modules ask of the notices: tell people, and say on a form who will be told.

`await tell(actor, Telling("journal.marks", key, path, Audience("families", frozenset({pupil}))))` belongs in
the transaction of what it tells about. Kinds are declared in the manifests (`Module.notice_kinds`).
On a form: `told = await who_will_be_told(viewer, kind, audience)`, then `notices/_who.html`.
"""

from __future__ import annotations

from modules.notices.queries.addresses import Told, when_told, who_will_be_told
from modules.notices.service.telling import Telling, tell, tell_many

__all__ = ["Telling", "Told", "tell", "tell_many", "when_told", "who_will_be_told"]
