"""What identity brings to the command line."""

from identity.commands.providers import COMMANDS as PROVIDERS
from identity.commands.user import COMMANDS as USER

COMMANDS = USER + PROVIDERS

__all__ = ["COMMANDS"]
