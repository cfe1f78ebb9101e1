"""What the pages cost on a large school: `bin/bench` prints it as a table. Not a test.

CPU-ms per request is user + system time of the web processes and of every PostgreSQL process over a few
hundred requests one after another; the floor (floor.py) is the same page from one bare query without
session and access check, in the same run. The school is filled once into PARTA_BENCH_DATA (default .bench).
"""
