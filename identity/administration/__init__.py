"""What the administrator sets and sees: ways in, probes, rules, sessions, journal, doubts, sweeps."""
