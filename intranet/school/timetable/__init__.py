"""A week's plan becomes dated lessons; clashes by the clock; changes of a dated lesson."""
