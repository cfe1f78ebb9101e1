"""What identity brings to the command line."""

from identity.commands.directory import COMMANDS as DIRECTORY
from identity.commands.providers import COMMANDS as PROVIDERS
from identity.commands.user import COMMANDS as USER

COMMANDS = (*USER, *PROVIDERS, *DIRECTORY)

__all__ = ["COMMANDS"]
