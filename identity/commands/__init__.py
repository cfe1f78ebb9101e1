"""What identity brings to the command line."""

from identity.commands.esia_emulator import COMMANDS as ESIA_EMULATOR
from identity.commands.user import COMMANDS as USER

COMMANDS = (*USER, *ESIA_EMULATOR)

__all__ = ["COMMANDS"]
