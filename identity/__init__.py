"""Who is signed in, as whom: accounts, sessions, hats, first-entry slips.

Nouns: account (one a person), credential, session (one browser in one hat), slip, throttle, event.
Rules: providers only prove who somebody is; sessions, hats and rights live here. A token is new at every
sign-in, hat switch and change of password, and only its hash is stored. A hat is worn while it is held:
the session of a lost hat ends, and the next sign-in puts on another. A first-entry password opens nothing
but the page that replaces it.
"""

from typing import Any

import click


def handlers() -> list[Any]:
    """The routes of identity, for the composition root."""
    from identity import views

    return views.HANDLERS


def __getattr__(name: str) -> tuple[click.Command, ...]:
    if name == "COMMANDS":  # at use: the web process needs no command line
        from identity import commands

        return commands.COMMANDS
    raise AttributeError(name)


__all__ = ["COMMANDS", "handlers"]
