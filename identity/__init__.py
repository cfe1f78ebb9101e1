"""Who is signed in, as whom: accounts, sessions, hats, first-entry slips.

Nouns: account (one a person), credential, external identity, provider, flow (an attempt of several pages),
session (one browser in one hat), factor, slip and code, throttle, event.
Rules: providers only prove who somebody is; links, gates, sessions, hats and rights live in door/. A token is
new at every sign-in, hat switch and change of password, and only its hash is stored. A hat is worn while it
is held: the session of a lost hat ends, and the next sign-in puts on another.

door/           from a proof to a session: the one core     local/     passwords of this house, slips
oidc/ esia/ ldap/   ways to prove it elsewhere              factors/   second factors
invitations/    school codes, requests for access           account/   one's own account
administration/ what the administrator sets and sees
"""

from typing import Any

import click


def handlers() -> list[Any]:
    """The routes of identity, for the composition root."""
    from identity import views
    from identity.ldap import jobs  # noqa: F401 - declares them; the library itself is imported when asked

    return views.handlers()


def __getattr__(name: str) -> tuple[click.Command, ...]:
    if name == "COMMANDS":  # at use: the web process needs no command line
        from identity import commands

        return commands.COMMANDS
    raise AttributeError(name)


__all__ = ["COMMANDS", "handlers"]
