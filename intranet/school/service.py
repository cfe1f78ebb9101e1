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
from intranet.school.people.hats import grant_hat, withdraw_hat
from intranet.school.people.service import (
    PersonCard,
    add_guardianship,
    add_staff_post,
    create_person,
    enrol,
    leave,
    move_class,
    update_person,
)
from intranet.school.timetable.changes import Wish, apply_change, withdraw_change
from intranet.school.timetable.lessons import Materialised, NewSlot, VersionPut, materialise, put_version

__all__ = [
    "AddedClasses", "Materialised", "NewSlot", "PersonCard", "VersionPut", "Wish", "add_classes",
    "add_cross_group", "add_group", "add_guardianship", "add_staff_post", "add_subject", "add_to_group",
    "add_year", "apply_change", "assign_teacher", "create_person", "end_assignment", "enrol", "found_school",
    "grant_hat", "journal_of", "leave", "materialise", "move_class", "put_version", "remove_from_group",
    "set_class_teacher", "update_person", "withdraw_change", "withdraw_hat",
]  # fmt: skip
