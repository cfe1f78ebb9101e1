"""The first page: what today asks of the person who opened it, under the hat that is worn.

Nouns: a tile (a block some module contributes), the day's sentence, the school's numbers, first steps.
Rules: home imports no other module; it shows what the manifests bring and adds only what the backbone
knows. A load that several tiles share runs once.
"""
