"""The passwords of this house: argon2id, slips for the first entry, own logins, recovery by e-mail."""
