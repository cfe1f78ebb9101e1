"""How people of the register come to a way in: school codes, registration by one, requests for access."""
