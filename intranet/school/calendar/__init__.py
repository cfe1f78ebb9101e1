"""What a date is for a class: taught or free, by which weekday, week and bells."""
