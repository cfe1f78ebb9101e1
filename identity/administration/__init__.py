"""What the administrator sets and sees: ways in and their probes, rules, sessions, the journal, doubts, sweeps."""
