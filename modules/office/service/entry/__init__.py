"""Ways in: slips, granted hats, what each hat may."""
