"""The passwords of this house: argon2id, slips for the first entry, logins of one's own, recovery by e-mail."""
