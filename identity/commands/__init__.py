"""What identity brings to the command line."""

from identity.commands.user import COMMANDS as USER

COMMANDS = USER

__all__ = ["COMMANDS"]
