"""What identity brings to the command line."""

from identity.commands.directory import COMMANDS as DIRECTORY
from identity.commands.user import COMMANDS as USER

COMMANDS = (*USER, *DIRECTORY)

__all__ = ["COMMANDS"]
