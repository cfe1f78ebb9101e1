"""A foreign timetable against the school: whom its names mean here, and the week it makes.

A name is looked up among those remembered, then guessed, then asked: new, one of ours, or leave out. What is
left out takes its lessons with it, counted. Everything used is remembered when the plan is written.
"""
