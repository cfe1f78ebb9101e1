"""ESIA ("Госуслуги"): who somebody is, by the state's word. IDENTITY 1 tells where each rule comes from.

Two transports of one kind: `gateway` (OpenID Connect by discovery: the one a school can get) and `direct`
(direct.py, over v2/ac and v3/te, with requests signed by signers.py). emulator/ is a product of its own: what
both are tried against, on this machine only.
"""
