"""What identity brings to the command line."""

from identity.commands.directory import COMMANDS as DIRECTORY
from identity.commands.esia_emulator import COMMANDS as ESIA_EMULATOR
from identity.commands.providers import COMMANDS as PROVIDERS
from identity.commands.user import COMMANDS as USER

COMMANDS = (*USER, *PROVIDERS, *DIRECTORY, *ESIA_EMULATOR)

__all__ = ["COMMANDS"]
