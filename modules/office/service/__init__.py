"""Every write of the office, split by noun; classes are added by the backbone's own service.

The files that declare inverses are read with the package, so that every change finds its own.
"""

from modules.office.service import school_undo
from modules.office.service.people import movements, people_undo

__all__ = ["movements", "people_undo", "school_undo"]
