"""An ESIA of one's own: `intranet esia-emulator`, on this machine only, for development, tests and demos.

It checks every request as strictly as IDENTITY 2(d) asks, so that what works here fails there for reasons of
papers, not of code; it invents people, and breaks its own answers on demand. It shares no code with the
client: the signed string, the tokens and their checks are written a second time here.

world      who is registered, what was asked, given and used         files     keys and certificates
personas   people to sign in as; faults     what can be broken       checks    items 1-6 of the list
tokens     what is signed and given         aas, persons             v2/v3, v1, /rs/prns, sign-out
gateway    the same people by OpenID Connect        choosing, control        the page, the tests' switches
"""
