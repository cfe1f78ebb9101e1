"""Pure rules of a day: what is open, who is free, what a plan would be. Nothing here reads or writes."""
