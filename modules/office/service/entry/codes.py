"""Printing codes for registration, one for each person and, for a parent, each child (FEATURES A3, A5, A8).

Identity makes the codes and decides who may issue them; here it is decided who is asked for. By default those
without a way in and without a code that waits, so that codes handed out already stay good.
"""

from __future__ import annotations

from identity.invitations.codes import Relation, Wanted, issue_codes, relations_of, waiting
from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _
from modules.office.queries.entry.entry import (
    Addressee,
    Reach,
    Whom,
    parents_by_child,
    person_to_enter,
)
from modules.office.service.entry.slips import Issued, PrintedSlip, group_of, is_wanted, nobody_words

RELATIONS = {Whom.STAFF: Relation.STAFF, Whom.PUPILS: Relation.STUDENT, Whom.PARENTS: Relation.PARENT}
Pair = tuple[Addressee, Wanted]


async def issue_group_codes(actor: Viewer, whom: Whom, school_class: int | None, reach: Reach) -> Issued:
    """Codes for a group, in its order. DomainError if there is nobody; NotFound for a foreign class."""
    pairs = await _pairs(actor, whom, school_class)
    if not pairs:
        raise DomainError(_("Здесь ещё никого нет: список загружает секретарь."), field="whom")
    asked = await _asked(actor, pairs, reach)
    made = await issue_codes(actor, [wanted for _one, wanted in asked], skip_barred=True)
    notes = {wanted: one.note for one, wanted in asked}
    printed = [
        PrintedSlip(c.person, c.name, notes[Wanted(c.person, c.relation, c.child)], "", c.code, c.last_day)
        for c in made
    ]
    got, to_get = {code.person for code in made}, {one.id for one, _wanted in asked}
    served = list(dict.fromkeys(one.full_name for one, _wanted in pairs if one.id not in to_get))
    barred = list(dict.fromkeys(one.full_name for one, _wanted in asked if one.id not in got))
    if not printed:
        raise DomainError(nobody_words(len(served), barred), field="reach")
    return Issued(printed, served, barred, is_codes=True)


async def issue_code(actor: Viewer, person: int, relation: str, child: int | None) -> Issued:
    """A new code for one person; the one that waited stops working. NotFound, or DomainError if barred."""
    who = await person_to_enter(actor, person)
    if relation not in tuple(Relation) or (relation == Relation.PARENT) != (child is not None):
        raise DomainError(_("Выберите, кто это: ученик, представитель или сотрудник."))
    code = (await issue_codes(actor, [Wanted(person, relation, child)]))[0]
    children = {one.child: one.child_name for one in await relations_of(actor, person) if one.child}
    note = who.note if child is None else children.get(child, who.note)
    return Issued([PrintedSlip(person, code.name, note, "", code.code, code.last_day)], [], [], is_codes=True)


async def _pairs(actor: Viewer, whom: Whom, school_class: int | None) -> list[Pair]:
    if whom == Whom.PARENTS and school_class is not None:
        people = await parents_by_child(actor, school_class)
    else:
        people = await group_of(actor, whom, school_class)
    return [(one, Wanted(one.id, RELATIONS[whom], one.child)) for one in people]


async def _asked(actor: Viewer, pairs: list[Pair], reach: Reach) -> list[Pair]:
    asked = [(one, wanted) for one, wanted in pairs if is_wanted(one, reach, actor.day)]
    if reach != Reach.NEW:
        return asked
    handed = await waiting([wanted for _one, wanted in asked], actor.day)
    return [(one, wanted) for one, wanted in asked if wanted not in handed]
