"""Every write of the backbone by name; the rules are in the files they come from."""

from intranet.school.classes.service import AddedClasses, add_classes
from intranet.school.classes.teaching import (
    add_cross_group,
    add_group,
    add_subject,
    add_to_group,
    assign_teacher,
    end_assignment,
    journal_of,
    remove_from_group,
    set_class_teacher,
)
from intranet.school.founding import add_year, found_school
from intranet.school.people.consents import (
    ConsentCard,
    add_consent,
    end_consent,
    remove_consent,
    withdraw_consent,
)
from intranet.school.people.contacts import (
    ContactCard,
    add_contact,
    call_earlier,
    change_contact,
    order_contacts,
    remove_contact,
)
from intranet.school.people.guardians import (
    add_guardianship,
    change_guardianship,
    end_guardianship,
    let_read_on,
    lift_restriction,
    remove_guardianship,
    restrict,
)
from intranet.school.people.hats import change_grant, grant_hat, withdraw_grant, withdraw_hat
from intranet.school.people.movements import Order, Outcome, enrol, leave, move_class, return_pupil
from intranet.school.people.posts import add_staff_post, end_post, remove_post
from intranet.school.people.service import (
    PersonCard,
    create_person,
    remove_person,
    update_person,
    update_reach,
)
from intranet.school.people.withdrawal import withdraw_movement
from intranet.school.timetable.changes import Wish, apply_change, withdraw_change
from intranet.school.timetable.lessons import Materialised, NewSlot, VersionPut, materialise, put_version

__all__ = [
    "AddedClasses", "ConsentCard", "ContactCard", "Materialised", "NewSlot", "Order", "Outcome",
    "PersonCard", "VersionPut", "Wish", "add_classes", "add_consent", "add_contact", "add_cross_group",
    "add_group", "add_guardianship", "add_staff_post", "add_subject", "add_to_group", "add_year",
    "apply_change", "assign_teacher", "call_earlier", "change_contact", "change_grant",
    "change_guardianship", "create_person", "end_assignment", "end_consent", "end_guardianship",
    "end_post", "enrol", "found_school", "grant_hat", "journal_of", "leave", "let_read_on",
    "lift_restriction", "materialise", "move_class", "order_contacts", "put_version", "remove_consent",
    "remove_contact", "remove_from_group", "remove_guardianship", "remove_person", "remove_post", "restrict",
    "return_pupil", "set_class_teacher", "update_person", "update_reach", "withdraw_change",
    "withdraw_consent", "withdraw_grant", "withdraw_hat", "withdraw_movement",
]  # fmt: skip
