"""People: cards, guardians, contacts, consents, orders."""
