"""CPU time and memory of processes, as Linux counts them."""

from __future__ import annotations

import os
from pathlib import Path

PROC = Path("/proc")
TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
# places in /proc/<pid>/stat after the name
PARENT, USER, SYSTEM, CHILD_USER, CHILD_SYSTEM = 1, 11, 12, 13, 14


def _stat(pid: int) -> list[str]:
    text = (PROC / str(pid) / "stat").read_text()
    return text[text.rindex(")") + 2 :].split()


def family(pid: int) -> list[int]:
    """The process and all its descendants alive now."""
    parents: dict[int, int] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int(_stat(int(entry.name))[PARENT])
            except (FileNotFoundError, ProcessLookupError):
                continue
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def cpu_ms(pid: int) -> float:
    """User + system time of a process, its living descendants and those it has buried."""
    mine = _stat(pid)
    ticks = int(mine[CHILD_USER]) + int(mine[CHILD_SYSTEM])
    for one in family(pid):
        stat = _stat(one)
        ticks += int(stat[USER]) + int(stat[SYSTEM])
    return ticks * TICK_MS


def pss_mb(pid: int) -> float:
    """Proportional set size of one process, in MB of 10^6 bytes."""
    for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise LookupError(f"no Pss of {pid}")
