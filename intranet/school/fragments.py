"""Pieces of SQL that the reads of several modules share; constants only."""

from __future__ import annotations

# Change `x` is in force: published and not taken back.
ACTIVE = "x.published_at is not null and x.withdrawn_at is null"

# A teacher's short name, of the person row `p`.
SHORT_NAME = """(p.surname || coalesce(' ' || nullif(left(p.name, 1), '') || '.', '')
    || coalesce(' ' || nullif(left(p.patronymic, 1), '') || '.', ''))"""

# The class, the group, or both, of the group `g` and its class `c` (left joined): "8Б, англ. 1".
WHOM = "concat_ws(', ', c.grade_level::text || c.letter, nullif(g.name, ''))"
