"""People: how their names are written and compared, СНИЛС, their relations, the hats that are granted."""
