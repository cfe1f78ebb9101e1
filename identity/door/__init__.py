"""From a proof to a session, for every way in: attempts, links, gates, sessions, devices, throttles.

`providers` are the protocols a way implements, `registry` makes them of their rows, `journeys` walks a
browser to another system and back, `entering` decides. Nothing here knows a kind of way: the rooms beside do.
"""
