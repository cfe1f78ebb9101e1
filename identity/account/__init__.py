"""One's own account: addresses and numbers, links to other systems, the rules of use, what happened."""
